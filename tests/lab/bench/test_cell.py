from __future__ import annotations

import pytest

from stillwatch.lab.bench.cell import Cell
from stillwatch.model.errors import SettingsError


def test_changes_reach_the_world_and_every_campaign() -> None:
    cell = Cell(
        preset="mixed", size=20_000, seed=3, world={"metadata": "poor"},
        campaign={"camouflage": 0.5, "reuse": {"per_card": 1}},
    )  # fmt: skip
    spec = cell.spec()
    assert spec.metadata == "poor"
    assert spec.seed == 3
    assert [c.camouflage for c in spec.campaigns] == [0.5] * 3
    assert {c.reuse.per_card for c in spec.campaigns} == {1}


@pytest.mark.parametrize("change", [{"campaign": {"camo": 0.5}}, {"world": {"metadata": "some"}}])
def test_a_change_that_fits_no_field_is_refused(change: dict[str, dict[str, object]]) -> None:
    with pytest.raises(SettingsError, match="cell farm"):
        Cell(preset="farm", size=20_000, seed=3, **change).spec()


def test_seeds_that_calibrated_cannot_be_scored() -> None:
    with pytest.raises(ValueError, match="seed"):
        Cell(preset="farm", size=20_000, seed=1_000)


def test_equal_cells_have_one_digest_and_others_another() -> None:
    one = Cell(preset="farm", size=20_000, seed=3)
    assert one.digest() == Cell(preset="farm", size=20_000, seed=3).digest()
    others = [
        one.model_copy(update=change)
        for change in ({"seed": 4}, {"daily": True}, {"campaign": {"shards": 2}})
    ]
    assert len({one.digest(), *(other.digest() for other in others)}) == 4
