"""What is drawn of a world: both units, with their roles, and no account beyond its share."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest

from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.giveaway_fields import FIELDS, Unit
from stillwatch.lab.bench.giveaway_rows import ROWS_OF_ACCOUNT, Sample, collect
from stillwatch.lab.bench.world import build


@pytest.fixture(scope="module")
def sample() -> Sample:
    with build(Cell(preset="hydra", size=5_000, seed=9), None) as world:
        return collect(world)


def test_roles_and_columns(sample: Sample) -> None:
    assert set(sample.rows["role"].to_pylist()) == {"honest", "harvest", "camouflage"}
    assert set(sample.accounts["role"].to_pylist()) == {"honest", "account"}
    for unit in get_args(Unit):
        names = {field.name for field in FIELDS if field.unit == unit}
        part = sample.part(unit)
        assert names | {"role", "whole", "payer", "address", "batch", "device"} <= {
            *part.schema.names
        }


def test_no_account_is_heavier_than_another(sample: Sample) -> None:
    columns = (sample.rows[name].to_pylist() for name in ("of_account", "role"))
    most = Counter(zip(*columns, strict=True)).most_common(1)[0][1]
    assert most == ROWS_OF_ACCOUNT


def test_batches_hold_campaign_accounts_together(sample: Sample) -> None:
    data = sample.accounts.select(["role", "batch"]).to_pylist()
    campaign = [row["batch"] for row in data if row["role"] == "account"]
    assert len(set(campaign)) < len(campaign) / 2
