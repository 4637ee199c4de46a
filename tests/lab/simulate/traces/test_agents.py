"""Agents: gaps within a session, in order of time."""

from __future__ import annotations

from pathlib import Path

import pytest

from stillwatch.lab.simulate.traces import agents
from stillwatch.model.errors import InputError
from tests.lab.simulate.traces import files


def test_gaps_are_within_sessions_and_empty_files_are_survived(tmp_path: Path) -> None:
    files.agents(tmp_path)
    found = agents.measure(sorted(tmp_path.iterdir()))
    assert found.sources == ("LMCache agents: 1 sessions, 11 gaps",)
    assert found.agent_gap_s is not None
    assert found.agent_gap_s.median == pytest.approx(0.5)
    assert agents.measure([tmp_path / "taubench_b.jsonl"]).agent_gap_s is None


def test_a_stamp_that_is_no_number_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"timestamp": "now", "session_id": "a"}')
    with pytest.raises(InputError, match="record 1: timestamp is not a number"):
        agents.measure([path])
