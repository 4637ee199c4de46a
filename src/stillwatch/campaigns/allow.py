"""The allow-list: groups that somebody vouches for become noted exceptions, for a time.

An entry says whom it covers, who answers for it, why, and until when. It never hides anybody
else: where nearly all members of a campaign are covered, those are set aside and all others are
judged again without them; where fewer are, the campaign stands as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import yaml

from stillwatch.campaigns.naming import Named
from stillwatch.model.errors import SettingsError
from stillwatch.model.noted import AllowNote, NotedException
from stillwatch.model.report import ACCOUNTS_SCHEMA
from stillwatch.settings import read_yaml
from stillwatch.store.steps import Engine

MATCHES: Final[Mapping[str, str]] = {
    "org_id": "org_id",
    "account_id": "account_id",
    "email_domain": "email_domain",
    "payment": "payment_id",
    "template": "item_name(template_hash)",
}
"""What an entry may match by -> SQL over the exchange. A template is named as reports name it."""
SHARE: Final = 0.9
"""Share of a campaign's members that must be covered for it to be an exception."""
REMEDY: Final = "see docs/operations.md, Allow-list"
_REQUIRED: Final = ("id", "owner", "reason", "expires")


@dataclass(frozen=True, slots=True)
class AllowEntry:
    """One entry of the list."""

    id: str
    owner: str
    reason: str
    expires: date
    """The last day on which it holds."""
    matches: tuple[tuple[str, str], ...]
    """(what to match by, value); one is enough."""
    share: float = SHARE


def load_allow(path: Path) -> list[AllowEntry]:
    """Read an allow-list. Raises SettingsError naming file, line and field."""
    written = read_yaml(path, wrong="is not YAML", remedy=REMEDY)
    lines = _lines(path)
    entries = written.get("allow") if isinstance(written, dict) else None
    if not isinstance(entries, list) or set(written) != {"allow"}:
        raise SettingsError("must hold one list, `allow:`", where=f"{path}:1", remedy=REMEDY)
    found: list[AllowEntry] = []
    for entry, line in zip(entries, lines, strict=True):
        made = _entry(entry, f"{path}:{line}")
        if any(other.id == made.id for other in found):
            raise _fault(f"id {made.id!r} stands twice", f"{path}:{line}")
        found.append(made)
    return found


def noted_exceptions(
    engine: Engine, named: Sequence[Named], entries: Sequence[AllowEntry], today: date
) -> tuple[list[NotedException], list[AllowNote]]:
    """Return the campaigns that unexpired entries cover, and what is to be said of the others.

    Reads `named_account` and `exchange`.
    """
    matched = _matched(engine, entries)
    notes, found = [], {}
    for entry in entries:
        accounts = matched.get(entry.id, set())
        if entry.expires < today:
            much = f"; {len(accounts):,} named accounts match it" if accounts else ""
            notes.append(
                AllowNote(entry=entry.id, said=f"expired on {entry.expires:%Y-%m-%d}{much}")
            )
            continue
        if not accounts:
            notes.append(AllowNote(entry=entry.id, said="matches no account that a scan named"))
            continue
        covered = [each for each in named if _covers(entry, each, accounts)]
        found.update({each.number: _exception(entry, each, accounts) for each in covered})
        if not covered:
            notes.append(AllowNote(entry=entry.id, said=_too_few(named, accounts, entry)))
    return list(found.values()), notes


def with_exceptions(
    accounts: pa.Table, before: pa.Table, exceptions: Sequence[NotedException]
) -> pa.Table:
    """Return accounts.parquet of the second scan with the excepted accounts, and why, beside."""
    reasons = {
        account: f"noted exception {each.entry}: {each.reason} (answers for it: {each.owner}; "
        f"until {each.expires:%Y-%m-%d})"
        for each in exceptions
        for account in each.account_ids
    }
    rows = before.filter(pc.is_in(before["account_id"], pa.array(sorted(reasons), pa.string())))
    made = [
        {
            **row,
            "campaign_id": None,
            "membership": None,
            "verdict": "group_cleared",
            "reason": reasons[row["account_id"]],
        }
        for row in rows.to_pylist()
    ]
    together = pa.concat_tables([accounts, pa.Table.from_pylist(made, schema=ACCOUNTS_SCHEMA)])
    return together.sort_by("account_id")


def _covers(entry: AllowEntry, named: Named, accounts: set[str]) -> bool:
    members = [member.account_id for member in named.campaign.accounts]
    return sum(account in accounts for account in members) >= entry.share * len(members)


def _exception(entry: AllowEntry, named: Named, accounts: set[str]) -> NotedException:
    members = [member.account_id for member in named.campaign.accounts]
    covered = sorted(account for account in members if account in accounts)
    return NotedException(
        campaign_id=named.campaign.id,
        entry=entry.id,
        owner=entry.owner,
        reason=entry.reason,
        expires=entry.expires,
        accounts=len(members),
        covered=len(covered),
        exchanges=named.campaign.harvest.exchanges,
        account_ids=covered,
    )


def _too_few(named: Sequence[Named], accounts: set[str], entry: AllowEntry) -> str:
    best = max(
        (sum(m.account_id in accounts for m in each.campaign.accounts), len(each.campaign.accounts))
        for each in named
    )
    return (
        f"matches {best[0]:,} of the {best[1]:,} members of a campaign, "
        f"of which it must cover {entry.share:.0%}"
    )


def _matched(engine: Engine, entries: Sequence[AllowEntry]) -> dict[str, set[str]]:
    rows = [(entry.id, by, value) for entry in entries for by, value in entry.matches]
    columns = list(zip(*rows, strict=True)) if rows else [(), (), ()]
    engine.put(
        "allow_value",
        pa.table(
            {
                name: pa.array(column, pa.string())
                for name, column in zip(("entry", "matched_by", "value"), columns, strict=True)
            }
        ),
    )
    union = " UNION ".join(
        f"SELECT a.entry, x.account_id FROM exchange x JOIN named_account n USING (account_id) "
        f"JOIN allow_value a ON a.matched_by = '{by}' AND a.value = {column}"
        for by, column in MATCHES.items()
    )
    found: dict[str, set[str]] = {}
    for row in engine.read(union).to_pylist():
        found.setdefault(row["entry"], set()).add(row["account_id"])
    return found


def _entry(written: Any, where: str) -> AllowEntry:
    if not isinstance(written, dict):
        raise _fault("an entry must be a mapping", where)
    unknown = sorted(set(map(str, written)) - {*_REQUIRED, *MATCHES, "share"})
    if unknown:
        raise _fault(f"unknown field {unknown[0]!r}", where)
    for name in _REQUIRED:
        if written.get(name) in (None, ""):
            raise _fault(f"{name} is missing", where)
    if not isinstance(written["expires"], date):
        raise _fault(f"expires {written['expires']!r} is no date; write 2027-06-30", where)
    matches = tuple(
        (by, str(value))
        for by in MATCHES
        if by in written
        for value in (written[by] if isinstance(written[by], list) else [written[by]])
    )
    if not matches:
        raise _fault(f"names nobody; use one of {', '.join(MATCHES)}", where)
    share = written.get("share", SHARE)
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0.5 <= share <= 1:
        raise _fault("share must be a number from 0.5 to 1", where)
    texts = [str(written[name]) for name in ("id", "owner", "reason")]
    return AllowEntry(texts[0], texts[1], texts[2], written["expires"], matches, float(share))


def _lines(path: Path) -> list[int]:
    """Return the line on which each entry begins."""
    root = yaml.compose(path.read_text(encoding="utf-8"))
    if not isinstance(root, yaml.MappingNode):
        return []
    return [
        item.start_mark.line + 1
        for key, value in root.value
        if key.value == "allow" and isinstance(value, yaml.SequenceNode)
        for item in value.value
    ]


def _fault(said: str, where: str) -> SettingsError:
    return SettingsError(said, where=where, remedy=REMEDY)
