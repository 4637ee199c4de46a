"""The log formats, and which of them a file is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from stillwatch.ingest.bedrock import BedrockFormat
from stillwatch.ingest.column_names import closest
from stillwatch.ingest.envoy import EnvoyFormat
from stillwatch.ingest.litellm import LiteLLMFormat
from stillwatch.ingest.mapping import NO_MAPPING, Mapping
from stillwatch.ingest.otlp import OtlpFormat
from stillwatch.ingest.source import LogFormat, Source
from stillwatch.ingest.streams import read_head
from stillwatch.ingest.table import TableFormat
from stillwatch.model.errors import InputError, MappingError

AUTO: Final = "auto"


class UnknownFormatError(InputError):
    """A file that no format knows."""


FORMATS: Final[dict[str, Callable[[Mapping], LogFormat]]] = {
    "litellm": LiteLLMFormat,
    "otlp": OtlpFormat,
    "bedrock": BedrockFormat,
    "envoy": EnvoyFormat,
    "table": TableFormat,
}
"""By name, most specific first: almost anything can be read as a table."""


def detect(source: Source, head: bytes, mapping: Mapping = NO_MAPPING) -> tuple[LogFormat, str]:
    """Return the format of a file that starts with `head`, and what it was known by.

    Raises UnknownFormatError that says what was tried where no format knows it.
    """
    if not head.strip():
        # Nothing to know it by: any reader notes that the file is empty.
        return TableFormat(mapping), "the file is empty"
    for make in FORMATS.values():
        log_format = make(mapping)
        why = log_format.recognise(head, source)
        if why is not None:
            return log_format, why
    raise UnknownFormatError(
        f"is of no known format; tried {', '.join(FORMATS)} (it begins with {head[:24]!r})",
        where=source.name,
        remedy="export it as CSV, JSON lines or Parquet, or name its format with --format",
    )


def choose(
    source: Source, name: str = AUTO, mapping: Mapping = NO_MAPPING
) -> tuple[LogFormat, str]:
    """Return the format that `name` or the mapping asks for, else the one recognised."""
    asked = name if name != AUTO else mapping.source or AUTO
    if name != AUTO and mapping.source is not None and mapping.source != name:
        raise MappingError(
            f"the mapping is for {mapping.source}, the format asked for is {name}",
            where=source.name,
            remedy="leave --format out, or mend `source:` in the mapping file",
        )
    if asked == AUTO:
        # A query answers with columns, whatever the file is.
        if mapping.query:
            return TableFormat(mapping), "the mapping has a query"
        return detect(source, read_head(source), mapping)
    if asked not in FORMATS:
        close = closest(asked, FORMATS)
        hint = f"did you mean {close[0]}?" if close else f"use one of {', '.join(FORMATS)}"
        raise InputError(f"there is no log format {asked!r}", where=source.name, remedy=hint)
    return FORMATS[asked](mapping), "as asked"
