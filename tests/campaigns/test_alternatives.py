"""The harmless explanations are kept, with what speaks against each and no more."""

from __future__ import annotations

from math import log2

from stillwatch.campaigns.alternatives import FEWEST, alternatives, likeliest
from stillwatch.campaigns.measures import Values
from stillwatch.campaigns.reference import Reference, ReferenceGroup
from stillwatch.signals.catalogue import MEASURES
from tests.campaigns.conftest import Scene

SIGNALS = [signal for signal in MEASURES if signal.axis == "extraction"]


def around(kind: str, centre: float, count: int = 63) -> list[ReferenceGroup]:
    """Return groups of one kind whose measures lie around a value."""
    made = []
    for n in range(count):
        values = {signal.name: centre + n / 1_000 for signal in SIGNALS}
        made.append(ReferenceGroup(kind, values, {}))
    return made


def group(value: float) -> Values:
    return {signal.name: value for signal in SIGNALS}


def test_a_group_like_a_kind_has_nothing_speaking_against_it() -> None:
    held = Reference([*around("a_class", 0.2), *around("a_company", 0.8)], MEASURES)
    found = alternatives(group(0.23), "whole", 30.0, held, SIGNALS)
    bits = {each.hypothesis: each.bits_against for each in found}
    assert bits["a class"] == 0.0
    assert bits["a company"] > 10
    assert bits["strangers who resemble each other by chance"] == 30.0
    assert found[0].hypothesis == "a class", "the likeliest comes first"
    assert likeliest(group(0.23), "whole", held, SIGNALS) == "a class"


def test_being_below_a_kind_speaks_against_it_as_well() -> None:
    held = Reference(around("a_class", 0.5), MEASURES)
    [low, high] = [
        alternatives(group(value), "whole", 1e9, held, SIGNALS)[0].bits_against
        for value in (0.0, 1.0)
    ]
    assert low == high > 0


def test_how_much_may_speak_is_bounded_by_how_many_are_known() -> None:
    families = len({signal.family for signal in SIGNALS})
    for count in (FEWEST, 63, 255):
        held = Reference(around("a_class", 0.5, count), MEASURES)
        found = alternatives(group(9.0), "whole", 1e9, held, SIGNALS)[0].bits_against
        assert 0 <= found <= families * log2((count + 1) / 2)


def test_too_few_of_a_kind_are_not_held_against_anything() -> None:
    held = Reference(around("a_class", 0.5, FEWEST - 1), MEASURES)
    found = alternatives(group(9.0), "whole", 12.34, held, SIGNALS)
    assert [(each.hypothesis, each.bits_against) for each in found] == [
        ("strangers who resemble each other by chance", 12.3)
    ]
    assert likeliest(group(9.0), "whole", held, SIGNALS) is None


def test_a_group_without_measures_can_be_anything() -> None:
    held = Reference(around("a_class", 0.5), MEASURES)
    assert likeliest({}, "whole", held, SIGNALS) is None


def test_every_campaign_keeps_its_alternatives(scene: Scene) -> None:
    for named in scene.scan.named:
        found = {each.hypothesis: each.bits_against for each in named.campaign.alternatives}
        of_references = {"class", "company", "strangers who resemble each other by chance"}
        assert found.keys() >= of_references
        assert all(found[hypothesis] > 5 for hypothesis in of_references)
