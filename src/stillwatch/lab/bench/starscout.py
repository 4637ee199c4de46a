"""Account ties on real labels: accounts suspected of selling stars, from StarScout.

StarScout (He et al., "Six Million (Suspected) Fake Stars on GitHub", ICSE 2026) publishes
which account starred which repository when, for accounts that it suspects, and two later
lists, of suspected and of randomly sampled accounts. Here an account is an account, a repository
is a conversation that several accounts took part in, and the day of the star is the day of
registration, for the rule behind this list wants both on one day. Linkage alone is asked,
without references: which groups does chance not explain?

**Circular, so agreement is not accuracy.** The labels come from detection, never from a
confession: this list from a rule on the account (empty profile, starred on the day it was
made), the later lists from the same rule or from lockstep (CopyCatch, on shared stars), which
is much what linkage looks for. The list also holds no honest account with its stars. So recall
is agreement with another detector, precision rests on the few accounts that a later list
names as well, and what linkage finds where nothing is to be found is asked of the same stars
dealt anew. Names are hashed as they are read: nobody is shamed.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from stillwatch.ingest.mapping import Mapping
from stillwatch.ingest.run import IngestOptions, ingest
from stillwatch.lab.bench.intervals import Estimate, exact
from stillwatch.lab.calibrate.worlds import NOBODY
from stillwatch.model.errors import InputError
from stillwatch.pipeline import judge_groups, open_window
from stillwatch.settings import IngestSettings, Settings
from stillwatch.store.duckdb_engine import DuckEngine
from stillwatch.store.lake import Lake

STARS: Final = "dagster_fake_stars_obvious_users.csv"
SUSPECTED: Final = "250101_fake_actor_events.csv"
SAMPLED: Final = "250101_sample_actor_events.csv"

MAPPING: Final = Mapping(
    source="table",
    fields={"ts": "at", "account_id": "account", "session_id": "repository", "signup_ts": "day"},
    # A registration batch is a day, a mail domain and a plan; here only the day is known.
    constants={"model": "star", "output_tokens": 0, "email_domain": "unknown"},
    derive=("request_id",),
)
CAVEAT: Final = (
    "The labels are themselves the output of detectors, in part of lockstep detection: recall is "
    "agreement with them, not accuracy. All accounts with stars are suspected ones, so precision "
    "rests on the few that a later list of suspected or sampled accounts names as well."
)
RESAMPLES: Final = 2_000
SEED: Final = 1


@dataclass(frozen=True, slots=True)
class Linked:
    """What linkage made of one deal of the stars."""

    groups: int
    accounts: int
    """Those in the groups."""

    @classmethod
    def of(cls, groups: Sequence[Sequence[str]]) -> Linked:
        """Count groups, which share no account."""
        return cls(len(groups), sum(map(len, groups)))


@dataclass(frozen=True, slots=True)
class StarScoutFigures:
    """Agreement of linkage with StarScout's labels; see `caveat` before quoting any of it."""

    stars: int
    accounts: int
    repositories: int
    found: Linked
    largest: int
    """Accounts of the largest group."""
    recall: Estimate
    """Share of the suspected accounts that are in a group. Bounds by bootstrap over groups."""
    precision: Estimate
    """Share of suspected ones among the accounts in groups that a later list names (`among`);
    NaN where it names none. Bounds by bootstrap over groups."""
    suspected_anyway: Estimate
    """The same over all accounts, in groups or not: what picking at random would give."""
    dealt_anew: Linked
    """Repositories dealt anew to the stars: every group is a false one."""
    dealt_by_month: Linked
    """Dealt anew within each month, which breaks days and leaves what was popular then."""
    caveat: str


def evaluate(folder: Path) -> StarScoutFigures:
    """Link StarScout's accounts by their stars and hold the groups against the labels.

    `folder` holds the three CSV files as published. Raises InputError where one is missing or
    has other columns.
    """
    stars = _stars(folder / STARS)
    suspected, sampled = _accounts(folder / SUSPECTED), _accounts(folder / SAMPLED)
    # Eight accounts stand in both lists; they tell nothing.
    later = dict.fromkeys(suspected - sampled, True) | dict.fromkeys(sampled - suspected, False)
    chance = np.random.default_rng(SEED)
    groups = _link(stars)
    all_accounts = stars.column("account").unique().to_pylist()
    sizes = np.array([len(group) for group in groups], dtype=np.int64)
    known = [[later[account] for account in group if account in later] for group in groups]
    told = [later[account] for account in all_accounts if account in later]
    return StarScoutFigures(
        stars=stars.num_rows,
        accounts=len(all_accounts),
        repositories=pc.count_distinct(stars.column("repository")).as_py(),
        found=Linked.of(groups),
        largest=int(sizes.max(initial=0)),
        recall=_by_group(sizes, np.full(len(sizes), len(all_accounts) / max(1, len(sizes)))),
        precision=_by_group(np.array([*map(sum, known)]), np.array([*map(len, known)])),
        suspected_anyway=exact(sum(told), len(told)),
        dealt_anew=Linked.of(_link(_dealt(stars, np.zeros(stars.num_rows), chance))),
        dealt_by_month=Linked.of(_link(_dealt(stars, _month(stars), chance))),
        caveat=CAVEAT,
    )


def _stars(file: Path) -> pa.Table:
    """Return a row per star: hashed account and repository, the time, and its day."""
    read = _read(file, {"name": pa.string(), "github": pa.string(), "starred_at": pa.string()})
    at = pc.strptime(read.column("starred_at"), "%Y-%m-%dT%H:%M:%SZ", "us")
    return pa.table(
        {
            "account": _hashed(read.column("name")),
            "repository": _hashed(read.column("github")),
            "at": at,
            "day": pc.floor_temporal(at, unit="day"),
        }
    )


def _accounts(file: Path) -> set[str]:
    return set(_hashed(_read(file, {"actor": pa.string()}).column("actor")).to_pylist())


def _read(file: Path, columns: dict[str, pa.DataType]) -> pa.Table:
    options = pyarrow.csv.ConvertOptions(
        include_columns=list(columns), column_types=columns, strings_can_be_null=False
    )
    try:
        return pyarrow.csv.read_csv(file, convert_options=options)
    except (OSError, KeyError, pa.ArrowException) as fault:
        raise InputError(
            f"cannot be read as StarScout's list: {' '.join(str(fault).split())}",
            where=str(file),
            remedy="fetch the file as published by StarScout, unchanged",
        ) from fault


def _hashed(names: pa.ChunkedArray) -> pa.Array:
    return pa.array(
        [hashlib.blake2b(n.encode(), digest_size=12).hexdigest() for n in names.to_pylist()]
    )


def _link(stars: pa.Table) -> list[list[str]]:
    """Take the stars in as a provider's log and return the groups beyond chance."""
    with tempfile.TemporaryDirectory(prefix="starscout-") as name:
        folder = Path(name)
        pq.write_table(stars, folder / "stars.parquet")
        lake = Lake.create_or_open(folder / "lake")
        options = IngestOptions(mapping=MAPPING, settings=IngestSettings(keep_text="never"))
        ingest([folder / "stars.parquet"], lake, options)
        with DuckEngine(folder / "work", memory_gib=2.0, threads=0) as engine:
            open_window(engine, lake, lake.version(), None, None)
            judged = judge_groups(engine, Settings(), NOBODY).judged
            entities = engine.read("SELECT entity_no, account_id FROM account").to_pydict()
    account = dict(zip(entities["entity_no"], entities["account_id"], strict=True))
    return [[account[int(entity)] for entity in group.members] for group in judged]


def _dealt(stars: pa.Table, within: NDArray[np.generic], chance: np.random.Generator) -> pa.Table:
    """Deal the repositories anew among the stars that share a value of `within`.

    Accounts keep their number of stars and their days, repositories their popularity.
    """
    dealt = np.lexsort((chance.random(len(within)), within))
    order = np.argsort(within, kind="stable")
    taken = np.empty(len(within), dtype=np.int64)
    taken[order] = dealt
    return stars.set_column(1, "repository", stars.column("repository").take(pa.array(taken)))


def _month(stars: pa.Table) -> NDArray[np.generic]:
    at = stars.column("at")
    month: NDArray[np.generic] = pc.add(pc.multiply(pc.year(at), 12), pc.month(at)).to_numpy()
    return month


def _by_group(parts: NDArray[np.int64], wholes: NDArray[np.float64]) -> Estimate:
    """Return sum(parts) / sum(wholes), with bounds when the groups are drawn anew."""
    parts, wholes = parts[wholes > 0], wholes[wholes > 0]
    if not len(parts):
        return exact(0, 0)
    drawn = np.random.default_rng(SEED).integers(len(parts), size=(RESAMPLES, len(parts)))
    shares = parts[drawn].sum(axis=1) / wholes[drawn].sum(axis=1)
    low, high = np.quantile(shares, (0.025, 0.975)).clip(max=1.0)
    among = round(float(wholes.sum()))
    return Estimate(float(parts.sum() / wholes.sum()), float(low), float(high), among)
