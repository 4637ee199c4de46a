"""Reasoning artefacts that turn up where they were not handed out.

An artefact is bound to where the log first sees it: account, session, prefix of the
conversation (its opening turn). A later use by another account, in another session of the same
account, or under another opening is a replay. Keys and accounts of one organisation are rolled
up, and sending an artefact again in its own session is what clients do. What is not logged on
both sides is not held against anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import log
from typing import Any, Final

from stillwatch.model.noted import ArtefactReplay
from stillwatch.model.result import Evidence
from stillwatch.store.steps import Engine, Step

SIGNAL: Final = "reasoning_artifact"
LEAST_BITS: Final = 3.0
CAP_BITS: Final = 40.0
SHOWN: Final = 5


def artefact_steps() -> list[Step]:
    """Return the step that makes `artefact_use`: each use of an artefact, and what it crosses."""
    return [Step("artefact_use", artefact_use_sql())]


def artefact_use_sql() -> str:
    """Return SQL for each use of an artefact, held against its first one.

    `crosses`: account, session, prefix, or null for the first use and honest ones. Where an
    organisation moved a session between its keys nothing is crossed.
    """
    return """
        WITH used AS (
            SELECT DISTINCT x.exchange_key, x.request_id, x.account_id, a.entity_no, x.ts,
                x.session_id, x.opening_hash, unnest(x.artifact_hashes) AS item
            FROM exchange x JOIN account a USING (account_id)
            WHERE x.artifact_hashes IS NOT NULL AND coalesce(x.status, 'success') = 'success'),
        bound AS (
            SELECT *, first_value(entity_no) OVER first_use AS home_entity,
                first_value(account_id) OVER first_use AS home_account,
                first_value(session_id) OVER first_use AS home_session,
                first_value(opening_hash) OVER first_use AS home_opening
            FROM used WHERE item IS NOT NULL
            WINDOW first_use AS (PARTITION BY item ORDER BY ts, exchange_key
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING))
        SELECT exchange_key, request_id, account_id, item,
            CASE WHEN entity_no <> home_entity THEN 'account'
                WHEN account_id <> home_account THEN NULL
                WHEN session_id <> home_session THEN 'session'
                WHEN opening_hash <> home_opening THEN 'prefix' END AS crosses
        FROM bound"""


def count_replays(
    engine: Engine, told: Callable[[str], None] | None = None
) -> ArtefactReplay | None:
    """Make `artefact_use` and return the counts over the log; None where nothing is logged."""
    engine.run(artefact_steps(), told)
    return _counts(engine.read(f"SELECT {_COUNTED} FROM artefact_use").to_pylist()[0])


def campaign_replays(engine: Engine) -> dict[int, ArtefactReplay]:
    """Return the counts of each campaign's named accounts, from `artefact_use`."""
    rows = engine.read(
        f"""
        SELECT n.campaign_no, {_COUNTED} FROM artefact_use u JOIN named_account n USING (account_id)
        GROUP BY n.campaign_no"""
    ).to_pylist()
    found = {row["campaign_no"]: _counts(row) for row in rows}
    return {number: counts for number, counts in found.items() if counts is not None}


def replay_evidence(
    engine: Engine, number: int, inside: ArtefactReplay, everywhere: ArtefactReplay
) -> list[Evidence]:
    """Return a sentence where a campaign replays far more of its artefacts than others do."""
    crossed, usual = _crossed(inside), _crossed(everywhere)
    others, theirs = everywhere.uses - inside.uses, usual - crossed
    bits = excess_bits(crossed, inside.uses, theirs, others)
    if bits < LEAST_BITS:
        return []
    requests = engine.read(
        f"""
        SELECT min(u.request_id) FROM artefact_use u JOIN named_account n USING (account_id)
        WHERE n.campaign_no = {number} AND u.crosses IS NOT NULL
        GROUP BY u.account_id ORDER BY u.account_id LIMIT {SHOWN}"""
    )
    statement = replay_sentence(inside)
    if others:
        statement += f"; elsewhere {theirs:,} of {others:,} uses are"
    return [
        Evidence(
            signal=SIGNAL,
            statement=statement,
            bits=round(min(bits, CAP_BITS), 1),
            items=[],
            request_ids=[str(value) for value in requests.column(0).to_pylist()],
        )
    ]


def replay_sentence(replays: ArtefactReplay) -> str:
    """Say in words what was replayed."""
    return (
        f"{_crossed(replays):,} of {replays.uses:,} uses of reasoning artefacts are replays: "
        f"{replays.across_accounts:,} by another account than the first, "
        f"{replays.across_sessions:,} in another session of the same account, "
        f"{replays.under_other_prefix:,} under another opening"
    )


def excess_bits(crossed: int, uses: int, others_crossed: int, others: int) -> float:
    """Bits by which replays are commoner here than elsewhere (Chernoff bound of a Poisson tail).

    The rate elsewhere is taken one use too high, so that a silent log convicts nobody.
    """
    expected = uses * (others_crossed + 1.0) / (others + 1.0)
    if crossed <= expected:
        return 0.0
    return (crossed * log(crossed / expected) - crossed + expected) / log(2)


_COUNTED: Final = """count(DISTINCT item) AS artefacts, count(*) AS uses,
            count(*) FILTER (WHERE crosses = 'account') AS across_accounts,
            count(*) FILTER (WHERE crosses = 'session') AS across_sessions,
            count(*) FILTER (WHERE crosses = 'prefix') AS under_other_prefix"""


def _counts(row: Mapping[str, Any]) -> ArtefactReplay | None:
    if not row["uses"]:
        return None
    return ArtefactReplay(**{name: row[name] for name in ArtefactReplay.model_fields})


def _crossed(replays: ArtefactReplay) -> int:
    return replays.across_accounts + replays.across_sessions + replays.under_other_prefix
