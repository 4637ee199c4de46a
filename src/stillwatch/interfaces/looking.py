"""A scan as one look of many: what the lake remembers before it, and what it is told after.

Memory helps a scan and never stops one: where it cannot be read or written, the scan says what
it says alone, at the whole error rate, or is not remembered.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from stillwatch.campaigns.looks import Look, before, next_look, same_look
from stillwatch.model.errors import LakeError
from stillwatch.model.look import PastLook
from stillwatch.pipeline import Scan
from stillwatch.settings import Settings
from stillwatch.store.lake import Lake
from stillwatch.store.memory import looks_of, recall, remember
from stillwatch.store.steps import Engine

Window = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class Taken:
    """A look under way: how it will be remembered, and what it may spend."""

    past: PastLook
    look: Look


def take_look(
    engine: Engine, lake: Lake, version: int, window: Window, settings: Settings
) -> Taken | None:
    """Return this look among those that the lake remembers; None where there is nothing to see,
    or the memory cannot be read.

    Reads `exchange`. The same version, window and settings are the same look, whenever taken.
    """
    seen = engine.read("SELECT count(*), min(ts), max(ts) FROM exchange")
    exchanges, begins, ends = (column[0].as_py() for column in seen.columns)
    if not exchanges:
        return None
    look_id = look_name(version, window, settings)
    try:
        every = looks_of(lake)
        again = same_look(look_id, every)
        made_at = again.made_at if again else datetime.now(UTC)
        earlier = before(every, (ends, version, made_at))
        memory = recall(lake, earlier)
    except LakeError:
        return None
    look = next_look(memory) if again is None else Look(again.number, again.budget, memory.findings)
    past = PastLook(
        look_id=look_id,
        number=look.number,
        begins=begins,
        ends=ends,
        since=window[0],
        until=window[1],
        lake_version=version,
        settings_digest=settings.digest(),
        exchanges=exchanges,
        budget=look.budget,
        made_at=made_at,
    )
    return Taken(past, look)


def keep_look(lake: Lake, taken: Taken, found: Scan) -> None:
    """Let the lake remember a look; one that nobody may write keeps what it has."""
    findings = [named.finding for named in found.named if named.finding is not None]
    with suppress(LakeError):
        remember(lake, taken.past, findings)


def look_name(version: int, window: Window, settings: Settings) -> str:
    """Return the id of a look: equal for equal version, window and settings."""
    canonical = orjson.dumps([version, *window, settings.digest()])
    return hashlib.sha256(canonical).hexdigest()[:16]
