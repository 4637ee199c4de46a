"""A case: a few exchanges that show what a signal finds, or what it must leave alone.

`tests/cases/<signal>/hit.jsonl` and `benign.jsonl` hold one exchange a line, in our field
names. The first line is a header:

    about          one sentence: what the case shows, and why it is a hit or harmless
    every_row      fields that all rows share, so that a reader sees what differs
    strangers_too  {"fields": [...], "share": s}: s of the strangers carry these fields of the
                   case's rows as well, of its `first_rows` where so many are named: how popular
                   a thing is, said in the case
    value_at_least, value_at_most, could_not_tell
                   what a measure must give on the case's accounts

All accounts of a case are one group. A third file, `limit.jsonl`, is a harmless case on which
the signal speaks all the same; its header says under `cleared_by` what clears the accounts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, Final, Literal, get_args

import numpy as np
import pyarrow as pa

from stillwatch.campaigns.measures import measure_groups
from stillwatch.campaigns.rows import row_steps
from stillwatch.ingest.batches import prepare
from stillwatch.ingest.columns import chunk_of
from stillwatch.ingest.normalise import normalise
from stillwatch.linkage.chance import fit_chance
from stillwatch.linkage.coordination import group_ties
from stillwatch.linkage.entities import entity_steps
from stillwatch.linkage.holdings import load_holdings
from stillwatch.linkage.items import item_steps
from stillwatch.model.exchange import FIELD
from stillwatch.model.signal import MeasureSignal, TieSignal
from stillwatch.model.tie import GroupTies
from stillwatch.settings import Settings
from stillwatch.signals.catalogue import TIES
from stillwatch.store.duckdb_engine import DuckEngine
from tests.conftest import ROOT
from tests.signals.strangers import DAYS, FIRST_DAY, Row, strangers

CASES: Final = ROOT / "tests" / "cases"
Kind = Literal["hit", "benign", "limit"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
HEADER: Final = frozenset(
    {
        "about",
        "every_row",
        "strangers_too",
        "value_at_least",
        "value_at_most",
        "could_not_tell",
        "cleared_by",
    }
)
MEMBERS_SQL: Final = "SELECT entity_no FROM group_member ORDER BY entity_no"
ONCE: Final = frozenset(["prompt", "turns"])
"""What a stranger carries in one request only; anything else in all of them."""


@dataclass(frozen=True, slots=True)
class Case:
    """One file of a signal's cases."""

    name: str
    header: dict[str, Any]
    rows: list[Row]

    @property
    def accounts(self) -> list[str]:
        """The case's accounts, sorted."""
        return sorted({row["account_id"] for row in self.rows})


def case_path(signal: str, kind: Kind) -> Path:
    """Return where a case lies."""
    return CASES / signal / f"{kind}.jsonl"


def load_case(signal: str, kind: Kind) -> Case:
    """Read a case; a name that no exchange and no header has is a mistake in the file."""
    path = case_path(signal, kind)
    header, *lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert set(header) <= HEADER, f"{path}: unknown header {set(header) - HEADER}"
    shared = {"model": "tern-2", "output_tokens": 300, **header.get("every_row", {})}
    rows = [{**shared, "request_id": f"case-{n}", **line} for n, line in enumerate(lines)]
    names = {name for row in rows for name in row}
    assert names <= set(FIELD), f"{path}: unknown fields {names - set(FIELD)}"
    return Case(f"{signal}/{kind}", header, rows)


def open_case(engine: DuckEngine, case: Case) -> None:
    """Make `exchange` of the case among the strangers, and roll its accounts up to entities."""
    rows = [*case.rows, *mixed(strangers(), case)]
    engine.put("exchange", exchanges(engine, rows))
    engine.run(entity_steps(Settings().linkage.roll_up_limit))
    listed = ", ".join(f"'{account}'" for account in case.accounts)
    sql = f"SELECT DISTINCT entity_no FROM account WHERE account_id IN ({listed})"
    entities = np.sort(engine.read(sql).column(0).to_numpy())
    group = {"group_no": np.zeros(len(entities), np.int64), "entity_no": entities}
    engine.put("group_member", pa.table(group))
    engine.put("judged_member", pa.table(group))


def mixed(rows: list[Row], case: Case) -> list[Row]:
    """Give a share of the strangers what the case says that strangers carry too."""
    said = case.header.get("strangers_too")
    if said is None:
        return rows
    dice = Random(case.name)
    sharing = {account: dice.random() < said["share"] for account in _ids(rows)}
    popular = case.rows[: said.get("first_rows")]
    givers = {account: dice.choice(popular) for account in sharing}
    seen: set[str] = set()
    found = []
    for row in rows:
        account = row["account_id"]
        if sharing[account]:
            once = account in seen
            given = {f: givers[account][f] for f in said["fields"] if not (once and f in ONCE)}
            row = {**row, **({"turns": None} if "prompt" in given else {}), **given}
            seen.add(account)
        found.append(row)
    return found


def exchanges(engine: DuckEngine, rows: list[Row]) -> pa.Table:
    """Return the rows as the lake holds them, by the code that ingests any log."""
    numbers = list(range(1, len(rows) + 1))
    chunk = chunk_of(rows, numbers, constants={}, last_row=len(rows), bytes_read=0, rejects=[])
    now = FIRST_DAY + timedelta(days=DAYS + 1)
    normal = normalise(chunk, source="case", timezone="UTC", time_unit="auto", now=now)
    assert normal.rejects == []
    assert normal.notes == {}
    return prepare(normal.batch, engine, 8_000, None).exchanges


def ties_of(engine: DuckEngine, signal: TieSignal, case: Case) -> GroupTies | None:
    """Return how a signal ties the case's accounts; None where they share no item."""
    open_case(engine, case)
    engine.run(item_steps(signal))
    chance = {signal.name: fit_chance(engine, signal)}
    (holdings,) = load_holdings(engine, [signal], chance).holdings
    found = group_ties(holdings, [engine.read(MEMBERS_SQL).column(0).to_numpy()])
    return found[0] if found else None


def entities_of(engine: DuckEngine) -> int:
    """Return how many entities the case's accounts were rolled up to."""
    return int(engine.read("SELECT * FROM group_member").num_rows)


def holders(engine: DuckEngine, signal: TieSignal, case: Case) -> int:
    """Return the most accounts of the case, not entities, that hold one item."""
    listed = ", ".join(f"'{account}'" for account in case.accounts)
    rows = f"(SELECT * FROM exchange WHERE account_id IN ({listed}))"
    sql = f"""
        SELECT coalesce(max(accounts), 0) FROM (
            SELECT count(DISTINCT account_id) AS accounts FROM ({signal.items_sql(rows)})
            GROUP BY item)"""
    return int(engine.read(sql).column(0)[0].as_py())


def value_of(engine: DuckEngine, signal: MeasureSignal, case: Case) -> float | None:
    """Return what a signal measures of the case's accounts; None where it cannot tell."""
    open_case(engine, case)
    texts = [tie for tie in TIES if tie.row_items]
    for tie in texts:
        engine.run(item_steps(tie))
    engine.run(row_steps(texts, [signal]))
    found = measure_groups(engine, [signal])
    return found[0].whole.get(signal.name) if found else None


def _ids(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(row["account_id"] for row in rows))
