from __future__ import annotations

from datetime import timedelta

import pytest

from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.daily import harvest_by_day
from stillwatch.lab.bench.own import Stillwatch
from stillwatch.lab.bench.score import truth_of
from stillwatch.lab.bench.world import build
from stillwatch.model.errors import SettingsError
from stillwatch.model.exchange import TEXT_FIELDS
from stillwatch.store.tables import TEXTS

CELL = Cell(preset="farm", size=8_000, seed=11, world={"days": 4})


def test_detectors_see_exchanges_and_neither_truth_nor_texts() -> None:
    with build(CELL, None) as world:
        folder = world.folder
        with world.window() as engine:
            columns = engine.read("SELECT * FROM exchange LIMIT 1").column_names
            kept = engine.read("SELECT count(*) FROM text").column(0)[0].as_py()
            whole = engine.read("SELECT count(*) FROM exchange").column(0)[0].as_py()
            truth = truth_of(world, engine)
            found = Stillwatch().find(engine)
            keys = set(engine.read("SELECT exchange_key FROM exchange")[0].to_pylist())
        with world.window(world.spec.start + timedelta(days=1)) as engine:
            first = engine.read("SELECT count(*), max(ts) FROM exchange").to_pylist()[0]
        harvest = harvest_by_day(world)
    assert not set(columns) & {"actor", "is_harvest", "technique", *TEXT_FIELDS}
    assert kept == 0, f"{TEXTS.name} holds texts that a detector could read"
    assert 0 < first["count_star()"] < whole
    assert first["max(ts)"] < world.spec.start + timedelta(days=1)
    by_account = {account: int(days.sum()) for account, days in harvest.items()}
    assert by_account == {a: n for a, n in truth.harvest.items() if n}
    assert set(found.scores) <= set(truth.kind)
    assert len(set(truth.harvested.tolist())) == sum(truth.harvest.values())
    assert found.marked is not None
    assert set(found.marked.tolist()) <= keys
    assert bool(len(found.marked)) == bool(found.named)
    assert not folder.exists(), "a judged world leaves nothing behind"


def test_real_text_needs_corpora() -> None:
    cell = CELL.model_copy(update={"texts": "real"})
    with pytest.raises(SettingsError, match="--corpora"), build(cell, None):
        pass
