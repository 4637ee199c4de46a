"""Which of a user's columns feed which field, and what to say where one is missing."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from stillwatch.model.errors import MappingError
from stillwatch.model.exchange import FIELD, REQUIRED
from stillwatch.model.sketch import SKETCH_TYPES

if TYPE_CHECKING:
    from stillwatch.ingest.mapping import Mapping

# Names loggers give to what we require: only ever used to propose, never to guess.
_OTHER_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "ts": ("timestamp", "time", "event_time", "created_at", "datetime", "start_time", "date"),
    "request_id": ("id", "req_id", "uuid", "trace_id", "call_id", "event_id", "x_request_id"),
    "account_id": ("customer_id", "user_id", "account", "tenant_id", "user", "api_key", "org"),
    "model": ("model_name", "model_id", "deployment", "engine", "gen_ai.request.model"),
    "output_tokens": ("completion_tokens", "tokens_out", "n_out", "generated_tokens"),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """`taken` maps our field to their column; `constants` and `derive` fill the rest."""

    taken: dict[str, str]
    constants: dict[str, str | int | float | bool]
    derive: tuple[str, ...]


def closest(name: str, among: Iterable[str], limit: int = 3) -> list[str]:
    """Return the names most like `name`, case and separators folded, best first."""
    folded = {_fold(other): other for other in among}
    found = difflib.get_close_matches(_fold(name), list(folded), n=limit, cutoff=0.55)
    return [folded[key] for key in found]


def plan_columns(
    mapping: Mapping, names: Collection[str], where: str, *, openable: Collection[str] = ()
) -> Plan:
    """Match a mapping with the columns (or dotted paths) that the data have.

    `openable` are columns whose text may be JSON, into which a dotted path may lead.
    Raises MappingError for a mapped column that is not there and for a required field that
    nothing feeds, each time with the closest names.
    """
    taken: dict[str, str] = {}
    for field, written in mapping.fields.items():
        column = written.removesuffix("?")
        if column not in names and not _leads_into(openable, column):
            if written.endswith("?"):
                continue
            raise _no_column(field, column, names, where)
        taken[field] = column
    spoken_for = {*mapping.fields, *mapping.constants, *mapping.derive}
    for field in (*FIELD, *SKETCH_TYPES):
        if field in names and field not in spoken_for:
            taken[field] = field
    plan = Plan(taken, dict(mapping.constants), mapping.derive)
    fed = {*taken, *plan.constants, *plan.derive}
    missing = [field for field in REQUIRED if field not in fed]
    if missing:
        raise _nothing_feeds(missing, names, where)
    return plan


def _leads_into(openable: Collection[str], path: str) -> bool:
    return any(path.startswith(f"{name}.") for name in openable)


def _no_column(field: str, column: str, names: Collection[str], where: str) -> MappingError:
    close = closest(column, names)
    remedy = f"did you mean {', '.join(close)}? " if close else f"there are {_some(names)}; "
    return MappingError(
        f"column {column!r}, mapped to {field}, is not in the data",
        where=where,
        remedy=f"{remedy}write '{column}?' if it may be absent",
    )


def _nothing_feeds(fields: list[str], names: Collection[str], where: str) -> MappingError:
    """Say of all fields that lack a column what might feed them, in one go."""
    likely = {field: _likely(field, names) for field in fields}
    lacking = []
    for field, close in likely.items():
        hint = f"; likely: {', '.join(close)}" if close else ""
        lacking.append(f"{field} ({FIELD[field].meaning}{hint})")
    shown = ", ".join(
        f"{f}: {close[0] if close else 'THEIR_COLUMN'}" for f, close in likely.items()
    )
    ways = [f"add `fields: {{{shown}}}` to a mapping file"]
    if "request_id" in fields:
        ways.append("`derive: [request_id]` if the log has none")
    alike = [field for field in ("account_id", "model") if field in fields]
    if alike:
        shown = ", ".join(f"{field}: ..." for field in alike)
        ways.append(f"`constants: {{{shown}}}` if all rows share one")
    seen = "" if all(likely.values()) else f"; there are {_some(names)}"
    noun = "field" if len(fields) == 1 else "fields"
    return MappingError(
        f"no column for the required {noun} {', '.join(lacking)}{seen}",
        where=where,
        remedy=f"{', or '.join(ways)} (--map FILE)",
    )


def _likely(field: str, names: Collection[str]) -> list[str]:
    usual = [name for other in _OTHER_NAMES[field] for name in names if _fold(name) == other]
    return list(dict.fromkeys([*usual, *closest(field, names)]))


def _some(names: Collection[str], limit: int = 12) -> str:
    shown = ", ".join(sorted(names)[:limit])
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return f"the columns {shown}{more}" if names else "no columns"


def _fold(name: str) -> str:
    return name.casefold().replace("-", "_").replace(" ", "_")
