"""Reasoning artefacts: bound to account, session and opening, and counted where they cross."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stillwatch.campaigns.artefacts import (
    campaign_replays,
    count_replays,
    excess_bits,
    replay_evidence,
    replay_sentence,
)
from stillwatch.linkage.entities import entity_steps
from stillwatch.model.noted import ArtefactReplay
from stillwatch.store.duckdb_engine import DuckEngine
from stillwatch.store.steps import Step
from tests.campaigns import made


def use(account: str, minute: int, item: int = 7, **more: object) -> made.Row:
    return {
        "account_id": account, "ts": made.START + timedelta(minutes=minute), "model": "m",
        "output_tokens": 9, "artifact_hashes": [item], **more,
    }  # fmt: skip


def counts(engine: DuckEngine, *rows: made.Row) -> tuple[int, int, int] | None:
    made.open_log(engine, list(rows))
    engine.run(entity_steps(1.0))
    found = count_replays(engine)
    if found is None:
        return None
    return found.across_accounts, found.across_sessions, found.under_other_prefix


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (use("a", 1, session_id="s", opening_hash=1), (0, 0, 0)),
        (use("b", 1, session_id="s", opening_hash=1), (1, 0, 0)),
        (use("a", 1, session_id="t", opening_hash=1), (0, 1, 0)),
        (use("a", 1, session_id="s", opening_hash=2), (0, 0, 1)),
        (use("a", 1), (0, 0, 0)),
        (use("b", 1, status="denied"), (0, 0, 0)),
    ],
)
def test_what_a_later_use_crosses(
    engine: DuckEngine, second: made.Row, expected: tuple[int, int, int]
) -> None:
    assert counts(engine, use("a", 0, session_id="s", opening_hash=1), second) == expected


def test_one_organisations_accounts_are_rolled_up(engine: DuckEngine) -> None:
    rows = [use(name, n, org_id="o", session_id=name) for n, name in enumerate(("a", "b", "c"))]
    assert counts(engine, *rows) == (0, 0, 0)


def test_a_log_without_artefacts_tells_nothing(engine: DuckEngine) -> None:
    assert counts(engine, use("a", 0, artifact_hashes=None)) is None


def test_a_campaign_is_held_against_everybody_else(engine: DuckEngine) -> None:
    rows = [use(f"m{n % 4}", n, item=n // 4) for n in range(40)]
    rows += [use(f"s{n}", n, item=1_000 + n, session_id="x") for n in range(40)]
    counts(engine, *rows)
    engine.run(
        [
            Step(
                "named_account",
                """
        SELECT 3 AS campaign_no, account_id FROM account WHERE account_id LIKE 'm%'""",
            )
        ]
    )
    inside, everywhere = campaign_replays(engine)[3], count_replays(engine)
    assert everywhere is not None
    assert (inside.uses, inside.across_accounts, everywhere.uses) == (40, 30, 80)
    (evidence,) = replay_evidence(engine, 3, inside, everywhere)
    assert "30 by another account" in evidence.statement
    assert "elsewhere 0 of 40" in evidence.statement
    assert evidence.bits >= 3
    assert len(evidence.request_ids) == 3


def test_what_everybody_does_is_no_evidence(engine: DuckEngine) -> None:
    usual = ArtefactReplay(
        artefacts=1, uses=1_000, across_accounts=500, across_sessions=0, under_other_prefix=0
    )
    inside = usual.model_copy(update={"uses": 100, "across_accounts": 50})
    assert replay_evidence(engine, 0, inside, usual) == []
    assert "50 by another account" in replay_sentence(inside)


def test_excess_is_nothing_at_the_usual_rate() -> None:
    assert excess_bits(5, 100, 50, 1_000) == 0.0
    assert excess_bits(50, 100, 5, 1_000) > 20
