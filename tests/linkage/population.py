"""Constructed logs for linkage: who holds which item is all that differs between accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from stillwatch.linkage.chance import fit_chance, put_pair_rates
from stillwatch.linkage.entities import entity_steps
from stillwatch.linkage.holdings import Everything, load_holdings
from stillwatch.linkage.items import item_steps
from stillwatch.linkage.ties import tie_steps
from stillwatch.model.signal import TieSignal
from stillwatch.settings import LinkageSettings
from stillwatch.store.duckdb_engine import DuckEngine

Holdings = tuple[np.ndarray, np.ndarray]
"""Who holds what, pair by pair: numbers of accounts, numbers of items."""


def signal(
    name: str,
    family: str = "content",
    *,
    value_space: int = 0,
    views: int = 1,
    texts: bool = False,
) -> TieSignal:
    """Return a signal whose items are the rows of the exchange that carry its name."""
    return TieSignal(
        name=name,
        title=name,
        axis="coordination",
        family=family,
        rationale="",
        references=(),
        false_positives=(),
        requires=(),
        items_sql=lambda exchange: (
            f"SELECT account_id, item, item::VARCHAR AS label FROM {exchange} "
            f"WHERE signal = '{name}'"
        ),
        noun="an item",
        value_space=value_space,
        views=views,
        row_items=("item",) if texts else (),
    )


def exchange_table(
    held: dict[str, Holdings],
    accounts: int,
    orgs: Sequence[str | None] | None = None,
    mail: Sequence[str | None] | None = None,
) -> pa.Table:
    """Return an `exchange` with one row per holding, and one besides for every account."""
    names = [f"a{number:06d}" for number in range(accounts)]
    parts = [("", np.arange(accounts), np.full(accounts, -1)), *((n, *h) for n, h in held.items())]
    who = np.concatenate([each for _, each, _ in parts])
    count = len(who)
    when = pa.array([datetime(2026, 5, 1, tzinfo=UTC)] * count, pa.timestamp("us", tz="UTC"))
    plans = pa.nulls(count, pa.string())
    org = plans if orgs is None else pa.array(orgs, pa.string()).take(pa.array(who))
    return pa.table(
        {
            "account_id": pa.array(names).take(pa.array(who)),
            "org_id": org,
            "email_domain": plans
            if mail is None
            else pa.array(mail, pa.string()).take(pa.array(who)),
            "plan": plans,
            "model": pa.array(["m"] * count),
            "output_tokens": pa.array(np.full(count, 10)),
            "reasoning_tokens": pa.array(np.zeros(count, np.int64)),
            "ts": when,
            "signup_ts": when,
            "day": pa.array(["2026-05-01"] * count),
            "signal": pa.array(np.repeat([n for n, _, _ in parts], [len(w) for _, w, _ in parts])),
            "item": pa.array(np.concatenate([items for _, _, items in parts]).astype(np.int64)),
        }
    )


@contextmanager
def linked(
    folder: Path,
    held: dict[str, Holdings],
    accounts: int,
    signals: Sequence[TieSignal],
    *,
    orgs: Sequence[str | None] | None = None,
    mail: Sequence[str | None] | None = None,
    settings: LinkageSettings | None = None,
    ties: bool = True,
) -> Iterator[DuckEngine]:
    """Run linkage over constructed holdings, up to the tie graph."""
    chosen = settings or LinkageSettings()
    with DuckEngine(folder, memory_gib=1.0, threads=2) as engine:
        engine.put("exchange", exchange_table(held, accounts, orgs, mail))
        engine.run(entity_steps(chosen.roll_up_limit))
        for each in signals:
            engine.run(item_steps(each))
            put_pair_rates(engine, each, fit_chance(engine, each), chosen)
        if ties:
            entities = engine.read("SELECT count(*) FROM entity").column(0)[0].as_py()
            engine.run(tie_steps(signals, entities, chosen))
        yield engine


def everything(engine: DuckEngine, signals: Sequence[TieSignal]) -> Everything:
    """Return what everybody holds of these signals."""
    return load_holdings(engine, signals, {s.name: fit_chance(engine, s) for s in signals})


def independent(
    rng: np.random.Generator, accounts: int, popularity: np.ndarray, mean: float, spread: float
) -> Holdings:
    """Let accounts draw items independently: log-normal activity, a given popularity of items."""
    activity = rng.lognormal(0.0, spread, accounts)
    draws = rng.poisson(mean * activity / activity.mean())
    who = np.repeat(np.arange(accounts), draws)
    items = rng.choice(len(popularity), len(who), p=popularity / popularity.sum())
    return who, items


POPULARITY: dict[str, Callable[[int], np.ndarray]] = {
    "even": lambda items: np.ones(items),
    "zipf": lambda items: 1.0 / np.arange(1, items + 1),
    "steep": lambda items: np.arange(1.0, items + 1) ** -1.5,
    "lognormal": lambda items: np.random.default_rng(9).lognormal(0, 2.0, items),
}
"""How popular items are, by name of the law."""
