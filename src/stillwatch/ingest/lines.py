"""Numbered lines of files of any size in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from stillwatch.ingest.source import Source
from stillwatch.ingest.streams import Stream
from stillwatch.model.errors import InputError
from stillwatch.model.reject import Reject

LINE_LIMIT: Final = 64 << 20
"""Bytes of the longest line that is read; a longer one becomes a reject."""
EXCERPT_CHARS: Final = 200
_UTF8_MARK: Final = b"\xef\xbb\xbf"
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


class Lines:
    """The lines of one file as (number, bytes); None in place of a line past LINE_LIMIT.

    Blank lines are counted, and passed over unless `keep_blank`. `last` is the number of the
    last line seen. After the end, `fault` says what was wrong with the pack; a half line before
    a fault is dropped, for the fault's reject stands for it.
    """

    def __init__(
        self, source: Source, limit: int = LINE_LIMIT, *, keep_blank: bool = False
    ) -> None:
        self._keep_blank = keep_blank
        self._stream = Stream(source)
        self._source = source
        self._limit = limit
        self.last = 0

    @property
    def fault(self) -> str:
        """What was wrong with the pack; empty while all is well."""
        return self._stream.fault

    @property
    def bytes_read(self) -> int:
        """Bytes taken from disk so far."""
        return self._stream.bytes_read or self._source.size

    def __iter__(self) -> Iterator[tuple[int, bytes | None]]:
        """Yield the lines without their line ends."""
        started: list[bytes] = []
        held = 0
        first = True
        for block in self._stream:
            if first:
                block = _without_mark(block, self._source)
                first = False
            pieces = block.split(b"\n")
            if len(pieces) == 1:
                held += len(block)
                # Past the limit only the count is kept, until the line ends.
                started = [*started, block] if held <= self._limit else []
                continue
            yield from self._line([*started, pieces[0]], held + len(pieces[0]))
            for piece in pieces[1:-1]:
                self.last += 1
                if self._keep_blank or piece.strip():
                    yield self.last, piece.rstrip(b"\r")
            started, held = [pieces[-1]], len(pieces[-1])
        if held and not self.fault:
            yield from self._line(started, held)
        self._stream.close()

    def close(self) -> None:
        """Let go of the file before its end."""
        self._stream.close()

    def _line(self, parts: list[bytes], size: int) -> Iterator[tuple[int, bytes | None]]:
        self.last += 1
        if size > self._limit:
            yield self.last, None
            return
        line = b"".join(parts)
        if self._keep_blank or line.strip():
            yield self.last, line.rstrip(b"\r")


def _without_mark(block: bytes, source: Source) -> bytes:
    if block.startswith(_UTF16_MARKS):
        raise InputError(
            "the text is UTF-16", where=source.name, remedy="convert it to UTF-8 first"
        )
    return block.removeprefix(_UTF8_MARK)


def excerpt(raw: bytes | str) -> str:
    """Return the first 200 characters of a row, fit to be stored and shown."""
    if isinstance(raw, bytes):
        raw = raw[: EXCERPT_CHARS * 4].decode("utf-8", "replace")
    text = raw[:EXCERPT_CHARS].replace("\0", "\ufffd")
    return text.encode("utf-8", "replace").decode("utf-8")


def too_long(source: Source, row: int, limit: int = LINE_LIMIT) -> Reject:
    """Return the reject of a line past the limit."""
    return Reject(source.name, row, f"the line is longer than {limit >> 20} MiB")


def broken_pack(source: Source, row: int, fault: str) -> Reject:
    """Return the one reject that stands for everything after a damaged place."""
    return Reject(source.name, row, f"{fault}; the rows before it were kept")


def empty_file(source: Source) -> Reject:
    """Return the note, as a reject at row 0, that a file holds nothing."""
    return Reject(source.name, 0, "the file is empty")
