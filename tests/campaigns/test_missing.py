"""What is not logged is said, signal by signal."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from stillwatch.campaigns.judge import Judged
from stillwatch.campaigns.measures import GroupValues
from stillwatch.campaigns.missing import could_not_tell, untold_groups
from stillwatch.campaigns.reference import Scored
from stillwatch.campaigns.verdict import Coordination, Extraction
from stillwatch.signals.catalogue import MEASURES, TIES
from stillwatch.store.duckdb_engine import DuckEngine
from tests.campaigns import made

EVERYTHING = [*TIES, *MEASURES]
BARE = [
    {"account_id": f"a{n}", "ts": made.START, "model": "m", "output_tokens": 5} for n in range(10)
]


def test_a_bare_log_is_told_of_every_signal_that_needs_more(engine: DuckEngine) -> None:
    made.open_log(engine, BARE)
    noted = {note.signal: note for note in could_not_tell(engine, EVERYTHING)}
    always = {"ts", "output_tokens"}
    wanted = {signal.name for signal in EVERYTHING if not set(signal.requires) <= always}
    assert set(noted) == wanted
    assert all(note.exchanges == 10 for note in noted.values())
    assert noted["payment"].reason == "no exchange carries payment_id"
    assert noted["client_build"].reason == "no exchange carries user_agent nor tls_fingerprint"
    assert noted["registration_batch"].reason == "no exchange carries signup_ts and email_domain"


@pytest.mark.parametrize(("carrying", "noted"), [(0, True), (1, True), (2, False), (10, False)])
def test_a_column_that_is_nearly_empty_is_news(
    engine: DuckEngine, carrying: int, noted: bool
) -> None:
    rows = [{**row, "payment_id": "card" if n < carrying else None} for n, row in enumerate(BARE)]
    made.open_log(engine, rows)
    payment = [signal for signal in TIES if signal.name == "payment"]
    found = could_not_tell(engine, payment)
    assert bool(found) == noted
    if carrying == 1:
        assert found[0].reason == "payment_id missing in 90% of exchanges"
        assert found[0].exchanges == 9


def test_one_of_several_columns_is_enough_where_any_tells(engine: DuckEngine) -> None:
    made.open_log(engine, [{**row, "tls_fingerprint": "ja4"} for row in BARE])
    client = [signal for signal in TIES if signal.name == "client_build"]
    assert could_not_tell(engine, client) == []


def test_a_log_without_a_row_has_nothing_to_tell(engine: DuckEngine) -> None:
    made.open_log(engine, [])
    assert could_not_tell(engine, EVERYTHING) == []
    assert could_not_tell(engine, []) == []


def judged(number: int, verdict: str, missing: tuple[str, ...]) -> Judged:
    """Return a group as the judgement leaves it."""
    return Judged(
        number,
        np.arange(5),
        np.ones(5),
        "ties",
        Coordination({}, 30.0),
        Extraction(Scored({}, 0.0, 1.0), "whole", 1.0, missing),
        GroupValues(),
        1.0,
        verdict,
    )


def test_groups_that_could_not_be_judged_are_counted_with_what_they_lack() -> None:
    groups = [
        judged(0, "could_not_tell", ("content", "coverage")),
        judged(1, "could_not_tell", ("content", "yield")),
        judged(2, "group_cleared", ("load",)),
    ]
    [note] = untold_groups(groups)
    assert note.signal == "extraction"
    assert "2 groups act as one" in note.reason
    assert note.reason.endswith("nothing is logged on content, coverage, yield")
    assert untold_groups(groups[2:]) == []
    assert untold_groups([replace(groups[0], verdict="campaign")]) == []
