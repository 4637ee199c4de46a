"""Say on stderr how far long work is: rows, rate, time left. Silent for whatever is quick.

On a terminal a bar; elsewhere a plain line every few seconds, so that logs stay readable.
Nothing appears in the first two seconds, nor where the work is done within them. The rooms
never see this file: what they report is passed on by the verb that called them.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, Protocol, TextIO

SILENT_S: Final = 2.0
"""Seconds before anything is said."""
PLAIN_EVERY_S: Final = 5.0
"""Seconds between two plain lines."""
TICK_S: Final = 0.25
"""Seconds between two looks at the counters."""
ETA_FROM_SHARE: Final = 0.02
"""Share that must be done before the time left is worth saying."""


@dataclass(slots=True)
class Tally:
    """What is counted within one phase. Times are seconds of the clock that was given."""

    name: str
    started: float
    rows: int = 0
    bytes: int = 0
    total_rows: int | None = None
    total_bytes: int | None = None

    def share(self) -> float | None:
        """Return how much is done (0..1) by bytes, else by rows; None where no total is known."""
        if self.total_bytes:
            return min(self.bytes / self.total_bytes, 1.0)
        if self.total_rows:
            return min(self.rows / self.total_rows, 1.0)
        return None

    def line(self, now: float) -> str:
        """Return the counts as words: rows, bytes, share, rate, time left."""
        elapsed = max(now - self.started, 1e-9)
        said = []
        if self.rows:
            of_rows = f" of {self.total_rows:,}" if self.total_rows else ""
            said.append(f"{self.rows:,}{of_rows} rows")
        if self.bytes:
            of_bytes = f" of {size(self.total_bytes)}" if self.total_bytes else ""
            said.append(f"{size(self.bytes)}{of_bytes}")
        share = self.share()
        if share is not None:
            said.append(f"{share:.0%}")
        if self.rows:
            said.append(f"{self.rows / elapsed:,.0f} rows/s")
        if share is not None and ETA_FROM_SHARE <= share < 1.0:
            said.append(f"{duration(elapsed * (1.0 - share) / share)} left")
        return ", ".join(said) or f"{duration(elapsed)} so far"


class Face(Protocol):
    """Where progress is shown: a bar on a terminal or plain lines elsewhere."""

    def show(self, tally: Tally, now: float) -> None:
        """Show `tally` as it is at `now`; called a few times a second."""
        ...

    def close(self, closing: str) -> None:
        """Take away what was drawn and leave `closing` (may be empty) as the last line."""
        ...


@dataclass(slots=True)
class Plain:
    """Plain lines for logs: at most one every `PLAIN_EVERY_S` seconds, and one at the end."""

    stream: TextIO
    _last: tuple[str, float] | None = None

    def show(self, tally: Tally, now: float) -> None:
        """Write a line where the last one is old enough or of another phase."""
        if self._last and self._last[0] == tally.name and now - self._last[1] < PLAIN_EVERY_S:
            return
        self._last = (tally.name, now)
        print(f"{tally.name}: {tally.line(now)}", file=self.stream, flush=True)

    def close(self, closing: str) -> None:
        """Write the closing line where anything was said before."""
        if closing and self._last:
            print(closing, file=self.stream, flush=True)


class Bar:
    """A bar with the counts beside it; gone when the work is done, but for one closing line."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, SpinnerColumn, TextColumn
        from rich.progress import Progress as RichProgress

        self._bar = RichProgress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[said]}", markup=False),
            console=Console(file=stream),
            transient=True,
        )
        self._task = self._bar.add_task("", total=None, said="")
        self._shown = False

    def show(self, tally: Tally, now: float) -> None:
        """Draw the bar as `tally` stands."""
        share = tally.share()
        self._bar.update(
            self._task,
            description=tally.name,
            total=None if share is None else 1.0,
            completed=share or 0.0,
            said=tally.line(now),
        )
        if not self._shown:
            self._bar.start()
            self._shown = True

    def close(self, closing: str) -> None:
        """Remove the bar and print the closing line where it was ever drawn."""
        if self._shown:
            self._bar.stop()
            if closing:
                self._bar.console.print(closing, markup=False, highlight=False)


@dataclass(slots=True)
class Progress:
    """The counters that work reports to; any thread may call it.

    Made by `progress`, which also looks at them a few times a second.
    """

    label: str
    face: Callable[[], Face] | None
    """Makes the face once something is to be shown; None keeps quiet."""
    clock: Callable[[], float] = time.monotonic
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _tally: Tally = field(init=False)
    _started: float = field(init=False)
    _rows: int = 0
    _bytes: int = 0
    _shown: Face | None = None

    def __post_init__(self) -> None:
        self._started = self.clock()
        self._tally = Tally(self.label, self._started)

    def phase(
        self, name: str, *, total_rows: int | None = None, total_bytes: int | None = None
    ) -> None:
        """Begin a part of the work with counts, rate and time left of its own."""
        with self._guard:
            full = f"{self.label}, {name}" if name else self.label
            self._tally = Tally(full, self.clock(), total_rows=total_rows, total_bytes=total_bytes)

    def advance(self, *, rows: int = 0, bytes: int = 0) -> None:
        """Count what has been done since the last call."""
        with self._guard:
            self._tally.rows += rows
            self._tally.bytes += bytes
            self._rows += rows
            self._bytes += bytes

    def tick(self) -> None:
        """Show where things stand, unless it is too early to say anything."""
        with self._guard:
            now = self.clock()
            if self.face is None or now - self._started < SILENT_S:
                return
            if self._shown is None:
                self._shown = self.face()
            self._shown.show(self._tally, now)

    def close(self, *, done: bool) -> None:
        """Take the display away; where the work is `done`, leave one line about all of it."""
        with self._guard:
            if self._shown is None:
                return
            elapsed = self.clock() - self._started
            whole = Tally(self.label, self._started, rows=self._rows, bytes=self._bytes)
            counted = f"{whole.line(self.clock())} in " if self._rows or self._bytes else ""
            self._shown.close(f"{self.label}: {counted}{duration(elapsed)}" if done else "")


@contextmanager
def progress(
    label: str,
    *,
    total_rows: int | None = None,
    total_bytes: int | None = None,
    quiet: bool = False,
    stream: TextIO | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Progress]:
    """Show how far the work inside the `with` is; report with `advance` and `phase`.

    Totals are for the time left: bytes where they are known, else rows. `stream` is stderr
    unless given; a bar is drawn only where it is a terminal. `quiet` shows nothing.
    """
    out = sys.stderr if stream is None else stream

    def face() -> Face:
        return Bar(out) if out.isatty() else Plain(out)

    counters = Progress(label, None if quiet else face, clock)
    counters.phase("", total_rows=total_rows, total_bytes=total_bytes)
    over = threading.Event()

    def watch() -> None:
        while not over.wait(TICK_S):
            counters.tick()

    # A thread, since one long query reports nothing and its user still wants a sign of life.
    watcher = threading.Thread(target=watch, name=f"progress of {label}", daemon=True)
    watcher.start()
    done = False
    try:
        yield counters
        done = True
    finally:
        over.set()
        watcher.join()
        counters.close(done=done)


def size(count: int | None) -> str:
    """Return a number of bytes in decimal units: 310 MB."""
    value = float(count or 0)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if value >= 100 or unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"


def duration(seconds: float) -> str:
    """Return seconds as people say them: 4.2 s, 3 min 20 s, 1 h 05 min."""
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"
