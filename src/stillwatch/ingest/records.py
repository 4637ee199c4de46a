"""Formats whose every record becomes one exchange: the reading they share.

A format says how it is recognised and how one record reads as fields; a mapping file may add
look-ups (`fields`, as dotted paths into the record), constants and a derived id to any.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

from stillwatch.ingest.columnar import is_parquet, parquet_schema, read_parquet
from stillwatch.ingest.columns import chunk_of, derived_id
from stillwatch.ingest.delimited import header_of, read_cells
from stillwatch.ingest.jsonlines import Records, first_records, looks_like_json, read_records
from stillwatch.ingest.jsonvalues import dig, to_json
from stillwatch.ingest.lines import excerpt
from stillwatch.ingest.mapping import NO_MAPPING, Mapping
from stillwatch.ingest.source import RawChunk, Source
from stillwatch.ingest.streams import read_head
from stillwatch.model.reject import Reject

Fields = dict[str, Any]
"""Exchange fields of one record, of any type; absent ones are None or not there."""


class NotThisRecordError(Exception):
    """A record that cannot be read as an exchange; the text is the reject's reason."""


class RecordFormat(ABC):
    """One exchange per record; subclasses say what a record means."""

    name: str

    def __init__(self, mapping: Mapping = NO_MAPPING) -> None:
        self._mapping = mapping
        self._lookups = {f: path.removesuffix("?") for f, path in mapping.fields.items()}

    @abstractmethod
    def recognise(self, head: bytes, source: Source) -> str | None:
        """Say in a few words why `head` is of this format."""

    @abstractmethod
    def fields_of(self, record: dict[str, Any], source: Source) -> Fields | None:
        """Return the fields of one record; None where it is no model call at all."""

    def read(self, source: Source, *, after_row: int, chunk_rows: int) -> Iterator[RawChunk]:
        """Yield the exchanges after `after_row`; what is no record becomes a reject."""
        for part in any_records(source, after_row=after_row, chunk_rows=chunk_rows):
            rows: list[Fields] = []
            numbers: list[int] = []
            for value, number in zip(part.values, part.rows, strict=True):
                try:
                    fields = self._read_one(value, source)
                except NotThisRecordError as fault:
                    shown = excerpt(to_json(value))
                    part.rejects.append(Reject(source.name, number, str(fault), shown))
                    continue
                if fields is not None:
                    rows.append(fields)
                    numbers.append(number)
            yield chunk_of(
                rows,
                numbers,
                constants=self._mapping.constants,
                last_row=part.last_row,
                bytes_read=part.bytes_read,
                rejects=part.rejects,
            )

    def _read_one(self, value: Any, source: Source) -> Fields | None:
        if not isinstance(value, dict):
            raise NotThisRecordError("not a JSON object")
        fields = self.fields_of(value, source)
        return None if fields is None else self.with_mapping(fields, value)

    def with_mapping(self, fields: Fields, record: dict[str, Any]) -> Fields:
        """Return `fields` with what the mapping file adds or overrides."""
        for name, path in self._lookups.items():
            found = dig(record, path)
            if found is not None:
                fields[name] = found
        if "request_id" in self._mapping.derive and not fields.get("request_id"):
            fields["request_id"] = derived_id(fields)
        return fields


def any_records(source: Source, *, after_row: int, chunk_rows: int) -> Iterator[Records]:
    """Yield records from JSON, CSV or Parquet alike."""
    head = read_head(source)
    if is_parquet(head):
        yield from _parquet_records(source, after_row, chunk_rows)
        return
    found = None if looks_like_json(head) else header_of(head)
    if found is None:
        yield from read_records(source, after_row=after_row, chunk_rows=chunk_rows)
        return
    names, delimiter = found
    for part in read_cells(
        source, delimiter, len(names), after_row=after_row, chunk_rows=chunk_rows
    ):
        yield Records(
            values=[dict(zip(names, cells, strict=True)) for cells in part.records],
            rows=part.rows,
            rejects=part.rejects,
            last_row=part.last_row,
            bytes_read=part.bytes_read,
        )


def _parquet_records(source: Source, after_row: int, chunk_rows: int) -> Iterator[Records]:
    for part in read_parquet(source, None, after_row=after_row, chunk_rows=chunk_rows):
        last = part.first_row + max(part.table.num_rows, len(part.rejects)) - 1
        yield Records(
            values=part.table.to_pylist(),
            rows=list(range(part.first_row, part.first_row + part.table.num_rows)),
            rejects=part.rejects,
            last_row=last,
            bytes_read=part.bytes_read,
        )


def record_names(head: bytes, source: Source) -> set[str]:
    """Return the top-level names of the first record, from JSON, CSV or Parquet."""
    if is_parquet(head):
        return set(parquet_schema(source).names)
    if looks_like_json(head):
        return {name for record in first_records(head, 3) for name in record}
    found = header_of(head)
    return set(found[0]) if found else set()


def first_of(record: dict[str, Any], *names: str) -> Any:
    """Return the first value that is there and not empty."""
    for name in names:
        value = record.get(name)
        if value is not None and value != "" and value != "-":
            return value
    return None
