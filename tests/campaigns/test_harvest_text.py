"""The excess of a text among other members, held against how common it is elsewhere."""

from __future__ import annotations

import pytest

from stillwatch.campaigns.harvest_rows import harvest_row_steps
from stillwatch.campaigns.harvest_text import text_steps
from stillwatch.linkage.entities import entity_steps
from stillwatch.store.duckdb_engine import DuckEngine
from stillwatch.store.steps import Step
from tests.campaigns import made


def excess(engine: DuckEngine, member_texts: list[int], outside_texts: list[int]) -> list[float]:
    """Bits of each member's text; one account has one exchange."""
    common = {"ts": made.START, "model": "m", "output_tokens": 1}
    rows = [
        {**common, "account_id": f"m-{n:02}", "template_hash": text}
        for n, text in enumerate(member_texts)
    ]
    rows += [
        {**common, "account_id": f"s-{n:03}", "template_hash": text}
        for n, text in enumerate(outside_texts)
    ]
    made.open_log(engine, rows)
    engine.run(entity_steps(1.0))
    members = "SELECT 0 AS campaign_no, account_no, true AS is_member FROM account"
    engine.run([Step("campaign_account", f"{members} WHERE account_id LIKE 'm-%'")])
    engine.run([*harvest_row_steps(), *text_steps()])
    found = engine.read(
        """
        SELECT r.account_id, coalesce(t.content, 0) AS bits FROM harvest_row r
            LEFT JOIN harvest_text t USING (set_no, exchange_key)
        WHERE r.set_no = 0 ORDER BY r.account_id"""
    )
    return [float(bits) for bits in found.column("bits").to_pylist()]


def test_what_members_share_and_nobody_else_has_stands_out(engine: DuckEngine) -> None:
    bits = excess(engine, [1] * 8 + [100, 101], list(range(200, 300)))
    assert min(bits[:8]) > 8
    assert bits[8:] == [0, 0]


def test_what_is_as_common_elsewhere_does_not(engine: DuckEngine) -> None:
    assert max(excess(engine, [1] * 8 + [100, 101], [1] * 80 + list(range(20)))) < 3


def test_two_who_happen_to_ask_the_same_are_no_pipeline(engine: DuckEngine) -> None:
    bits = excess(engine, [1, 1, *range(10, 18)], list(range(200, 300)))
    assert bits[0] == pytest.approx(bits[1])
    assert bits[0] < 3
