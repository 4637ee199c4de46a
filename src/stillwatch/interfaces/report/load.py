"""Reading what a scan wrote: campaigns.json, report.json and accounts.parquet.

A file that is missing, of a newer Stillwatch or of something else is told apart, for each
is mended in another way. All of them raise ResultError.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Final, TypeVar

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import BaseModel, ValidationError

from stillwatch.model.errors import ResultError
from stillwatch.model.masking import short_id, visible
from stillwatch.model.report import ACCOUNTS_SCHEMA, REPORT_SCHEMA, AccountRow, ReportDetail
from stillwatch.model.result import RESULT_SCHEMA, ResultDocument

RESULT_FILE: Final = "campaigns.json"
DETAIL_FILE: Final = "report.json"
ACCOUNTS_FILE: Final = "accounts.parquet"
RESCAN: Final = "run `stillwatch scan ... --out DIR` and give that DIR"
_CLOSEST: Final = 5
_COMPARED: Final = 20_000

Document = TypeVar("Document", bound=BaseModel)


def load_result(path: Path) -> ResultDocument:
    """Read a result document: the file itself, or the folder a scan wrote it into."""
    return _load(path, RESULT_FILE, RESULT_SCHEMA, ResultDocument)


def load_detail(path: Path, document: ResultDocument | None = None) -> ReportDetail:
    """Read the rendering sidecar; with `document`, make sure that both are of one scan."""
    detail = _load(path, DETAIL_FILE, REPORT_SCHEMA, ReportDetail)
    if document is not None:
        check_pair(document, detail)
    return detail


def check_pair(document: ResultDocument, detail: ReportDetail) -> None:
    """Raise ResultError unless result and sidecar come from one scan."""
    if document.settings_digest != detail.settings_digest:
        raise ResultError(
            f"settings digest {detail.settings_digest!r} is not that of {RESULT_FILE}, "
            f"{document.settings_digest!r}",
            where=DETAIL_FILE,
            remedy="the two files are of different scans: " + RESCAN,
        )
    for campaign in document.campaigns:
        detail.of(campaign.id)


def load_account(path: Path, account_id: str) -> AccountRow:
    """Read one row of accounts.parquet by account id, or by the one id that begins so."""
    file = path / ACCOUNTS_FILE if path.is_dir() else path
    ids = _read_accounts(file, ["account_id"], None)["account_id"]
    exact = pc.any(pc.equal(ids, pa.scalar(account_id))).as_py()
    found = account_id if exact else _resolve_column(account_id, ids)
    table = _read_accounts(file, ACCOUNTS_SCHEMA.names, [("account_id", "=", found)])
    try:
        return AccountRow.model_validate(table.slice(0, 1).to_pylist()[0])
    except ValidationError as error:
        raise ResultError(_first_fault(error), where=str(file), remedy=RESCAN) from error


def resolve(wanted: str, known: Iterable[str], noun: str) -> str:
    """Return the id of `known` that is `wanted` or alone begins with it.

    Raises ResultError that names the candidates, or the closest ids where nothing fits.
    """
    ids = list(known)
    if wanted in ids:
        return wanted
    starting = [name for name in ids if name.startswith(wanted)] if wanted else []
    if len(starting) == 1:
        return starting[0]
    shown = short_id(wanted, 24)
    if starting:
        raise ResultError(
            f"{len(starting):,} {noun}s begin with {shown!r}",
            remedy=f"write more of it: {_listed(starting)}",
        )
    close = difflib.get_close_matches(wanted[:200], ids, _CLOSEST, 0.5)
    raise ResultError(f"there is no {noun} {shown!r}", remedy=_suggestion(close, ids, noun))


def _suggestion(close: list[str], ids: list[str], noun: str) -> str:
    if close:
        return f"did you mean {_listed(close)}?"
    if not ids:
        return f"this result holds no {noun} at all"
    return f"this result holds {len(ids):,}, for example {_listed(sorted(ids)[:_CLOSEST])}"


def _listed(ids: list[str]) -> str:
    """Return up to five ids, whole where they are of a sane length, for they are to be typed."""
    shown = ", ".join(short_id(name, 60) for name in ids[:_CLOSEST])
    return shown + (f" and {len(ids) - _CLOSEST:,} more" if len(ids) > _CLOSEST else "")


def _resolve_column(wanted: str, ids: pa.ChunkedArray) -> str:
    """Resolve in a column of up to millions: only like-looking ids are compared."""
    for length in (len(wanted), 3, 1):
        same = ids.filter(pc.starts_with(ids, pattern=wanted[:length]))
        if len(same) and wanted:
            compared = same if length == len(wanted) else same.slice(0, _COMPARED)
            return resolve(wanted, compared.to_pylist(), "account")
    return resolve(wanted, ids.slice(0, _COMPARED).to_pylist(), "account")


def _read_accounts(
    file: Path, columns: list[str], filters: list[tuple[str, str, str]] | None
) -> pa.Table:
    if not file.is_file():
        raise ResultError("there is no accounts.parquet here", where=str(file), remedy=RESCAN)
    try:
        return pq.read_table(file, columns=columns, filters=filters)
    except (pa.ArrowException, OSError, KeyError) as error:
        fault = visible(str(error), 200)
        raise ResultError(
            f"not an account table of this version: {fault}", where=str(file), remedy=RESCAN
        ) from error


def _load(path: Path, name: str, schema: str, kind: type[Document]) -> Document:
    file = path / name if path.is_dir() else path
    try:
        raw = orjson.loads(file.read_bytes())
    except FileNotFoundError as error:
        raise ResultError(f"there is no {name} here", where=str(file), remedy=RESCAN) from error
    except (OSError, orjson.JSONDecodeError) as error:
        raise ResultError(
            f"cannot be read as JSON: {visible(str(error), 200)}", where=str(file), remedy=RESCAN
        ) from error
    _check_schema(raw, schema, file)
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        raise ResultError(_first_fault(error), where=str(file), remedy=RESCAN) from error


def _check_schema(raw: object, schema: str, file: Path) -> None:
    """Tell a document of another version from a file of another kind."""
    found = raw.get("schema") if isinstance(raw, dict) else None
    if found == schema:
        return
    family, _, version = schema.partition("/")
    if isinstance(found, str) and found.startswith(f"{family}/"):
        theirs = found.removeprefix(f"{family}/")
        newer = theirs.isdecimal() and int(theirs[:9]) > int(version)
        raise ResultError(
            f"is of schema {visible(found, 60)!r}, this version reads {schema!r}",
            where=str(file),
            remedy="install a newer Stillwatch" if newer else RESCAN,
        )
    raise ResultError(f"is no {schema} document", where=str(file), remedy=RESCAN)


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in fault["loc"]) or "document"
    more = f" (and {error.error_count() - 1} more faults)" if error.error_count() > 1 else ""
    return f"{visible(place, 120)}: {fault['msg']}{more}"
