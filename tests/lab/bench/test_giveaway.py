"""No giveaway: a planted one is found, chance is not, and the real worlds pass."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from stillwatch.lab.bench import giveaway
from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.giveaway import (
    Giveaway,
    GiveawayTable,
    measure_samples,
    passes,
    table,
)
from stillwatch.lab.bench.giveaway_fields import Kind
from stillwatch.lab.bench.giveaway_rows import Sample, collect
from stillwatch.lab.bench.intervals import Estimate
from stillwatch.lab.bench.world import build


@pytest.fixture(scope="module")
def hydra() -> list[Sample]:
    samples = []
    for seed in (11, 12):
        with build(Cell(preset="hydra", size=12_000, seed=seed), None) as world:
            samples.append(collect(world))
    return samples


def planted(sample: Sample) -> Sample:
    """Return the sample with a temperature that only harvested requests have."""
    role = sample.rows["role"].to_numpy(zero_copy_only=False)
    place = sample.rows.schema.get_field_index("temperature")
    plain = sample.rows["temperature"].to_numpy()
    values = pa.array(np.where(role == "harvest", 0.33, plain), from_pandas=True)
    return replace(sample, rows=sample.rows.set_column(place, "temperature", values))


def shuffled(sample: Sample) -> Sample:
    """Return customers alone, of whom some drawn at random are called a campaign."""
    honest = sample.accounts.filter(pc.equal(sample.accounts["role"], "honest"))
    ids = np.array(honest["of_account"].to_pylist())
    accused = set(np.random.default_rng(3).choice(ids, 60, replace=False).tolist())

    def renamed(part: pa.Table, name: str) -> pa.Table:
        part = part.filter(pc.equal(part["role"], "honest"))
        roles = [name if a in accused else "honest" for a in part["of_account"].to_pylist()]
        return part.set_column(part.schema.get_field_index("role"), "role", pa.array(roles))

    return Sample(renamed(sample.rows, "harvest"), renamed(sample.accounts, "account"))


def test_a_planted_giveaway_is_found(hydra: list[Sample]) -> None:
    found = GiveawayTable("planted", tuple(measure_samples([planted(s) for s in hydra])), 2)
    assert not passes(found.giveaways)
    worst = {(one.of, one.name) for one in found.offending}
    assert ("harvest", "temperature") in worst
    assert any("all together" in name for _, name in worst)
    line = next(row for row in table(found.giveaways) if "| harvest | temperature |" in row)
    assert "**gives away**" in line


def test_chance_passes(hydra: list[Sample]) -> None:
    found = measure_samples([shuffled(sample) for sample in hydra])
    assert {one.of for one in found} == {"harvest", "account"}
    assert passes(found)
    single = [one.area.value for one in found if one.limit == giveaway.SINGLE_LIMIT]
    assert 0.44 < float(np.nanmedian(single)) < 0.53


def test_hydra_passes_and_its_technique_shows(hydra: list[Sample]) -> None:
    found = measure_samples(hydra)
    assert [one.name for one in found if one.gives_away] == []
    generation = next(one for one in found if one.name == "generation share")
    assert generation.area.value > 0.9
    assert not generation.gives_away


def one(value: float, low: float, *, final: bool, kind: Kind = "disguise") -> Giveaway:
    return Giveaway("harvest", "a field", kind, Estimate(value, low, 0.9, 30), 0.60, final=final)


def test_nothing_above_its_limit_passes_for_want_of_numbers() -> None:
    wide = one(0.68, 0.58, final=False)
    assert wide.is_open
    assert not wide.gives_away
    assert one(0.61, 0.58, final=True).gives_away
    assert one(0.68, 0.62, final=False).gives_away
    assert one(float("nan"), 0.0, final=False).is_open
    assert not one(float("nan"), 0.0, final=True).gives_away


def test_what_is_clear_needs_no_more_worlds() -> None:
    assert not one(0.59, 0.50, final=False).is_open
    assert not one(0.68, 0.62, final=False).is_open
    assert not one(0.90, 0.50, final=False, kind="technique").is_open


def test_more_worlds_are_built_where_anything_is_open() -> None:
    cell = Cell(preset="hydra", size=5_000, seed=21)
    few = giveaway.measure_cell(cell, None, worlds=1, most=1)
    assert any(each.is_open for each in few.giveaways), "one small world leaves much open"
    assert few.worlds == 1
    assert giveaway.measure_cell(cell, None, worlds=1, most=2).worlds == 2


def test_who_has_no_device_is_no_tell_of_those_who_share_theirs(hydra: list[Sample]) -> None:
    """Shared devices count once, so that the accounts without one would count for too many."""

    def alike(sample: Sample) -> Sample:
        place = sample.rows.schema.get_field_index("form of device_id")
        forms = pc.if_else(pc.is_valid(sample.rows[place]), pa.scalar(1, pa.int64()), None)
        return replace(sample, rows=sample.rows.set_column(place, "form of device_id", forms))

    found = measure_samples([alike(sample) for sample in hydra])
    areas = [each.area.value for each in found if each.name == "form of device_id"]
    assert areas
    # Out of fold, a form that all have says what the other folds' share was: next to nothing.
    assert all(np.isnan(area) or area == pytest.approx(0.5, abs=0.03) for area in areas)


@pytest.mark.heavy
def test_paraphrased_passes_as_a_cell() -> None:
    cell = Cell(preset="paraphrased", size=12_000, seed=11)
    found = giveaway.measure_cell(cell, None, worlds=2, most=2)
    assert found.cell == cell.name
    assert {one.of for one in found.giveaways} == {"harvest", "camouflage", "account"}
    assert [one.name for one in found.offending] == []
