"""The rows and accounts of a world that giveaways are sought in, with the truth beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from stillwatch.lab.bench.giveaway_fields import DRAWN, FIELDS, Unit
from stillwatch.lab.bench.world import BuiltWorld
from stillwatch.store.duckdb_engine import DuckEngine

ROWS_OF_ACCOUNT: Final = 20
"""Requests looked at of one account and role at most: a heavy customer counts as one of many."""
_PAYERS_OF_PUBLIC_MAIL: Final = 8
"""A mail domain of fewer payers is somebody's own: whom one shares it with is a tie."""
_BATCH_US: Final = 30 * 60 * 1_000_000
"""Sign-ups of one group closer than this hang together."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn of one world. Both tables have a column per field, `role` (honest,
    harvest, camouflage, account), the four links as numbers, and `whole`."""

    rows: pa.Table
    accounts: pa.Table

    def part(self, unit: Unit) -> pa.Table:
        """Return the rows or the accounts."""
        return self.rows if unit == "row" else self.accounts


def collect(world: BuiltWorld) -> Sample:
    """Draw requests and describe accounts of one world."""
    with world.window() as engine:
        _join_truth(engine, world)
        rows = engine.read(_rows_sql())
        accounts = engine.read(_accounts_sql())
        links = _links(engine)
    return Sample(_with_links(rows, links), _with_links(accounts, links))


def _join_truth(engine: DuckEngine, world: BuiltWorld) -> None:
    """Make `told`: the exchanges with the truth and their place in the file they came in."""
    truth = str(world.truth_folder / "exchanges.parquet").replace("'", "''")
    logs = str(world.truth_folder.parent / "logs" / "*.parquet").replace("'", "''")
    engine.put("giveaway_account", world.truth.select(["account_id", "group", "kind"]))
    engine.view(
        "giveaway_place",
        f"""
        SELECT request_id, file_row_number + 1
            - row_number() OVER (PARTITION BY filename ORDER BY ts, file_row_number) AS displaced
        FROM read_parquet('{logs}', filename = true, file_row_number = true)""",
    )
    engine.view(
        "giveaway_mail",
        """
        SELECT email_domain, count(DISTINCT coalesce(payment_id, account_id)) AS payers
        FROM exchange GROUP BY email_domain""",
    )
    engine.put(
        "giveaway_told",
        engine.read(
            f"""
            SELECT e.*, "group", displaced,
                CASE WHEN kind <> 'campaign' THEN 'honest' WHEN is_harvest THEN 'harvest'
                    ELSE 'camouflage' END AS role,
                min(ts) OVER () AS begins,
                epoch(ts) - epoch(lag(ts) OVER (PARTITION BY account_id ORDER BY ts)) AS gap_s,
                row_number() OVER (
                    PARTITION BY account_id, role ORDER BY item_hash(request_id)) AS place_in_role,
                row_number() OVER (
                    PARTITION BY account_id ORDER BY item_hash(request_id)) AS place,
                count(*) OVER (PARTITION BY account_id) >= {DRAWN} AS whole,
                CASE WHEN payers >= {_PAYERS_OF_PUBLIC_MAIL} THEN email_domain
                    WHEN email_domain IS NOT NULL THEN 'own' END AS mail
            FROM exchange e JOIN giveaway_account USING (account_id)
            LEFT JOIN giveaway_mail USING (email_domain)
            JOIN giveaway_place USING (request_id)
            JOIN read_parquet('{truth}') USING (request_id)"""
        ),
    )


def _rows_sql() -> str:
    """Return the answered requests: the truth calls none harvest that had no answer, and what
    failed of the harvest would pass for camouflage. Accounts are looked at with all they sent.
    """
    columns = ", ".join(f'{f.sql} AS "{f.name}"' for f in FIELDS if f.unit == "row")
    return f"""
        SELECT account_id AS of_account, role, true AS whole, {columns} FROM giveaway_told
        WHERE place_in_role <= {ROWS_OF_ACCOUNT} AND status = 'success'
            AND finish_reason IS DISTINCT FROM 'content_filter'
        ORDER BY request_id"""


def _accounts_sql() -> str:
    columns = ", ".join(
        f'{f.sql} FILTER (place <= {DRAWN}) AS "{f.name}"' if f.drawn else f'{f.sql} AS "{f.name}"'
        for f in FIELDS
        if f.unit == "account"
    )
    return f"""
        SELECT account_id AS of_account, bool_and(whole) AS whole,
            CASE WHEN bool_or(role <> 'honest') THEN 'account' ELSE 'honest' END AS role, {columns}
        FROM giveaway_told GROUP BY account_id ORDER BY account_id"""


def _links(engine: DuckEngine) -> pa.Table:
    """Return for each account who it hangs together with, as numbers."""
    accounts = engine.read(
        """
        SELECT account_id AS of_account, min("group") AS of_group,
            coalesce(min(payment_id), min(org_id), account_id) AS payer,
            coalesce(mode(client_ip), account_id) AS address,
            coalesce(min(device_id), account_id) AS device,
            coalesce(epoch_us(min(signup_ts)), 0) AS signup
        FROM giveaway_told GROUP BY account_id ORDER BY account_id"""
    )
    group = _numbered(accounts["of_group"])
    signup = accounts["signup"].to_numpy()
    order = np.lexsort((signup, group))
    begins = (np.diff(signup[order], prepend=0) > _BATCH_US) | (
        np.diff(group[order], prepend=-1) != 0
    )
    batch = np.zeros(len(signup), np.int64)
    batch[order] = np.cumsum(begins)
    columns = {name: _numbered(accounts[name]) for name in ("payer", "address", "device")}
    return pa.table({"of_account": accounts["of_account"], **columns, "batch": batch})


def _numbered(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    numbers = column.combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False)
    return np.asarray(numbers, np.int64)


def _with_links(data: pa.Table, links: pa.Table) -> pa.Table:
    place = pc.index_in(data["of_account"], links["of_account"])
    for name in ("payer", "address", "batch", "device"):
        data = data.append_column(name, links[name].take(place))
    return data
