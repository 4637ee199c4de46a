from __future__ import annotations

import math

import pytest

from stillwatch.lab.bench.outcome import HarvestMarks
from stillwatch.lab.bench.pages import pooled
from tests.lab.bench.made import actor, count, outcome, tally


def test_recall_precision_and_false_positives() -> None:
    told = outcome(
        tally("actor-a", "campaign", count(2, 2, times=3), count(2, 0)),
        tally("everyday", "honest", count(1, 0, times=97), count(3, 3)),
        tally("bystanders", "bystander", count(1, 0, times=10)),
    )
    assert pooled.recall([told]).value == pytest.approx(6 / 8)
    assert pooled.precision([told]).value == pytest.approx(6 / 9)
    assert pooled.false_positives([told]).value == pytest.approx(3 / 110)
    assert pooled.false_positives([told], "bystanders").value == 0.0
    assert pooled.accounts([told], "honest", "bystander") == 110


def test_no_campaign_has_no_recall_and_no_name_no_precision() -> None:
    told = outcome(tally("everyday", "honest", count(1, 0, times=97)))
    assert pooled.recall([told]).among == 0
    assert pooled.precision([told]).among == 0
    assert math.isnan(pooled.harvest_caught([told]))
    assert pooled.share(pooled.jaccard([told])) == "–"


def test_harvest_and_fit_pool_over_actors() -> None:
    told = outcome(actors=[actor(jaccard=1.0), actor(harvest_named=0, jaccard=0.0)])
    assert pooled.harvest_caught([told]) == 0.5
    assert pooled.jaccard([told]) == 0.5


def test_harvested_exchanges_pool_over_worlds_that_say_anything_of_them() -> None:
    told = [
        outcome(marks=HarvestMarks(harvest=100, marked=50, right=40)),
        outcome(marks=HarvestMarks(harvest=100, marked=0, right=0)),
        outcome(marks=None),
    ]
    assert pooled.harvest_marked(told) == pytest.approx(40 / 200)
    assert pooled.marks_right(told) == pytest.approx(40 / 50)
    assert math.isnan(pooled.marks_right(told[1:]))
    assert math.isnan(pooled.harvest_marked(told[2:]))


def test_of_takes_only_the_preset_as_it_is() -> None:
    plain = outcome()
    turned = outcome(cell=plain.cell.model_copy(update={"campaign": {"shards": 2}}))
    other = outcome(detector="another")
    assert pooled.of([plain, turned, other, outcome(preset="hydra")], "farm") == [plain]


def test_markdown() -> None:
    assert pooled.markdown(("a", "b"), [(1, "x")]) == ["| a | b |", "|---|---|", "| 1 | x |", ""]
