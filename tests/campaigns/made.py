"""A constructed log: two rings that harvest, a class, a busy organisation, and strangers.

Every row is written as the lake holds it, sketches included, so that a test knows why an
account stands where it stands. The rows are made once, so a test copies what it changes:

    north-00..29    ring: payment cards, devices, addresses and templates shared in fives and tens
    north-x0..x2    like the ring, but with too little to be found by ties alone
    south-00..19    ring with a client and templates of its own that uses the same addresses
    pool-0..2       customers of the same addresses who never harvest
    class-00..39    one assignment, one address: acts as one, and talks
    busy            a reseller that holds every card, address and template of the rings, and more
    s-000..219      strangers with nothing in common
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import pyarrow as pa

from stillwatch.campaigns.reference import Reference, ReferenceGroup
from stillwatch.signals.catalogue import MEASURES
from stillwatch.store.duckdb_engine import DuckEngine
from stillwatch.store.tables import EXCHANGES, TEXTS

Row = dict[str, Any]
START: Final = datetime(2026, 5, 4, tzinfo=UTC)
DAYS: Final = 10
NORTH: Final = [f"north-{n:02d}" for n in range(30)]
HIDDEN: Final = [f"north-x{n}" for n in range(3)]
SOUTH: Final = [f"south-{n:02d}" for n in range(20)]
POOL: Final = [f"pool-{n}" for n in range(3)]
CLASS: Final = [f"class-{n:02d}" for n in range(40)]
STRANGERS: Final = [f"s-{n:03d}" for n in range(220)]
EXITS: Final = [f"198.51.{n}.7" for n in range(4)]
"""The proxy pool's addresses, each in a block of its own."""


def number(name: str) -> int:
    """Return a hash that stands for a text."""
    return (zlib.crc32(name.encode()) << 20) + zlib.adler32(name.encode()) % (1 << 20)


@cache
def north() -> list[Row]:
    """Return the larger ring: nine harvested requests an account, one of camouflage."""
    found = []
    for place, account in enumerate([*NORTH, *HIDDEN]):
        dice = Random(account)
        common = _ring(account, f"north card {place % 30 // 5}", EXITS[place % 4])
        common["device_id"] = f"north device {place % 30 // 3}"
        found += [
            _harvest(dice, common, f"north template {(place + turn) % 12}", turn)
            for turn in range(9 if place < 30 else 6)
        ]
        found.append(_talk(dice, common))
    return found


@cache
def south() -> list[Row]:
    """Return the smaller ring, which stands on the same addresses and nothing else."""
    found = []
    for place, account in enumerate(SOUTH):
        dice = Random(account)
        common = _ring(account, f"south card {place // 4}", EXITS[place % 4])
        common |= {"device_id": f"south device {place // 4}", "user_agent": "kit/3.2"}
        found += [
            {
                **_harvest(dice, common, f"south template {(place + turn) % 8}", turn + 3),
                "max_tokens": 3_000,
            }
            for turn in range(8)
        ]
    return found


@cache
def class_() -> list[Row]:
    """Return a class: one address, one assignment that each asks again, and much talk."""
    found = []
    for account in CLASS:
        dice = Random(account)
        common = {**_person(dice, account), "client_ip": "203.0.113.9"}
        for turn in range(12):
            asked = f"assignment {dice.randrange(5)}"
            talk = _talk(dice, common, _time(dice, hours=(8, 16)))
            texts = {"prompt_hash": number(asked), "template_hash": number(asked)}
            found.append({**talk, **texts, "turn_count": 1 + turn % 4, "prompt": asked})
    return found


@cache
def strangers() -> list[Row]:
    """Return customers who share nothing, and the three who use the pool's addresses."""
    found = []
    for account in [*STRANGERS, *POOL]:
        dice = Random(account)
        common = _person(dice, account)
        if account in POOL:
            common["client_ip"] = EXITS[int(account[-1])]
        found += [_talk(dice, common) for _ in range(dice.choice([3, 5, 8, 14]))]
    return found


@cache
def busy() -> list[Row]:
    """Return one reseller that holds all that the rings hold, and far more that is its own."""
    found = []
    dice = Random("busy")
    common = _person(dice, "busy")
    for field in ("payment_id", "client_ip", "device_id", "template_hash"):
        theirs = {row[field] for row in [*north(), *south()] if row.get(field)}
        own = [
            number(f"own {n}") if field == "template_hash" else f"10.{n}.1.1" for n in range(300)
        ]
        for value in [*sorted(theirs), *own]:
            found.append({**_talk(dice, common), field: value})
    return found


@cache
def log() -> list[Row]:
    """Return all rows."""
    return [*north(), *south(), *class_(), *strangers(), *busy()]


def without(rows: Iterable[Row], *fields: str) -> list[Row]:
    """Return the rows without some fields."""
    return [{k: v for k, v in row.items() if k not in fields} for row in rows]


def open_log(engine: DuckEngine, rows: list[Row]) -> None:
    """Make `exchange` and `text` as `open_window` would."""
    keyed = [
        {"exchange_key": place, "request_id": f"r{place:05d}", "status": "success", **row}
        for place, row in enumerate(rows)
    ]
    for row in keyed:
        row["day"] = row["ts"].strftime("%Y-%m-%d")
        row["client_block"] = _block(row.get("client_ip"))
    engine.put("exchange", _table(EXCHANGES.schema(), keyed))
    engine.put("text", _table(TEXTS.schema(), [row for row in keyed if row.get("prompt")]))


@contextmanager
def opened(folder: Path, rows: list[Row], threads: int = 2) -> Iterator[DuckEngine]:
    """Yield an engine that holds `rows` as the exchanges of a scan."""
    with DuckEngine(folder, memory_gib=1.0, threads=threads) as engine:
        open_log(engine, rows)
        yield engine


def harmless(count: int = 60, seed: int = 1) -> Reference:
    """Return reference groups that talk, repeat themselves and ask for nothing that teaches."""
    dice = Random(seed)

    def group() -> dict[str, float]:
        usual = {
            "even_load": dice.uniform(0.1, 1.5),
            "capability_concentration": dice.uniform(0.1, 0.6),
            "steady_gaps": dice.uniform(0.8, 2.0),
            "flat_hours": dice.uniform(0.1, 0.5),
            "conversation_shape": dice.uniform(0.05, 0.6),
            "one_off_coverage": dice.uniform(0.05, 0.6),
            "slots_under_template": dice.uniform(0.0, 0.3),
            "output_yield": dice.uniform(0.6, 1.3),
            "reasoning_yield": dice.uniform(0.0, 0.1),
        }
        return {m.name: usual.get(m.name, dice.uniform(0.0, 0.3)) for m in MEASURES}

    kinds = ("class", "company")
    made = [ReferenceGroup(kinds[n % 2], group(), group()) for n in range(count)]
    return Reference(made, MEASURES)


def _ring(account: str, card: str, address: str) -> Row:
    return {
        "account_id": account,
        "payment_id": card,
        "client_ip": address,
        "plan": "pro",
        "user_agent": "sdk/1.0",
        "signup_ts": START - timedelta(days=2),
        "email_domain": f"{account}.example",
    }


def _person(dice: Random, account: str) -> Row:
    return {
        "account_id": account,
        "payment_id": f"card of {account}",
        "device_id": f"device of {account}",
        "client_ip": f"192.{dice.randrange(256)}.{dice.randrange(256)}.{dice.randrange(1, 255)}",
        "plan": "free",
        "user_agent": f"browser/{dice.randrange(40)}",
        "signup_ts": START - timedelta(days=dice.randrange(5, 900)),
        "email_domain": f"mail{dice.randrange(90)}.example",
    }


def _harvest(dice: Random, common: Row, template: str, turn: int) -> Row:
    day = turn % DAYS
    prompt = f"{template}: {dice.random()}"
    return {
        **common,
        "ts": START + timedelta(days=day, seconds=dice.randrange(86_400)),
        "model": "tern-2",
        "output_tokens": 1_500 + dice.randrange(400),
        "reasoning_tokens": 900,
        "duration_ms": 9_000.0,
        "session_id": f"session {prompt}",
        "turn_count": 1,
        "prompt_words": 60,
        "prompt_chars": 400,
        "prompt_hash": number(prompt),
        "template_hash": number(template),
        "capability": "data",
        "elicits_reasoning": turn % 2 == 0,
        "asks_grading": False,
        "asks_generation": True,
        "style_impersonal": 0.95,
        "finish_reason": "stop",
        "max_tokens": 2_000,
        "language": "en",
        "prompt": f"Write a new task like: {prompt}",
    }


def _talk(dice: Random, common: Row, ts: datetime | None = None) -> Row:
    said = f"said {dice.random()}"
    return {
        **common,
        "ts": ts or _time(dice),
        "model": "tern-2",
        "output_tokens": 200 + dice.randrange(500),
        "reasoning_tokens": 0,
        "duration_ms": 4_000.0,
        "session_id": f"talk {said}",
        "turn_count": dice.randrange(2, 6),
        "prompt_words": 20,
        "prompt_chars": 110,
        "prompt_hash": number(said),
        "template_hash": number(said),
        "capability": dice.choice(["writing", "code", "advice"]),
        "elicits_reasoning": False,
        "asks_grading": False,
        "asks_generation": False,
        "style_impersonal": 0.2,
        "finish_reason": "stop",
        "max_tokens": dice.choice([500, 1_000, 4_000, 8_000]),
        "language": "en",
        "prompt": f"I wonder about {said}",
    }


def _time(dice: Random, hours: tuple[int, int] = (7, 23)) -> datetime:
    hour = dice.randrange(*hours)
    return START + timedelta(days=dice.randrange(DAYS), hours=hour, seconds=dice.randrange(3_600))


def _block(address: str | None) -> str | None:
    return None if address is None else address.rpartition(".")[0] + ".0/24"


def _table(schema: pa.Schema, rows: list[Row]) -> pa.Table:
    return pa.table(
        {
            field.name: pa.array([row.get(field.name) for row in rows], field.type)
            for field in schema
        },
        schema=schema,
    )
