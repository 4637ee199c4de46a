"""OTLP GenAI: model calls among the spans and log records of a trace export.

A row's number counts the spans and log records of the file, from 1, whatever they are; those
that are no model call are passed over. One account is needed per call, see otlp_attributes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from stillwatch.ingest.columns import chunk_of
from stillwatch.ingest.jsonlines import CHUNK_BYTES, first_records, looks_like_json, one_per_line
from stillwatch.ingest.jsonvalues import NotJsonError, dig, parse_json, to_json
from stillwatch.ingest.lines import Lines, broken_pack, empty_file, excerpt, too_long
from stillwatch.ingest.litellm import PLACEHOLDER_USER
from stillwatch.ingest.mapping import NO_MAPPING, Mapping
from stillwatch.ingest.otlp_attributes import ACCOUNT, LOOKUPS, words_of
from stillwatch.ingest.otlp_json import Entry, json_entries
from stillwatch.ingest.otlp_protobuf import NotOtlpError, framing, message_entries, messages
from stillwatch.ingest.records import Fields, first_of
from stillwatch.ingest.source import RawChunk, Source
from stillwatch.ingest.status import DENIED, ERROR, SUCCESS, fold_status
from stillwatch.ingest.streams import read_all, read_head
from stillwatch.model.errors import InputError
from stillwatch.model.reject import Reject

DOCUMENT_LIMIT: Final = 1 << 30
EVENT: Final = "gen_ai.client.inference.operation.details"
_TOP_KEYS: Final = frozenset({"resourceSpans", "resourceLogs", "resource_spans", "resource_logs"})
_NO_MODEL_CALL: Final = frozenset(
    {"execute_tool", "invoke_agent", "create_agent", "invoke_workflow", "retrieval"}
)
_LITELLM_USER: Final = "metadata.user_api_key_user_id"
_EMBEDDING: Final = frozenset({"embeddings", "embedding", "aembedding"})
_OPERATIONS: Final = {"acompletion": "chat", "completion": "chat", "embeddings": "embedding"}
# A second span of LiteLLM about the same call, as the provider saw it.
_SAME_AGAIN: Final = "raw_gen_ai_request"

_Item = Entry | tuple[str, str]
"""An entry, or why one could not be read and an excerpt."""


class OtlpFormat:
    """Traces and logs in JSON or protobuf."""

    name = "otlp"

    def __init__(self, mapping: Mapping = NO_MAPPING) -> None:
        self._mapping = mapping
        self._lookups = {f: path.removesuffix("?") for f, path in mapping.fields.items()}

    def recognise(self, head: bytes, source: Source) -> str | None:
        """Know JSON by resourceSpans or resourceLogs, protobuf by its framing."""
        if looks_like_json(head):
            names = {key for record in first_records(head, 3) for key in record}
            found = sorted(names & _TOP_KEYS)
            if not found and not names:
                found = sorted(key for key in _TOP_KEYS if f'"{key}"'.encode() in head[:200])
            return f"JSON with {found[0]}" if found else None
        return framing(head)

    def read(self, source: Source, *, after_row: int, chunk_rows: int) -> Iterator[RawChunk]:
        """Yield the model calls after entry `after_row`."""
        part = _Part(after_row)
        number = seen = 0
        for item, size in _items(source):
            number += 1
            seen += size
            if number <= after_row:
                continue
            part.last_row = number
            part.size += size
            if isinstance(item, Entry):
                self._take(item, number, source, part)
            else:
                part.rejects.append(Reject(source.name, number, item[0], item[1]))
            if part.full(chunk_rows):
                yield part.chunk(self._mapping, min(seen, source.size))
                part = _Part(number)
        if not number and not after_row and not read_head(source).strip():
            part.rejects.append(empty_file(source))
        if part.rows or part.rejects:
            yield part.chunk(self._mapping, source.size)

    def _take(self, entry: Entry, number: int, source: Source, part: _Part) -> None:
        if not is_model_call(entry):
            return
        fields = self._fields(entry)
        if not fields.get("account_id") and "account_id" not in self._mapping.constants:
            # What is no convention's name comes first: the account is likely among it.
            names = sorted(entry.attributes, key=lambda name: (name.startswith("gen_ai."), name))
            shown = excerpt(to_json(names))
            part.rejects.append(Reject(source.name, number, _NO_ACCOUNT, shown))
            return
        part.rows.append(fields)
        part.numbers.append(number)

    def _fields(self, entry: Entry) -> Fields:
        found = {**entry.resource, **entry.attributes}
        if found.get(_LITELLM_USER) == PLACEHOLDER_USER:
            del found[_LITELLM_USER]
        fields: Fields = {name: first_of(found, *keys) for name, keys in LOOKUPS.items()}
        for name, path in self._lookups.items():
            value = dig(found, path)
            if value not in (None, ""):
                fields[name] = value
        words, answer = words_of(entry)
        for name, value in {**words.fields(), "response": answer}.items():
            if name not in self._lookups:
                fields[name] = value
        if isinstance(fields["finish_reason"], list):
            fields["finish_reason"] = next(iter(fields["finish_reason"]), None)
        if fields["output_tokens"] is None and str(fields["operation"]) in _EMBEDDING:
            fields["output_tokens"] = 0
        fields["request_id"] = fields["request_id"] or entry.span_id or None
        operation = str(fields["operation"] or "chat")
        fields["operation"] = _OPERATIONS.get(operation, operation)
        fields["status"] = _status(entry, found)
        fields.setdefault("ts", None)
        if fields["ts"] is None:
            fields["ts"] = entry.start_ns // 1000 if entry.start_ns else None
        if entry.end_ns > entry.start_ns > 0:
            fields["duration_ms"] = (entry.end_ns - entry.start_ns) / 1e6
        return fields


_NO_ACCOUNT: Final = (
    f"account_id: none of {', '.join(ACCOUNT)} is set -- name the attribute that holds it in a "
    "mapping file (--map): `source: otlp`, `fields: {account_id: ATTRIBUTE}`"
)


class _Part:
    """What a chunk is made of while it grows."""

    def __init__(self, last_row: int) -> None:
        self.rows: list[Fields] = []
        self.numbers: list[int] = []
        self.rejects: list[Reject] = []
        self.last_row = last_row
        self.size = 0

    def full(self, chunk_rows: int) -> bool:
        return len(self.rows) + len(self.rejects) >= chunk_rows or self.size >= CHUNK_BYTES

    def chunk(self, mapping: Mapping, bytes_read: int) -> RawChunk:
        return chunk_of(
            self.rows,
            self.numbers,
            constants=mapping.constants,
            last_row=self.last_row,
            bytes_read=bytes_read,
            rejects=self.rejects,
        )


def is_model_call(entry: Entry) -> bool:
    """Say whether an entry is one request to a model and its answer."""
    found = entry.attributes
    if entry.kind == "log" and entry.name != EVENT:
        return False
    if entry.name == _SAME_AGAIN or str(found.get("gen_ai.operation.name")) in _NO_MODEL_CALL:
        return False
    kind = found.get("openinference.span.kind")
    if kind is not None and str(kind).upper() != "LLM":
        return False
    return first_of(found, *LOOKUPS["model"]) is not None


def _status(entry: Entry, found: dict[str, Any]) -> str:
    fault = first_of(found, "error.type", "http.response.status_code", "http.status_code")
    folded = fold_status(str(fault)) if fault is not None else None
    if folded == DENIED:
        return DENIED
    return ERROR if entry.failed or folded == ERROR or "error.type" in found else SUCCESS


def _items(source: Source) -> Iterator[tuple[_Item, int]]:
    """Yield every entry of a file with its raw size, and a reason where one cannot be read."""
    head = read_head(source)
    if not head.strip() or (looks_like_json(head) and one_per_line(head)):
        yield from _line_items(source)
        return
    raw, fault = read_all(source, DOCUMENT_LIMIT)
    if looks_like_json(head):
        try:
            document = parse_json(raw)
        except NotJsonError as problem:
            yield (f"{fault or f'not JSON: {problem}'}; nothing after it is read", ""), len(raw)
            return
        for document_part in document if isinstance(document, list) else [document]:
            for entry in json_entries(document_part):
                yield entry, 0
        return
    yield from _message_items(raw, head, fault, source)


def _line_items(source: Source) -> Iterator[tuple[_Item, int]]:
    lines = Lines(source)
    for number, line in lines:
        if line is None:
            yield (too_long(source, number).reason, ""), 0
            continue
        try:
            document = parse_json(line)
        except NotJsonError as problem:
            yield (f"line {number}: not JSON: {problem}", excerpt(line)), len(line)
            continue
        if not isinstance(document, dict):
            yield (f"line {number}: not a JSON object", excerpt(line)), len(line)
            continue
        size = len(line)
        for entry in json_entries(document):
            yield entry, size
            size = 0
    if lines.fault:
        yield (broken_pack(source, 0, lines.fault).reason, ""), 0


def _message_items(
    raw: bytes, head: bytes, fault: str, source: Source
) -> Iterator[tuple[_Item, int]]:
    how = framing(head)
    if how is None:
        raise InputError(
            "is neither OTLP JSON nor OTLP protobuf",
            where=source.name,
            remedy="export with the collector's file exporter, or choose another --format",
        )
    parts = messages(raw, how)
    while True:
        try:
            message = next(parts, None)
        except NotOtlpError as problem:
            yield (f"{fault or problem}; the rows before it were kept", ""), 0
            return
        if message is None:
            return
        try:
            entries = message_entries(message)
        except NotOtlpError as problem:
            yield (str(problem), ""), len(message)
            continue
        size = len(message)
        for entry in entries:
            yield entry, size
            size = 0
