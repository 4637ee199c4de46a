"""JSON records from NDJSON, JSON arrays, and documents spread over many lines.

Row numbers are lines for NDJSON; elements, from 1, for an array or a run of documents.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from stillwatch.ingest.jsonvalues import NotJsonError, json_or_none, parse_json, storable
from stillwatch.ingest.lines import (
    LINE_LIMIT,
    Lines,
    broken_pack,
    empty_file,
    excerpt,
    too_long,
)
from stillwatch.ingest.source import Source
from stillwatch.ingest.streams import Stream, read_head
from stillwatch.model.reject import Reject

CHUNK_BYTES: Final = 32 << 20
"""Raw bytes after which a chunk is handed on even if it has few rows."""
_SPACE: Final = b" \t\r\n"
_SCANNER: Final = json.JSONDecoder(strict=False)


@dataclass(slots=True)
class Records:
    """Parsed records of one chunk; `rows[i]` is the place of `values[i]`."""

    values: list[Any] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    last_row: int = 0
    bytes_read: int = 0
    size: int = 0

    def full(self, chunk_rows: int) -> bool:
        """Say whether the chunk should be handed on."""
        return len(self.values) + len(self.rejects) >= chunk_rows or self.size >= CHUNK_BYTES


def looks_like_json(head: bytes) -> bool:
    """Say whether a file that starts with `head` holds JSON objects or an array of them."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip(_SPACE)[:1] in (b"{", b"[")


def one_per_line(head: bytes) -> bool:
    """Say whether the records stand one to a line, rather than in an array or spread out."""
    body = head.removeprefix(b"\xef\xbb\xbf").lstrip(_SPACE)
    if body[:1] == b"[":
        return False
    lines = body.split(b"\n")
    if len(lines) == 1:
        return True
    # The last line may be cut off; of the others, none of a spread-out value's begin alike.
    full = [line for line in lines[:50] if line.strip()]
    if len(full) > 1 and all(line.startswith(b"{") for line in full):
        return True
    whole = (json_or_none(line) for line in full)
    if any(isinstance(value, dict) and value for value in whole):
        return True
    # A first line that fills the head is a long record; a short one opens a spread-out value.
    return len(lines[0]) > 2_000


def read_records(source: Source, *, after_row: int, chunk_rows: int) -> Iterator[Records]:
    """Yield the records after `after_row`; what is no JSON becomes a reject."""
    head = read_head(source)
    if one_per_line(head):
        yield from _by_line(source, after_row, chunk_rows)
    else:
        yield from _by_element(source, after_row, chunk_rows)


def first_records(head: bytes, limit: int = 20) -> list[dict[str, Any]]:
    """Return the whole objects that `head` begins with, for recognising and checking."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    if one_per_line(head):
        values: Iterator[Any] = (json_or_none(line) for line in head.split(b"\n")[:limit])
    else:
        text = head.decode("utf-8", "replace")
        values = (value for value, _ in _Elements(iter([text])))
    found: list[dict[str, Any]] = []
    try:
        for value in values:
            if isinstance(value, dict):
                found.append(value)
            if len(found) >= limit:
                break
    except NotJsonError:
        pass
    return found


def _by_line(source: Source, after_row: int, chunk_rows: int) -> Iterator[Records]:
    lines = Lines(source)
    part = Records(last_row=after_row)
    seen = False
    for number, line in lines:
        seen = True
        if number <= after_row:
            continue
        if line is None:
            part.rejects.append(too_long(source, number))
        else:
            part.size += len(line)
            try:
                part.values.append(parse_json(line))
                part.rows.append(number)
            except NotJsonError as fault:
                part.rejects.append(_not_json(source, number, fault, line))
        part.last_row = number
        if part.full(chunk_rows):
            part.bytes_read = lines.bytes_read
            yield part
            part = Records(last_row=number)
    if lines.fault and lines.last + 1 > after_row:
        part.last_row = lines.last + 1
        part.rejects.append(broken_pack(source, part.last_row, lines.fault))
    elif not seen and not after_row:
        part.rejects.append(empty_file(source))
    part.bytes_read = source.size
    if part.values or part.rejects:
        yield part


def _not_json(source: Source, row: int, fault: NotJsonError, line: bytes) -> Reject:
    return Reject(source.name, row, f"not JSON: {fault}", excerpt(line))


def _by_element(source: Source, after_row: int, chunk_rows: int) -> Iterator[Records]:
    stream = Stream(source)
    part = Records(last_row=after_row)
    number = 0
    try:
        for value, size in _Elements(_texts(stream)):
            number += 1
            if number <= after_row:
                continue
            part.values.append(value)
            part.rows.append(number)
            part.size += size
            part.last_row = number
            if part.full(chunk_rows):
                part.bytes_read = stream.bytes_read
                yield part
                part = Records(last_row=number)
    except NotJsonError as fault:
        if number + 1 > after_row:
            reason = f"{stream.fault or fault}; what follows cannot be told apart"
            part.rejects.append(Reject(source.name, number + 1, reason))
            part.last_row = number + 1
    finally:
        stream.close()
    part.bytes_read = source.size
    if part.values or part.rejects:
        yield part


def _texts(stream: Stream) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    first = True
    for block in stream:
        text = decoder.decode(block)
        yield text.lstrip("\ufeff") if first else text
        first = False
    if tail := decoder.decode(b"", final=True):
        yield tail


class _Elements:
    """The values of an array, or of values that follow each other, each with its size.

    The array is never held as a whole: text is taken in until a value is complete.
    """

    def __init__(self, texts: Iterator[str]) -> None:
        self._texts = texts
        self._text = ""
        self._at = 0
        self._ended = False

    def __iter__(self) -> Iterator[tuple[Any, int]]:
        in_array = False
        while True:
            self._skip(" \t\r\n," if in_array else " \t\r\n")
            mark = self._text[self._at : self._at + 1]
            if not mark:
                if in_array:
                    raise NotJsonError("the JSON array is not closed")
                return
            if (mark == "]" and in_array) or (mark == "[" and not in_array):
                # Arrays may follow each other: one per delivery.
                in_array = not in_array
                self._at += 1
                continue
            start = self._at
            value = self._value()
            yield value, max(self._at - start, 0)

    def _value(self) -> Any:
        while True:
            start = self._at
            try:
                value, end = _SCANNER.raw_decode(self._text, self._at)
            except RecursionError:
                raise NotJsonError("the JSON is nested too deeply") from None
            except ValueError as fault:
                if not self._more():
                    raise NotJsonError(str(fault)) from None
                continue
            if end < len(self._text) or self._ended or isinstance(value, dict | list | str):
                self._at = end
                return storable(value) if "\\u" in self._text[start:end] else value
            # A number at the very end of what was read may go on.
            self._more()

    def _skip(self, characters: str) -> None:
        while True:
            while self._at < len(self._text) and self._text[self._at] in characters:
                self._at += 1
            if self._at < len(self._text) or not self._more():
                return

    def _more(self) -> bool:
        held = [self._text[self._at :]]
        size = len(held[0])
        # Doubling what is held keeps the cost of retries linear.
        wanted = max(2 * size, 1)
        if size > LINE_LIMIT:
            raise NotJsonError(f"one value is longer than {LINE_LIMIT >> 20} MiB")
        while size < wanted and not self._ended:
            text = next(self._texts, None)
            if text is None:
                self._ended = True
            else:
                held.append(text)
                size += len(text)
        grew = len(held) > 1
        self._text, self._at = "".join(held), 0
        return grew
