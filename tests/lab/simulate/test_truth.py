"""The truth: counted as the days go by."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from stillwatch.lab.simulate.customers.people import Everyday
from stillwatch.lab.simulate.group import Group
from stillwatch.lab.simulate.scenarios.drip import Drip
from stillwatch.lab.simulate.settings import CustomerSpec, Technique
from stillwatch.lab.simulate.truth import Truth
from tests.lab.simulate.worlds import campaign, enrolled


def test_accounts_are_counted_and_sorted_by_id(tmp_path: Path) -> None:
    groups: list[Group] = [
        Everyday(CustomerSpec(group="everyday", accounts=2, exchanges=10)),
        Drip(campaign(Technique.DRIP, accounts=1)),
    ]
    for group in groups:
        enrolled(group)
    truth = Truth(tmp_path, groups)
    ids = pa.chunked_array([["r1", "r2", "r3"]])
    truth.add(ids, np.array([0, 2, 2], np.int32), np.array([False, True, False]))
    truth.close(pa.array(["z", "m", "a"]))
    accounts = pq.read_table(tmp_path / "accounts.parquet").to_pylist()
    told = [(a["account_id"], a["actor"], a["exchanges"], a["harvest_exchanges"]) for a in accounts]
    assert told == [("a", "actor-a", 2, 1), ("m", None, 0, 0), ("z", None, 1, 0)]
    rows = pq.read_table(tmp_path / "exchanges.parquet").to_pylist()
    assert [row["actor"] for row in rows] == [None, "actor-a", "actor-a"]
    assert [row["is_harvest"] for row in rows] == [False, True, False]


def test_an_account_of_two_holders_is_one_line_under_the_first(tmp_path: Path) -> None:
    groups: list[Group] = [
        Drip(campaign(Technique.DRIP, accounts=2)),
        Everyday(CustomerSpec(group="everyday", accounts=1, exchanges=10)),
    ]
    for group in groups:
        enrolled(group)
    truth = Truth(tmp_path, groups)
    ids = pa.chunked_array([["r1", "r2", "r3"]])
    truth.add(ids, np.array([2, 2, 1], np.int32), np.array([False, False, True]))
    truth.close(pa.array(["z", "m", "m"]))
    accounts = pq.read_table(tmp_path / "accounts.parquet").to_pylist()
    told = [(a["account_id"], a["group"], a["exchanges"], a["harvest_exchanges"]) for a in accounts]
    assert told == [("m", "actor-a", 3, 1), ("z", "actor-a", 0, 0)]
