"""Accounts: drawn for everybody from the same distributions; groups then add relations.

A block of accounts is a numpy record array (ACCOUNT). Everything a world remembers between
days is these records, so memory grows with accounts and not with exchanges.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stillwatch.lab.simulate import infrastructure as net
from stillwatch.lab.simulate import vocabulary as words
from stillwatch.lab.simulate.identifiers import draw_keys
from stillwatch.lab.simulate.infrastructure import Addresses, Indices, clusters
from stillwatch.lab.simulate.settings import Reuse

Block = npt.NDArray[Any]
"""A record array of ACCOUNT."""

DAY_US: Final = 86_400_000_000
HOUR_US: Final = 3_600_000_000
NEVER: Final = np.iinfo(np.int64).max
ROSTER: Final = 3

ACCOUNT: Final = np.dtype(
    [
        ("key", "i8"), ("org", "i8"), ("api_key", "i8"), ("api_keys", "i2"), ("card", "i8"),
        ("device", "i8"), ("mail_org", "i8"), ("mail", "i1"), ("persona", "i1"), ("plan", "i1"),
        ("client", "i1"), ("country", "i2"), ("roster", "i4", (ROSTER,)), ("roaming", "f4"),
        ("signup", "i8"), ("signup_address", "i4"), ("start", "i8"), ("end", "i8"),
        ("activity", "f8"), ("model", "i1"), ("adopts", "i8"), ("metadata", "i1"),
        ("temperature", "f4"), ("max_tokens", "i4"), ("keeps_session", "?"),
    ]
)  # fmt: skip

ACTIVITY_SIGMA: Final = 1.83
"""Spread of log request rate over clients: 73 clients of the reasoning model in ServeGen
(alibaba/ServeGen at f891d118, Apache-2.0), standard deviation of log mean rate 1.828."""
EXCHANGES_PER_DAY: Final = 3.3
"""Of an honest account, on average over heavy and idle ones (an assumption)."""
_ACTIVITY_CEILING: Final = 60.0
"""No ordinary account sends more than this many times the median: a plan has limits."""
_RECENT: Final = 0.3
"""Share of customers who signed up within 30 days before the world or during it."""


def draw_accounts(
    count: int, start_us: int, days: int, addresses: Addresses, rng: np.random.Generator
) -> Block:
    """Draw `count` ordinary accounts for a world of `days` that begins at `start_us`.

    Also the raw material of look-alikes and campaigns, whose fields must not differ.
    """
    block = np.zeros(count, ACCOUNT)
    block["key"] = draw_keys(count, rng)
    block["api_key"] = draw_keys(count, rng)
    block["api_keys"] = np.minimum(rng.geometric(0.75, count), 4)
    block["country"] = rng.choice(len(words.COUNTRIES), count, p=net.SHARES)
    block["persona"] = rng.choice(len(words.PERSONAS), count, p=words.PERSONA_SHARES)
    block["mail"] = rng.choice(len(words.FREE_MAIL), count, p=words.FREE_MAIL_SHARES)
    own_domain = rng.random(count) < np.where(block["persona"] == 2, 0.45, 0.08)
    block["mail_org"] = np.where(own_domain, draw_keys(count, rng), 0)
    block["device"] = np.where(rng.random(count) < 0.93, draw_keys(count, rng), 0)
    block["card"] = draw_keys(count, rng)
    block["activity"] = np.minimum(rng.lognormal(0.0, ACTIVITY_SIGMA, count), _ACTIVITY_CEILING)
    set_personas(block, rng)
    _set_addresses(block, addresses, rng)
    _set_signup(block, start_us, days, rng)
    _set_models(block, rng)
    return block


def set_personas(block: Block, rng: np.random.Generator) -> None:
    """Draw again what hangs on `persona`: plan, client build, and how requests are set up."""
    count = len(block)
    block["plan"] = _draw_rows(words.PLANS_OF_PERSONA, block["persona"], rng)
    block["client"] = _draw_rows(words.CLIENTS_OF_PERSONA, block["persona"], rng)
    block["card"] = np.where(block["plan"] == 0, 0, np.where(
        block["card"] == 0, draw_keys(count, rng), block["card"]))  # fmt: skip
    web = on_web(block)
    block["metadata"] = np.where(
        ~web & (rng.random(count) < 0.2), rng.integers(0, len(words.METADATA), count), -1
    )
    sets_temperature = ~web & (rng.random(count) < 0.4)
    block["temperature"] = np.where(sets_temperature, rng.choice(words.TEMPERATURES, count), np.nan)
    sets_limit = ~web & (rng.random(count) < 0.5)
    block["max_tokens"] = np.where(sets_limit, rng.choice(words.OUTPUT_LIMITS, count), 0)
    block["keeps_session"] = web | (rng.random(count) < 0.45)


def on_web(block: Block) -> npt.NDArray[np.bool_]:
    """Return which accounts work in a browser rather than through the interface for programs."""
    surfaces = np.array([client.surface == "web" for client in words.CLIENTS])
    result: npt.NDArray[np.bool_] = surfaces[block["client"]]
    return result


def _draw_rows(
    table: tuple[tuple[float, ...], ...], rows: npt.NDArray[Any], rng: np.random.Generator
) -> npt.NDArray[np.int8]:
    """Draw a column of `table` for each entry of `rows`, by that row's weights."""
    weights = np.array(table)
    bounds = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)[rows]
    drawn: npt.NDArray[np.int8] = (rng.random(len(rows))[:, None] > bounds[:, :-1]).sum(
        axis=1, dtype=np.int8
    )
    return drawn


def _set_addresses(block: Block, addresses: Addresses, rng: np.random.Generator) -> None:
    """Give each account a home, a second place and a third: households share the first,
    offices and carrier gateways the second, some use a VPN exit of any country."""
    count, country = len(block), block["country"].astype(np.int32)
    home = addresses.draw(net.HOME, country, rng)
    shares_home = rng.random(count) < 0.12
    leaders = clusters(count, 2, rng)
    same = shares_home & (country[leaders] == country)
    block["roster"][:, 0] = np.where(same, home[leaders], home)
    mobile, office = (addresses.draw(kind, country, rng) for kind in (net.MOBILE, net.OFFICE))
    block["roster"][:, 1] = np.where(rng.random(count) < 0.6, mobile, office)
    abroad = rng.choice(len(words.COUNTRIES), count, p=net.SHARES).astype(np.int32)
    exits = addresses.draw(net.EXIT, abroad, rng)
    block["roster"][:, 2] = np.where(rng.random(count) < 0.3, exits, mobile)
    mostly_exit = rng.random(count) < 0.06
    block["roster"][mostly_exit, 0] = exits[mostly_exit]
    block["roaming"] = rng.beta(1.2, 5.0, count)
    block["signup_address"] = block["roster"][:, 0]
    card_leader = clusters(count, 2, rng)
    shares_card = (rng.random(count) < 0.02) & (block["card"] != 0)
    shares_card &= block["card"][card_leader] != 0
    block["card"] = np.where(shares_card, block["card"][card_leader], block["card"])


def _set_signup(block: Block, start_us: int, days: int, rng: np.random.Generator) -> None:
    """Spread sign-ups over two years and the world itself, at waking hours of the country."""
    count = len(block)
    recent = rng.random(count) < _RECENT
    age = np.where(recent, rng.uniform(-0.9 * days, 30, count), rng.uniform(30, 730, count))
    block["signup"] = waking_moment(start_us - np.floor(age).astype(np.int64) * DAY_US, block, rng)
    settle = (rng.lognormal(-1.0, 1.2, count) * HOUR_US).astype(np.int64)
    block["start"] = block["signup"] + settle
    leaves = rng.random(count) < 0.04
    last = start_us + (rng.uniform(0.1, 1.0, count) * days * DAY_US).astype(np.int64)
    block["end"] = np.where(leaves, np.maximum(last, block["start"] + DAY_US), NEVER)


def waking_moment(
    midnight: npt.NDArray[np.int64], block: Block, rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Return a moment of the day that begins at `midnight` (UTC), afternoon-heavy local time."""
    local = rng.normal(14.5, 4.2, len(block)) - net.UTC_OFFSETS[block["country"]]
    moment: npt.NDArray[np.int64] = midnight + ((local % 24.0) * HOUR_US).astype(np.int64)
    return moment


def _set_models(block: Block, rng: np.random.Generator) -> None:
    """Give each account the model it mostly uses; when it moves to a release comes later."""
    shares = np.array([model.share for model in words.MODELS])
    block["model"] = rng.choice(len(words.MODELS), len(block), p=shares)
    block["adopts"] = NEVER


def share_infrastructure(
    block: Block, reuse: Reuse, fresh: npt.NDArray[np.bool_], rng: np.random.Generator
) -> None:
    """Let accounts share cards, devices and addresses; `fresh` ones the half hour of sign-up."""
    count = len(block)
    for name, per in (("card", reuse.per_card), ("device", reuse.per_device)):
        # Only accounts that have one share one: nulls stay as frequent as among customers.
        owners = np.flatnonzero(block[name])
        block[name][owners] = block[name][owners][clusters(len(owners), per, rng)]
    leaders = clusters(count, reuse.per_address, rng)
    # Whoever shares a home is in its country, and an account stays in one from place to place.
    block["country"] = block["country"][leaders]
    block["roster"] = block["roster"][leaders]
    for place in range(1, ROSTER):
        order = np.lexsort((rng.random(count), block["country"]))
        block["roster"][np.argsort(block["country"], kind="stable"), place] = block["roster"][
            order, place
        ]
    block["signup_address"] = block["roster"][:, 0]
    new = np.flatnonzero(fresh)
    leaders = clusters(len(new), reuse.per_batch, rng)
    jitter = rng.normal(0, 8 * 60e6, len(new)) * (leaders != np.arange(len(new)))
    block["signup"][new] = block["signup"][new][leaders] + jitter.astype(np.int64)


def use_pool(block: Block, pool: Indices, rng: np.random.Generator) -> None:
    """Send all of the block's requests through the addresses of a proxy pool."""
    block["roster"] = rng.choice(pool, (len(block), ROSTER))
    block["roaming"] = rng.beta(4.0, 3.0, len(block))


def declare_organisation(block: Block, rng: np.random.Generator, *, declared: bool = True) -> None:
    """Make the block one organisation: card, mail domain and office; `org_id` if declared."""
    org = int(draw_keys(1, rng)[0])
    block["org"] = org if declared else 0
    block["card"] = int(draw_keys(1, rng)[0])
    block["mail_org"] = int(draw_keys(1, rng)[0])
    block["country"] = block["country"][0]
    block["roster"][:, :2] = block["roster"][0, 1]
    block["signup_address"] = block["roster"][0, 1]
    block["plan"] = np.maximum(block["plan"], 2)


def pose_as_organisations(block: Block, per: int, rng: np.random.Generator) -> None:
    """Group the block into organisations of about `per` with an `org_id` and a mail domain.

    Cards, devices and addresses stay what they are: whoever poses need not be in one place.
    """
    bounds = np.cumsum(rng.integers(max(1, per * 3 // 5), per * 8 // 5 + 1, len(block)))
    number = np.searchsorted(bounds, np.arange(len(block)), side="right")
    for name in ("org", "mail_org"):
        block[name] = draw_keys(len(block), rng)[number]
    block["plan"] = np.maximum(block["plan"], 2)
    block["card"] = np.where(block["card"] == 0, draw_keys(len(block), rng), block["card"])


def change_hands(block: Block, addresses: Addresses, rng: np.random.Generator) -> None:
    """Give sold accounts what their buyer uses: device, card, key and addresses.

    What is bound to an account (id, sign-up, mail, plan, organisation) stays.
    """
    signup_address = block["signup_address"].copy()
    for name in ("device", "card"):
        block[name] = np.where(block[name] == 0, 0, draw_keys(len(block), rng))
    block["api_key"] = draw_keys(len(block), rng)
    _set_addresses(block, addresses, rng)
    block["signup_address"] = signup_address
