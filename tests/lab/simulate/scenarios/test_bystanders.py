"""Bystanders: honest rows from the very addresses that campaigns use."""

from __future__ import annotations

from pathlib import Path

from stillwatch.lab.simulate.settings import PoolSpec, Technique
from tests.lab.simulate.worlds import campaign, picked, spec_with, write_world


def test_bystanders_share_exits_with_the_actors_and_nothing_else(tmp_path: Path) -> None:
    pool = PoolSpec(name="p", addresses=12, bystanders=40, exchanges=600)
    farm = campaign(Technique.FARM, pool="p")
    world = write_world(spec_with(farm, pools=(pool,)), tmp_path)
    values = {
        (kind, name): {row[name] for row in picked(world.rows, name, kind=kind)} - {None}
        for kind in ("bystander", "campaign")
        for name in ("client_ip", "payment_id", "device_id")
    }
    assert len(values["campaign", "client_ip"] & values["bystander", "client_ip"]) >= 6
    assert len(values["campaign", "client_ip"]) <= 12
    assert not values["campaign", "payment_id"] & values["bystander", "payment_id"]
    assert not values["campaign", "device_id"] & values["bystander", "device_id"]
    assert not picked(world.rows, "ts", kind="bystander", is_harvest=True)
