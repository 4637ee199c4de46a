"""Third parties' data, counted over the harvest of named accounts."""

from __future__ import annotations

import pyarrow as pa

from stillwatch.campaigns.third_parties import personal_counts
from stillwatch.store.duckdb_engine import DuckEngine


def counted(engine: DuckEngine, *rows: tuple[str, bool, int | None]) -> dict[int, dict[str, int]]:
    accounts, harvest, kinds = zip(*rows, strict=True)
    engine.put(
        "campaign_exchange",
        pa.table(
            {
                "campaign_no": [0] * len(rows),
                "account_id": list(accounts),
                "is_harvest": list(harvest),
                "personal_kinds": pa.array(kinds, pa.int32()),
            }
        ),
    )
    engine.put("named_account", pa.table({"campaign_no": [0], "account_id": ["a"]}))
    found = personal_counts(engine)
    return {n: {c.kind: c.exchanges for c in counts} for n, counts in found.items()}


def test_only_the_harvest_of_named_accounts_counts(engine: DuckEngine) -> None:
    rows = [
        ("a", True, 0b101),
        ("a", True, 0b1),
        ("a", False, 0b10),
        ("b", True, 0b1),
        ("a", True, 0),
    ]
    assert counted(engine, *rows) == {0: {"mail address": 2, "card number": 1}}


def test_no_text_looked_at_is_not_told(engine: DuckEngine) -> None:
    assert counted(engine, ("a", True, None)) == {}
    assert counted(engine, ("a", True, 0)) == {0: {}}
