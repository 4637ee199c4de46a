"""Honest accounts that have nothing to do with each other: what a case is held against.

Small, invented and the same at every run. Each account has a person's hours, its own card,
device and address, and shares with others only what people do share: client builds, mail
services, plans, popular apps.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any, Final

Row = dict[str, Any]

FIRST_DAY: Final = datetime(2026, 3, 2, tzinfo=UTC)
DAYS: Final = 14
ACCOUNTS: Final = 240

BUILDS: Final = (
    ("harbor-python/2.4.1", "t13d1516h2_a"),
    ("harbor-python/2.3.0", "t13d1516h2_a"),
    ("harbor-node/5.0.2", "t13d1715h2_b"),
    ("Firefox/148.0", "t13d1715h2_c"),
    ("Chrome/145.0", "t13d1516h2_d"),
    ("Safari/19.2", "t13d2014h2_e"),
    ("kettle-editor/1.18", "t13d1717h2_f"),
)
MAILS: Final = ("postbox.example", "quickmail.example", "letters.example")
PLANS: Final = ("free", "plus", "plus", "pro")
APPS: Final = (
    None,
    None,
    None,
    "You are the writing companion of the Kettle editor. Keep the author's voice and be brief.",
    "You answer questions of library visitors. If you do not know, send them to the front desk.",
)
TOOLS: Final = (None, None, None, None, ['{"name": "open_page", "parameters": {"properties": {}}}'])

OPENERS: Final = (
    "hi, quick one:", "I could use a hand here.", "sorry if this is a silly question but",
    "my neighbour swears that", "we talked about this at dinner and", "ok so",
    "for a speech on saturday", "our choir needs", "I've been stuck since monday because",
    "hey,", "I read somewhere that", "my boss wants", "before I call the plumber:",
    "not sure how to say it, but", "thanks for yesterday!", "I'm trying to understand why",
)  # fmt: skip
SUBJECTS: Final = (
    "the old boiler in the cellar", "a letter to the landlord", "my sister's wedding seating",
    "the pension form from the council", "our rescue dog who hates vans", "a dough that stays flat",
    "the bike gears that skip uphill", "an argument about the fence", "the tax on my aunt's flat",
    "a birthday poem for a colleague", "a spreadsheet of our plot", "the noise from the fridge",
    "a trip to the lakes with twins", "my knitting pattern for mittens", "the history of our town",
    "a bread oven in the garden", "the exam I failed in june", "a used van with rust",
    "the chess club's newsletter", "a cough that comes at night", "the apple trees we planted",
    "a translation of grandma's recipe", "the router upstairs", "my presentation on bees",
)  # fmt: skip
TROUBLES: Final = (
    "went wrong again last night", "is due by friday noon", "costs far more than we had thought",
    "makes no sense to me at all", "was promised to us in writing", "smells of burnt rubber",
    "must not sound too stiff", "keeps everybody awake", "has to fit on a single page",
    "looked fine in the shop", "has three owners and no papers", "gets worse when it rains",
    "is half finished and I lost the notes", "should make people laugh a little",
    "belongs to my father really", "did not survive the frost", "was never paid for",
    "ends in the middle of a sentence", "ought to be simple", "started with the new carpet",
)  # fmt: skip
ASKS: Final = (
    "what would you try first?", "can you look over my draft", "who do I even ask about that?",
    "is it worth mending, roughly?", "please keep it short", "how long does such a thing last",
    "what do I say to them on the phone?", "could you give me two options", "am I being unfair?",
    "where would you begin", "do I need a permit for it?", "which part matters most",
    "and what should I leave out?", "tell me if I got it backwards", "any idea what it may cost?",
)  # fmt: skip


@cache
def strangers() -> list[Row]:
    """Return the exchanges of ACCOUNTS strangers over DAYS days, always the same ones."""
    dice = Random(20260302)
    return [row for number in range(ACCOUNTS) for row in _stranger(number, dice)]


def _stranger(number: int, dice: Random) -> list[Row]:
    """Return one person's exchanges: a few talks of a few turns, in waking hours."""
    person = _person(number, dice)
    morning = timedelta(hours=dice.randrange(24))
    rows: list[Row] = []
    for day in sorted(dice.sample(range(DAYS), 1 + dice.randrange(4))):
        ts = FIRST_DAY + timedelta(days=day) + morning + timedelta(minutes=dice.randrange(600))
        session = f"talk-{number}-{day}"
        turns: list[dict[str, str]] = []
        for _ in range(1 + dice.randrange(4)):
            prompt = _prompt(dice)
            turns = [*turns, {"role": "user", "content": prompt}]
            tokens = int(dice.lognormvariate(5.8, 0.7)) + 10
            rows.append(
                {
                    **person,
                    "ts": ts.isoformat(),
                    "request_id": f"{person['account_id']}-{len(rows)}",
                    "session_id": session,
                    "prompt": prompt,
                    "turns": turns,
                    "output_tokens": tokens,
                    "reasoning_tokens": int(tokens * dice.random() * 0.4),
                    "finish_reason": "stop" if dice.random() < 0.97 else "length",
                    "reasoning_artifacts": [f"thought-{session}"] if len(turns) > 1 else None,
                }
            )
            turns = [*turns, {"role": "assistant", "content": f"{dice.choice(SUBJECTS)}: well,"}]
            ts += timedelta(seconds=40 + dice.expovariate(1 / 150))
    return rows


def _person(number: int, dice: Random) -> Row:
    """Return what stays the same over one person's exchanges."""
    build, shake = BUILDS[min(int(dice.expovariate(0.5)), len(BUILDS) - 1)]
    library = build.startswith("harbor")
    signed_up = FIRST_DAY - timedelta(hours=1 + dice.randrange(15_000))
    address = ".".join(str(dice.randrange(1, 255)) for _ in range(4))
    return {
        "account_id": f"stranger-{number:03}",
        "model": "tern-2" if dice.random() < 0.7 else "tern-2-small",
        "client_ip": address,
        "signup_ip": address if dice.random() < 0.8 else f"10.{number % 250}.7.9",
        "user_agent": build,
        "tls_fingerprint": shake,
        "device_id": f"device-s{number:03}",
        "payment_id": f"card-s{number:03}",
        "email_domain": dice.choice(MAILS) if dice.random() < 0.7 else f"firm{number}.example",
        "signup_ts": signed_up.isoformat(),
        "plan": dice.choice(PLANS),
        "system_instructions": dice.choice(APPS),
        "tools": dice.choice(TOOLS),
        "temperature": dice.choice((0.2, 0.7, 1.0)) if library else None,
        "max_tokens": dice.choice((1024, 2048, 4096)) if library else None,
        "stream": not library,
    }


def _prompt(dice: Random) -> str:
    parts = [dice.choice(OPENERS), dice.choice(SUBJECTS), dice.choice(TROUBLES)]
    if dice.random() < 0.6:
        parts += ["and", dice.choice(SUBJECTS), dice.choice(TROUBLES) + "."]
    return " ".join([*parts, dice.choice(ASKS)])
