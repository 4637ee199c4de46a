"""CSV and its kin: records that may span lines, broken ones rejected, the rest kept.

Strict on purpose: a quote in the wrong place would otherwise shift text into other columns.
A record that swallowed more lines than it should (a quote never closed) costs its first line
only; reading goes on with the second.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from stillwatch.ingest.lines import LINE_LIMIT, Lines, broken_pack, empty_file, excerpt, too_long
from stillwatch.ingest.source import Source
from stillwatch.model.errors import InputError
from stillwatch.model.reject import Reject

DELIMITERS: Final = ",\t;|"
_CHUNK_CHARS: Final = 32 << 20
_HEADER_NAME_LIMIT: Final = 80
csv.field_size_limit(LINE_LIMIT)


@dataclass(slots=True)
class Cells:
    """Records of one chunk, each with as many cells as the header has names."""

    records: list[list[str]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    last_row: int = 0
    bytes_read: int = 0
    size: int = 0


class _TooLongError(Exception):
    """A record went past LINE_LIMIT."""


class _Feeder:
    """Hands lines to the csv reader, remembers those of the record, can take them back."""

    def __init__(self, lines: Lines) -> None:
        self._lines = iter(lines)
        self._back: deque[tuple[int, str | None]] = deque()
        self.record: list[tuple[int, str | None]] = []
        self.size = 0

    def __iter__(self) -> _Feeder:
        return self

    def __next__(self) -> str:
        if self._back:
            number, line = self._back.popleft()
        else:
            number, raw = next(self._lines)
            line = None if raw is None else raw.decode("utf-8", "replace")
        self.record.append((number, line))
        if line is None:
            raise _TooLongError
        self.size += len(line)
        if self.size > LINE_LIMIT:
            raise _TooLongError
        return f"{line}\n"

    def begin(self) -> None:
        self.record = []
        self.size = 0

    def take_back(self) -> None:
        """Return all lines of the record but the first, to be read again."""
        self._back.extendleft(reversed(self.record[1:]))


def header_of(head: bytes) -> tuple[list[str], str] | None:
    """Return the column names and the delimiter of a delimited file, or None.

    Names must look like names (distinct, short, not sentences), else any prose would do.
    """
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    line, found, _ = text.partition(b"\n")
    if b"\0" in line or (not found and len(line) >= 1 << 15):
        return None
    try:
        first = line.decode("utf-8").rstrip("\r")
        delimiter = max(DELIMITERS, key=first.count)
        names = next(csv.reader([first], delimiter=delimiter, strict=True), [])
    except (UnicodeDecodeError, csv.Error):
        return None
    names = [name.strip() for name in names]
    named = [name for name in names if name]
    # One nameless column is let pass: it is how data frames write their index.
    if len(named) < 2 or len(names) - len(named) > 1 or len(set(named)) < len(named):
        return None
    return (names, delimiter) if all(map(_is_name, named)) else None


def _is_name(name: str) -> bool:
    plain = name.isprintable() and not any(c in name for c in '{}"!?')
    return plain and len(name) <= _HEADER_NAME_LIMIT and name.count(" ") <= 4


def read_cells(
    source: Source, delimiter: str, width: int, *, after_row: int, chunk_rows: int
) -> Iterator[Cells]:
    """Yield the records after line `after_row`; a row's number is the line it begins on."""
    lines = Lines(source, keep_blank=True)
    feeder = _Feeder(lines)
    reader = csv.reader(feeder, delimiter=delimiter, strict=True)
    part = Cells(last_row=after_row)
    header_seen = False
    for number, cells, fault in _records(feeder, reader, source, width):
        if not header_seen:
            header_seen = True
            continue
        if number <= after_row:
            continue
        if cells is None:
            part.rejects.append(fault)
        else:
            part.records.append(cells)
            part.rows.append(number)
            part.size += feeder.size
        part.last_row = number
        if len(part.rows) + len(part.rejects) >= chunk_rows or part.size >= _CHUNK_CHARS:
            part.bytes_read = lines.bytes_read
            yield part
            part = Cells(last_row=number)
    _note_end(part, lines, source, after_row, header_seen)
    part.bytes_read = source.size
    if part.records or part.rejects:
        yield part


def _note_end(part: Cells, lines: Lines, source: Source, after_row: int, any_line: bool) -> None:
    if lines.fault and lines.last + 1 > after_row:
        part.last_row = lines.last + 1
        part.rejects.append(broken_pack(source, part.last_row, lines.fault))
    elif not any_line and not after_row:
        part.rejects.append(empty_file(source))


def _records(
    feeder: _Feeder, reader: Iterator[list[str]], source: Source, width: int
) -> Iterator[tuple[int, list[str] | None, Reject]]:
    nothing = Reject(source.name, 0, "")
    while True:
        feeder.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _TooLongError:
            number, line = feeder.record[0]
            if len(feeder.record) == 1:
                yield number, None, too_long(source, number)
                continue
            fault = "a quoted value is never closed"
        except csv.Error as problem:
            number, line = feeder.record[0]
            at_end = "unexpected end" in str(problem)
            fault = "a quoted value is never closed" if at_end else f"broken quotes: {problem}"
        else:
            number, line = feeder.record[0]
            if not cells:
                continue
            if len(cells) == width:
                yield number, cells, nothing
                continue
            fault = f"{_count(len(cells), 'value')} where the header has {width}"
        feeder.take_back()
        yield number, None, Reject(source.name, number, fault, excerpt(line or ""))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def header_or_error(head: bytes, source: Source) -> tuple[list[str], str]:
    """Return names and delimiter; InputError where the file is not delimited text."""
    found = header_of(head)
    if found is None:
        raise InputError(
            "the first line is no header of distinct column names",
            where=source.name,
            remedy="write the column names, separated by commas, into the first line",
        )
    return found
