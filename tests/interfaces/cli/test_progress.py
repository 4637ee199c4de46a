"""Progress: silent when quick, plain lines in logs, a bar on a terminal, honest numbers."""

from __future__ import annotations

import io
import threading

import pytest

from stillwatch.interfaces.cli.progress import (
    Bar,
    Plain,
    Progress,
    Tally,
    duration,
    progress,
    size,
)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def plain(clock: Clock) -> tuple[Progress, io.StringIO]:
    stream = io.StringIO()
    return Progress("ingest", lambda: Plain(stream), clock), stream


def test_nothing_is_said_in_the_first_two_seconds() -> None:
    clock = Clock()
    counters, stream = plain(clock)
    counters.advance(rows=10)
    clock.now += 1.9
    counters.tick()
    counters.close(done=True)
    assert stream.getvalue() == ""


def test_plain_lines_come_every_few_seconds_and_one_at_the_end() -> None:
    clock = Clock()
    counters, stream = plain(clock)
    for _ in range(24):
        clock.now += 0.5
        counters.advance(rows=500, bytes=1_000_000)
        counters.tick()
    counters.close(done=True)
    assert stream.getvalue().splitlines() == [
        "ingest: 2,000 rows, 4.0 MB, 1,000 rows/s",
        "ingest: 7,000 rows, 14.0 MB, 1,000 rows/s",
        "ingest: 12,000 rows, 24.0 MB, 1,000 rows/s",
        "ingest: 12,000 rows, 24.0 MB, 1,000 rows/s in 12 s",
    ]


def test_a_phase_counts_for_itself_and_the_end_counts_all() -> None:
    clock = Clock()
    counters, stream = plain(clock)
    counters.advance(rows=100)
    clock.now += 10
    counters.phase("sketching", total_rows=50)
    clock.now += 10
    counters.advance(rows=25)
    counters.tick()
    counters.close(done=True)
    assert stream.getvalue().splitlines() == [
        "ingest, sketching: 25 of 50 rows, 50%, 2 rows/s, 10 s left",
        "ingest: 125 rows, 6 rows/s in 20 s",
    ]


def test_work_that_counts_nothing_still_gives_a_sign_of_life() -> None:
    clock = Clock()
    counters, stream = plain(clock)
    clock.now += 90
    counters.tick()
    counters.close(done=True)
    assert stream.getvalue().splitlines() == ["ingest: 1 min 30 s so far", "ingest: 1 min 30 s"]


def test_time_left_follows_bytes_where_both_totals_are_known() -> None:
    tally = Tally("x", 0.0, rows=9, bytes=250, total_rows=10, total_bytes=1000)
    assert tally.share() == 0.25
    assert tally.line(10.0).endswith("25%, 1 rows/s, 30 s left")


def test_no_time_left_is_guessed_from_the_first_crumbs() -> None:
    assert "left" not in Tally("x", 0.0, bytes=1, total_bytes=1000).line(10.0)


def test_more_than_the_total_is_all_of_it() -> None:
    assert Tally("x", 0.0, bytes=1200, total_bytes=1000).share() == 1.0


def test_a_terminal_gets_a_bar_and_one_closing_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    clock, stream = Clock(), Terminal()
    counters = Progress("scan", lambda: Bar(stream), clock)
    counters.phase("ties", total_rows=10)
    clock.now += 3
    counters.advance(rows=5)
    counters.tick()
    counters.close(done=True)
    text = stream.getvalue()
    assert "scan, ties" in text
    assert "5 of 10 rows" in text
    assert text.rstrip().splitlines()[-1].endswith("scan: 5 rows, 2 rows/s in 3.0 s")


def test_failed_work_leaves_no_closing_line() -> None:
    clock, stream = Clock(), io.StringIO()

    def work() -> None:
        with progress("scan", stream=stream, clock=clock) as counters:
            clock.now += 5
            counters.advance(rows=1)
            counters.tick()
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        work()
    assert [line.partition(":")[0] for line in stream.getvalue().splitlines()] == ["scan"]
    assert not [each for each in threading.enumerate() if each.name == "progress of scan"]


def test_quiet_is_quiet() -> None:
    clock, stream = Clock(), io.StringIO()
    with progress("scan", quiet=True, stream=stream, clock=clock) as counters:
        clock.now += 60
        counters.tick()
    assert stream.getvalue() == ""


def test_threads_lose_no_counts() -> None:
    clock = Clock()
    counters, stream = plain(clock)

    def count() -> None:
        for _ in range(5_000):
            counters.advance(rows=1)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    clock.now += 10
    counters.tick()
    assert stream.getvalue().startswith("ingest: 20,000 rows")


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (310_000_000, "310 MB"), (2e12, "2.0 TB")],
)
def test_sizes(count: float, said: str) -> None:
    assert size(int(count)) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(4.21, "4.2 s"), (42.2, "42 s"), (200, "3 min 20 s"), (3900, "1 h 05 min")],
)
def test_durations(seconds: float, said: str) -> None:
    assert duration(seconds) == said
