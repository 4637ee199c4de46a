"""Worth: what was published of as many examples, and nothing beyond."""

from __future__ import annotations

from stillwatch.campaigns.worth import NEAR, STUDIES, worth
from stillwatch.ingest.sketch_capability import CAPABILITIES


def test_a_harvest_reaches_the_smallest_and_the_largest_study_of_its_kind() -> None:
    bands = worth({"reasoning": 2_500_000})
    assert [band.examples for band in bands] == [817, 6_000_000]
    assert worth({"reasoning": 1_000_000})[-1].examples == 1_200_000


def test_too_little_is_worth_nothing_that_was_published() -> None:
    assert worth({"grading": 1_000, "reasoning": 100}) == []


def test_kinds_come_by_size_and_one_study_stands_once() -> None:
    bands = worth({"grading": 40_000, "code": 90_000})
    assert [(band.kind, band.examples) for band in bands] == [
        ("code", 75_000),
        ("grading", 100_000),
    ]


def test_every_study_names_its_source_and_known_kinds() -> None:
    for study in STUDIES:
        assert set(study.kinds) <= set(CAPABILITIES)
        assert "arXiv" in study.source or "20" in study.source
        assert study.examples * NEAR > 0
