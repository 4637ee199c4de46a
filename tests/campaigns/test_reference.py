"""Ranks among harmless groups are fair, whatever is measured and whatever is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stillwatch.campaigns.measures import Values
from stillwatch.campaigns.ranking import FEWEST
from stillwatch.campaigns.reference import (
    SUBSETS,
    NamedWeights,
    Origin,
    Reference,
    ReferenceGroup,
    dump_reference,
    load_harvests,
    load_reference,
)
from stillwatch.campaigns.scoring import ANY
from stillwatch.model.errors import SettingsError
from stillwatch.model.signal import MeasureSignal
from stillwatch.signals.catalogue import MEASURES

EXTRACTION = [signal for signal in MEASURES if signal.axis == "extraction"]
LOW = next(signal for signal in EXTRACTION if signal.tail == "low")
HIGH = next(signal for signal in EXTRACTION if signal.tail == "high")


def group(rng: np.random.Generator, missing: float = 0.0, alike: float = 0.0) -> Values:
    """Draw a group's measures, correlated, some of them missing."""
    shared = rng.normal()
    return {
        signal.name: float(np.sqrt(alike) * shared + np.sqrt(1 - alike) * rng.normal())
        * (1 if signal.tail == "high" else -1)
        for signal in EXTRACTION
        if rng.random() >= missing
    }


def references(rng: np.random.Generator, count: int, **more: float) -> Reference:
    drawn = [group(rng, **more) for _ in range(count)]
    return Reference([ReferenceGroup("class", values, {}) for values in drawn], MEASURES)


def of_one(signal: str, values: list[float]) -> Reference:
    return Reference([ReferenceGroup("class", {signal: v}, {}) for v in values], MEASURES)


@pytest.mark.parametrize("measure", [HIGH, LOW], ids=lambda measure: measure.tail)
def test_a_value_is_as_unusual_as_its_rank(measure: MeasureSignal) -> None:
    turned = 1 if measure.tail == "high" else -1
    held = of_one(measure.name, [turned * value for value in (1.0, 2.0, 2.0, 3.0)])
    wanted = {0.5: 5, 1.0: 5, 1.5: 4, 2.0: 4, 2.5: 2, 3.0: 2, 9.0: 1}
    for value, as_extreme in wanted.items():
        assert held.p_value(measure, turned * value, "whole") == as_extreme / 5
    assert held.p_value(measure, 9.0, "slice") == 1.0


def test_without_references_nothing_is_unusual() -> None:
    nobody = Reference((), MEASURES)
    everything = {signal.name: 1e6 for signal in MEASURES}
    assert nobody.score(everything, "whole").p == 1.0
    assert nobody.least_score(0.05) == 0.0
    assert nobody.quantiles(HIGH.name, "whole") is None
    assert set(nobody.families(everything, "whole", "coordination").values()) == {0.0}


@pytest.mark.parametrize(("missing", "alike"), [(0.0, 0.0), (0.0, 0.6), (0.3, 0.0)])
@pytest.mark.parametrize("count", [150, 300])
def test_a_harmless_group_is_as_unusual_as_chance_has_it(
    count: int, missing: float, alike: float
) -> None:
    """Groups and references drawn alike: p is uniform, also where measures are missing."""
    rng = np.random.default_rng(count)
    p_values = []
    for _ in range(15):
        held = references(rng, count, missing=missing, alike=alike)
        p_values += [held.score(group(rng, missing, alike), "whole").p for _ in range(40)]
    found = np.array(p_values)
    for level in (0.5, 0.2, 0.1, 0.05):
        # References are shared by 40 groups each, so that chance moves more than binomially.
        slack = 4 * np.sqrt(level * (1 - level) * (1 / len(found) + 1 / (15 * count)))
        assert np.mean(found <= level) <= level + 1 / count + slack
    assert np.mean(found <= 0.5) > 0.4


def test_a_reference_that_could_not_be_measured_does_not_make_a_group_unusual() -> None:
    rng = np.random.default_rng(3)
    drawn = [group(rng) for _ in range(300)]
    sparse = [
        {name: value for name, value in values.items() if n % 2 or name != HIGH.name}
        for n, values in enumerate(drawn)
    ]
    whole = Reference([ReferenceGroup("class", values, {}) for values in drawn], MEASURES)
    partly = Reference([ReferenceGroup("class", values, {}) for values in sparse], MEASURES)
    tested = [group(rng) for _ in range(200)]
    ratio = [partly.score(v, "whole").p / whole.score(v, "whole").p for v in tested]
    assert np.median(ratio) == pytest.approx(1.0, abs=0.1)


def test_a_group_must_be_unlike_every_kind_not_only_their_mixture() -> None:
    """A rare kind that does the same is enough to make a group usual."""
    common = [ReferenceGroup(f"kind {n % 4}", {HIGH.name: n / 1_000}, {}) for n in range(200)]
    rare = [ReferenceGroup("contractor", {HIGH.name: 0.9 + n / 1_000}, {}) for n in range(30)]
    alone = Reference(common, MEASURES).score({HIGH.name: 0.91}, "whole").p
    beside = Reference([*common, *rare], MEASURES).score({HIGH.name: 0.91}, "whole").p
    assert alone < 0.01
    assert beside > 0.1
    few = Reference([*common, *rare[: FEWEST - 1]], MEASURES)
    assert few.score({HIGH.name: 0.91}, "whole").p > alone, "too few of a kind count together"


def of_any(**kinds: dict[str, float]) -> NamedWeights:
    """Return weights by kind, whatever the technique."""
    return {"whole": {ANY: kinds}}


def test_weights_say_how_much_a_measure_counts() -> None:
    groups = [ReferenceGroup("class", {HIGH.name: n}, {}) for n in range(40)]
    values = {HIGH.name: 99.0}
    plain = Reference(groups, MEASURES).score(values, "whole")
    deaf = Reference(groups, MEASURES, of_any(**{ANY: {HIGH.name: 0.0}})).score(values, "whole")
    keen = Reference(groups, MEASURES, of_any(**{ANY: {HIGH.name: 2.0}})).score(values, "whole")
    assert plain.score > 5
    assert deaf.score == pytest.approx(0.0)
    assert deaf.p == 1.0
    assert keen.score == pytest.approx(2 * plain.score)
    assert keen.p <= plain.p


def test_the_slice_has_weights_of_its_own() -> None:
    groups = [ReferenceGroup("class", {HIGH.name: n}, {HIGH.name: n}) for n in range(40)]
    plain = Reference(groups, MEASURES)
    held = Reference(groups, MEASURES, {"slice": {ANY: {ANY: {HIGH.name: 0.0}}}})
    values = {HIGH.name: 99.0}
    assert held.score(values, "whole") == plain.score(values, "whole")
    assert held.score(values, "slice").p == 1.0


def test_one_technique_is_enough_to_tell_a_harvest() -> None:
    """What no weights of all techniques tell, those of one may."""
    rng = np.random.default_rng(6)
    groups = [
        ReferenceGroup(f"kind {n % 4}", {HIGH.name: rng.normal(), LOW.name: rng.normal()}, {})
        for n in range(200)
    ]
    values = {HIGH.name: 6.0, LOW.name: 1.0}
    deaf = {ANY: {HIGH.name: 0.0}}
    unseen = Reference(groups, MEASURES, {"whole": {ANY: deaf}}).score(values, "whole")
    trace = {ANY: {HIGH.name: 2.0, LOW.name: 0.0}}
    seen = Reference(groups, MEASURES, {"whole": {ANY: deaf, "trace": trace}})
    assert unseen.p > 0.2
    assert seen.score(values, "whole").p < 0.01
    # The score that is read stays that of all techniques.
    assert seen.score(values, "whole").score == unseen.score


def apart(**weights: dict[str, float]) -> Reference:
    """Return kinds of which two are known for one measure each: classes for one, companies for
    the other; the remaining are usual."""
    rng = np.random.default_rng(1)
    drawn: list[tuple[str, float, float]] = [("class", 30 + n, n / 100) for n in range(2 * FEWEST)]
    drawn += [("company", n / 100, 30 + n) for n in range(2 * FEWEST)]
    drawn += [
        (f"kind {number}", *rng.exponential(2, size=2))
        for number in range(4)
        for _ in range(2 * FEWEST)
    ]
    groups = [
        ReferenceGroup(k, {HIGH.name: float(h), LOW.name: -float(w)}, {}) for k, h, w in drawn
    ]
    return Reference(groups, MEASURES, of_any(**weights))


BOTH = {HIGH.name: 30.0, LOW.name: -30.0}
"""A group that does what classes do, and what companies do."""


def test_a_kind_has_weights_of_its_own() -> None:
    """What tells a harvest from a class is not what tells it from a company."""

    def p(classes: str, companies: str) -> float:
        """Hold against each kind only what is not deaf."""
        deaf = {"class": {classes: 0.0}, "company": {companies: 0.0}}
        return apart(**deaf).score(BOTH, "whole").p

    own = p(HIGH.name, LOW.name)
    assert own < 0.05 < p(LOW.name, HIGH.name), "each is held against what it is not known for"
    assert p(HIGH.name, HIGH.name) > own, "unlike one kind is not enough"
    assert p(LOW.name, LOW.name) > own


def test_a_kind_without_weights_takes_those_of_all() -> None:
    known = {HIGH.name: 0.3, LOW.name: 1.7}
    said = apart(**{ANY: known, "class": known, "company": known}).score(BOTH, "whole")
    assert apart(**{ANY: known}).score(BOTH, "whole") == said
    assert apart(**{ANY: known, "contractor": {HIGH.name: 9.0}}).score(BOTH, "whole") == said


def test_the_score_that_is_told_is_by_the_weights_of_all() -> None:
    usual = apart().score(BOTH, "whole")
    own = apart(**{"class": {HIGH.name: 0.0}, "company": {LOW.name: 5.0}}).score(BOTH, "whole")
    assert (own.score, own.families) == (usual.score, usual.families)
    keen = apart(**{ANY: {HIGH.name: 2.0, LOW.name: 2.0}})
    assert keen.least_score(0.1) == pytest.approx(2 * apart().least_score(0.1))
    assert apart(**{"class": {HIGH.name: 9.0}}).least_score(0.1) == apart().least_score(0.1)


def test_a_score_is_the_sum_of_its_families() -> None:
    rng = np.random.default_rng(5)
    found = references(rng, 50).score(group(rng), "whole")
    assert found.score == pytest.approx(sum(found.families.values()))
    assert set(found.families) == {signal.family for signal in EXTRACTION}


def test_timing_pays_for_the_choice_among_its_measures() -> None:
    timing = [signal for signal in MEASURES if signal.axis == "coordination"]
    groups = [ReferenceGroup("class", {s.name: n / 100 for s in timing}, {}) for n in range(99)]
    held = Reference(groups, MEASURES)
    found = held.families({s.name: 9.0 for s in timing}, "whole", "coordination")
    for family, bits in found.items():
        measures = sum(signal.family == family for signal in timing)
        assert bits == pytest.approx(np.log2(100) - np.log2(measures))


def test_the_least_score_is_reached_by_as_many_as_it_says() -> None:
    rng = np.random.default_rng(7)
    held = references(rng, 400)
    least = held.least_score(0.05)
    reached = np.mean([held.score(group(rng), "whole").score >= least for _ in range(1_000)])
    assert 0.03 < reached < 0.08


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    rng = np.random.default_rng(9)
    groups = [ReferenceGroup("class", group(rng, missing=0.2), group(rng)) for _ in range(30)]
    weights: NamedWeights = {
        "whole": {
            ANY: {ANY: {HIGH.name: 1.2345}, "class": {HIGH.name: 0.0, LOW.name: 2.5}},
            "trace": {ANY: {HIGH.name: 3.0}},
        },
        "slice": {ANY: {ANY: {LOW.name: 0.5}}},
    }
    file = tmp_path / "reference.json"
    file.write_bytes(dump_reference(groups, MEASURES, weights))
    held = load_reference(file, MEASURES)
    assert [g.looks_like for g in held.groups] == ["class"] * 30
    for read, written in zip(held.groups, groups, strict=True):
        assert read.whole == pytest.approx(written.whole, abs=1e-4)
        assert read.slice == pytest.approx(written.slice, abs=1e-4)
    assert list(held.weights) == ["whole", "slice"]
    assert list(held.weights["whole"]) == [ANY, "trace"]
    for subset, techniques in weights.items():
        for technique, kinds in techniques.items():
            read_kinds = held.weights[subset][technique]
            assert list(read_kinds) == list(kinds)
            for kind, known in kinds.items():
                # Lists in the order of the signals: what was not named counts once.
                wanted = {signal.name: known.get(signal.name, 1.0) for signal in MEASURES}
                assert read_kinds[kind] == pytest.approx(wanted, abs=1e-3)
    assert len(file.read_text(encoding="utf-8").splitlines()) == 30 + 4


def test_where_a_group_is_from_is_kept_and_so_are_the_harvests(tmp_path: Path) -> None:
    rng = np.random.default_rng(10)
    origin = Origin("benign", 1_003, "real")
    groups = [ReferenceGroup("class", group(rng), group(rng), origin)]
    harvests = [
        ReferenceGroup(kind, group(rng, missing=0.3), {}, Origin(kind, 5_000, "built-in"))
        for kind in ("farm", "trace")
    ]
    file = tmp_path / "reference.json"
    file.write_bytes(dump_reference(groups, MEASURES, {}, harvests))
    assert [g.origin for g in load_reference(file, MEASURES).groups] == [origin]
    read = load_harvests(file)
    assert [(g.looks_like, g.origin) for g in read] == [(g.looks_like, g.origin) for g in harvests]
    assert [g.whole for g in read] == [pytest.approx(g.whole, abs=1e-4) for g in harvests]


def test_a_file_without_harvests_says_how_to_get_them(tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_bytes(dump_reference([], MEASURES, {}))
    with pytest.raises(SettingsError, match=r"mine\.json: keeps no harvesting .*calibrate"):
        load_harvests(file)


def test_references_come_with_the_package() -> None:
    held = load_reference(None, MEASURES)
    assert len(held.groups) >= 100
    measured = {name for g in held.groups for name in g.whole}
    assert measured == {signal.name for signal in MEASURES}
    kinds = {ANY, *(group.looks_like for group in held.groups)}
    techniques = {ANY, *(group.looks_like for group in load_harvests(None))}
    assert set(held.weights) == set(SUBSETS)
    for of_subset in held.weights.values():
        assert ANY in of_subset
        assert set(of_subset) <= techniques
        for of_technique in of_subset.values():
            assert ANY in of_technique
            assert set(of_technique) <= kinds
            assert all(weight >= 0 for known in of_technique.values() for weight in known.values())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        "[]",
        "{}",
        '{"signals": ["even_load"], "groups": [1]}',
        '{"signals": ["even_load"], "groups": [{"looks_like": "x", "whole": [1, 2], "slice": []}]}',
        '{"signals": ["even_load"], "groups": [{"looks_like": "x", "whole": ["a"], "slice": [1]}]}',
        '{"signals": [], "groups": [], "weights": "none"}',
        '{"signals": ["even_load"], "groups": [], "weights": {"even_load": 1.0}}',
        '{"signals": ["even_load"], "groups": [], "weights": {"": [1.0]}}',
        '{"signals": ["even_load"], "groups": [], "weights": {"": {"": {"": [1.0]}}}}',
        '{"signals": ["even_load"], "groups": [], "weights": {"whole": {"": [1.0]}}}',
        '{"signals": ["even_load"], "groups": [], "weights": {"whole": {"": {"": ["much"]}}}}',
        '{"signals": ["even_load"], "groups": [], "weights": {"whole": {"": {"": [1.0, 2.0]}}}}',
        '{"signals": [], "groups": [], "harvests": [{"looks_like": "farm"}]}',
        '{"signals": [], "groups": [{"looks_like": "x", "from": [1], "whole": [], "slice": []}]}',
    ],
)
def test_a_file_of_something_else_is_refused_with_the_way_out(text: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"mine\.json: no reference groups .*calibrate"):
        load_reference(file, MEASURES)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.json"):
        load_reference(tmp_path / "nowhere.json", MEASURES)
