"""Every signal finds its hit and leaves its benign case alone; without both it does not pass."""

from __future__ import annotations

import pytest

from stillwatch.campaigns.evidence import LEAST_BITS
from stillwatch.model.signal import MeasureSignal, TieSignal
from stillwatch.signals.catalogue import MEASURES, SIGNALS, TIES
from stillwatch.store.duckdb_engine import DuckEngine
from tests.signals.case import (
    CASES,
    KINDS,
    Case,
    Kind,
    case_path,
    entities_of,
    holders,
    load_case,
    ties_of,
    value_of,
)

LIMITED = [name for name in SIGNALS if case_path(name, "limit").exists()]
EVERY = [(name, kind) for name in SIGNALS for kind in KINDS if kind != "limit" or name in LIMITED]


def test_every_signal_has_a_hit_and_a_benign_case_and_no_case_is_left_over() -> None:
    lacking = [
        f"{name} lacks {kind}.jsonl"
        for name in SIGNALS
        for kind in ("hit", "benign")
        if not case_path(name, kind).exists()
    ]
    assert lacking == []
    expected = {case_path(name, kind) for name in SIGNALS for kind in KINDS}
    assert {path for path in CASES.rglob("*") if path.is_file()} - expected == set()


@pytest.mark.parametrize(("name", "kind"), EVERY)
def test_a_case_says_in_one_sentence_what_it_shows(name: str, kind: Kind) -> None:
    case = load_case(name, kind)
    about = case.header["about"]
    assert len(about.split()) >= 12
    assert about.endswith(".")
    assert ("a hit" in about) == (kind == "hit")
    assert ("harmless" in about or "one entity" in about) == (kind != "hit")
    assert ("cleared_by" in case.header) == (kind == "limit")
    assert len(case.accounts) >= 2


@pytest.mark.parametrize("tie", TIES, ids=lambda tie: tie.name)
def test_a_tie_is_found_in_its_hit(engine: DuckEngine, tie: TieSignal) -> None:
    case = load_case(tie.name, "hit")
    found = ties_of(engine, tie, case)
    assert found is not None
    assert found.bits >= LEAST_BITS
    assert found.tied == entities_of(engine) == len(case.accounts)


@pytest.mark.parametrize("tie", TIES, ids=lambda tie: tie.name)
def test_a_benign_case_shares_the_item_and_is_not_tied(engine: DuckEngine, tie: TieSignal) -> None:
    case = load_case(tie.name, "benign")
    found = ties_of(engine, tie, case)
    assert holders(engine, tie, case) >= 2, "the case shares nothing, so it shows nothing"
    if entities_of(engine) == 1:
        assert found is None
    else:
        assert found is not None
        assert found.bits < LEAST_BITS


@pytest.mark.parametrize("tie", [t for t in TIES if t.name in LIMITED], ids=lambda tie: tie.name)
def test_a_ties_limit_is_as_stated(engine: DuckEngine, tie: TieSignal) -> None:
    found = ties_of(engine, tie, load_case(tie.name, "limit"))
    assert found is not None
    assert found.bits >= LEAST_BITS, "no longer a limit: make it the benign case"


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_a_measure_tells_its_hit_from_its_benign_case(
    engine: DuckEngine, measure: MeasureSignal
) -> None:
    hit, benign = (load_case(measure.name, kind) for kind in ("hit", "benign"))
    high, low = value_of(engine, measure, hit), value_of(engine, measure, benign)
    assert high is not None
    assert as_stated(high, hit)
    if benign.header.get("could_not_tell"):
        assert low is None
        return
    assert low is not None
    assert as_stated(low, benign)
    assert bound(hit, measure) > bound(benign, measure), "the bounds overlap: nothing is shown"


@pytest.mark.parametrize(
    "measure", [m for m in MEASURES if m.name in LIMITED], ids=lambda m: m.name
)
def test_a_measures_limit_is_as_stated(engine: DuckEngine, measure: MeasureSignal) -> None:
    case = load_case(measure.name, "limit")
    value = value_of(engine, measure, case)
    if case.header.get("could_not_tell"):
        assert value is None
        return
    assert value is not None
    assert as_stated(value, case)
    assert bound(case, measure) >= bound(load_case(measure.name, "hit"), measure)


def as_stated(value: float, case: Case) -> bool:
    """Whether a value keeps the one bound that the case's header states."""
    assert ("value_at_least" in case.header) != ("value_at_most" in case.header), case.name
    if "value_at_least" in case.header:
        return bool(value >= case.header["value_at_least"])
    return bool(value <= case.header["value_at_most"])


def bound(case: Case, measure: MeasureSignal) -> float:
    """Return the stated bound, turned so that more is more suspicious."""
    said = case.header["value_at_least" if "value_at_least" in case.header else "value_at_most"]
    return float(said) if measure.tail == "high" else -float(said)
