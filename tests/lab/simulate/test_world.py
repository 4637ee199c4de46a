"""Whole worlds: reproducible, in order, complete, and no field tells who harvests."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from stillwatch.lab.simulate.presets import preset
from stillwatch.lab.simulate.settings import CustomerSpec, Reuse, Technique, WorldSpec
from stillwatch.lab.simulate.world import simulate
from stillwatch.model.errors import SettingsError
from stillwatch.model.exchange import EXCHANGE_SCHEMA, REQUIRED, TEXT_FIELDS
from tests.lab.simulate.fake_content import FakeContent
from tests.lab.simulate.worlds import PEOPLE, Written, campaign, picked, spec_with, write_world


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The demo world at a tenth of its size."""
    return write_world(preset("demo", size=20_000), tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def unlinked(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """As many campaign accounts as honest ones, of which no two share anything."""
    nothing = Reuse(per_card=1, per_device=1, per_address=1, per_batch=1, per_organisation=1)
    drip = campaign(Technique.DRIP, accounts=2_000, exchanges=12_000, reuse=nothing, days=6)
    people = CustomerSpec(group="everyday", accounts=2_000, exchanges=20_000)
    spec = spec_with(drip, customers=(people,), texts=False)
    return write_world(spec, tmp_path_factory.mktemp("unlinked"))


def digests(out: Path) -> dict[str, str]:
    """Digest of every file under `out`."""
    files = sorted(path for path in out.rglob("*") if path.is_file())
    return {str(f.relative_to(out)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


def test_the_same_spec_gives_the_same_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    spec = spec_with(campaign(Technique.TRACE, exchanges=400), days=2)
    made = []
    for name, seed in (("one", 1), ("two", 1), ("three", 2)):
        simulate(spec.model_copy(update={"seed": seed}), FakeContent(), tmp_path / name)
        made.append(digests(tmp_path / name))
    assert made[0] == made[1]
    assert made[0]["logs/2026-05-04.parquet"] != made[2]["logs/2026-05-04.parquet"]


def test_days_hold_their_own_rows_in_order_of_time(demo: Written) -> None:
    files = sorted(demo.summary.logs.glob("*.parquet"))
    assert len(files) == 14
    for path in files:
        times = pq.read_table(path, columns=["ts"])["ts"].to_numpy()
        assert (np.diff(times) >= np.timedelta64(0)).all()
        assert {str(moment)[:10] for moment in (times[0], times[-1])} == {path.stem}


def test_logs_have_the_schema_and_no_null_where_none_may_be(demo: Written) -> None:
    table = pq.read_table(next(iter(sorted(demo.summary.logs.glob("*.parquet")))))
    assert table.schema.equals(EXCHANGE_SCHEMA)
    assert [name for name in REQUIRED if table[name].null_count] == []


def test_truth_and_logs_agree(demo: Written) -> None:
    assert demo.summary.exchanges == demo.rows.num_rows
    assert len(set(demo.rows["request_id"].to_pylist())) == demo.rows.num_rows
    harvested = Counter(r["account_id"] for r in picked(demo.rows, "account_id", is_harvest=True))
    sent = Counter(demo.rows["account_id"].to_pylist())
    for account in demo.accounts.to_pylist():
        assert account["exchanges"] == sent[account["account_id"]]
        assert account["harvest_exchanges"] == harvested[account["account_id"]]
    kinds = {(a["kind"], a["actor"] is None, a["technique"]) for a in demo.accounts.to_pylist()}
    assert kinds == {("honest", True, None), ("campaign", False, "farm"),
                     ("campaign", False, "trace")}  # fmt: skip


def test_nobody_asks_before_signing_up_and_no_id_has_the_truth_in_it(demo: Written) -> None:
    rows = picked(demo.rows, "ts", "signup_ts", "account_id")
    assert all(row["ts"] >= row["signup_ts"] for row in rows)
    assert demo.accounts["account_id"].to_pylist() == sorted(
        demo.accounts["account_id"].to_pylist()
    )


@pytest.mark.parametrize(
    "name",
    ["user_agent", "tls_fingerprint", "surface", "plan", "model", "status", "finish_reason",
     "max_tokens", "temperature", "metadata", "operation", "choice_count", "stream"],
)  # fmt: skip
def test_campaigns_use_no_value_that_honest_customers_do_not(demo: Written, name: str) -> None:
    honest = {row[name] for row in picked(demo.rows, name, kind="honest")}
    theirs = {row[name] for row in picked(demo.rows, name, kind="campaign")}
    assert theirs <= honest


def first_of_each(rows: list[dict[str, Any]], name: str) -> list[Any]:
    """One value per account: the first that is not null, else null."""
    values: dict[str, Any] = {}
    for row in rows:
        if values.get(row["account_id"]) is None:
            values[row["account_id"]] = row[name]
    return list(values.values())


def distance(one: list[Any], other: list[Any]) -> float:
    """Total variation distance of two samples: 0 the same, 1 told apart at a glance."""
    a, b = Counter(one), Counter(other)
    return 0.5 * sum(abs(a[v] / len(one) - b[v] / len(other)) for v in a | b)


LOOKS: dict[str, tuple[str, Callable[[Any], object]]] = {
    "account_id": ("account_id", lambda v: v[5]),
    "account_id length": ("account_id", len),
    "email": ("email_domain", lambda v: "own" if v.startswith("d") else v),
    "country": ("country", lambda v: v),
    "asn": ("asn", lambda v: v % 97 % 6),
    "card is null": ("payment_id", lambda v: v is None),
    "device is null": ("device_id", lambda v: v is None),
    "metadata is null": ("metadata", lambda v: v is None),
    "limit is null": ("max_tokens", lambda v: v is None),
    "temperature is null": ("temperature", lambda v: v is None),
    "organisation is null": ("org_id", lambda v: v is None),
    "end user is null": ("end_user_id", lambda v: v is None),
    "sign-up hour": ("signup_ts", lambda v: v.hour // 3),
    "sign-up second": ("signup_ts", lambda v: v.second // 10),
}


@pytest.mark.parametrize("look", LOOKS)
def test_no_single_field_of_an_account_tells_campaigns(unlinked: Written, look: str) -> None:
    name, view = LOOKS[look]
    sides = [
        [view(v) for v in first_of_each(picked(unlinked.rows, "account_id", name, kind=kind), name)]
        for kind in ("honest", "campaign")
    ]
    assert min(len(side) for side in sides) > 1_500
    assert distance(*sides) < 0.1


@pytest.mark.parametrize("place", [1, 10, 1_000, 100_000])
def test_no_digit_of_a_time_or_request_id_tells_campaigns(unlinked: Written, place: int) -> None:
    sides = [picked(unlinked.rows, "ts", "request_id", kind=k) for k in ("honest", "campaign")]
    digits = [[row["ts"].microsecond // place % 10 for row in side] for side in sides]
    shapes = [[(len(r["request_id"]), r["request_id"][4]) for r in side] for side in sides]
    assert distance(*digits) < 0.03
    assert distance(*shapes) < 0.03


def test_texts_are_written_only_where_the_world_says_so(tmp_path: Path) -> None:
    base = spec_with(days=1)
    least = {"ts", "request_id", "account_id", "model", "input_tokens", "output_tokens"}
    kept = {}
    for level, texts in (("network", False), ("poor", True), ("poor", False)):
        spec = base.model_copy(update={"metadata": level, "texts": texts})
        table = write_world(spec, tmp_path / f"{level}{texts}").rows
        kept[level, texts] = {n for n in EXCHANGE_SCHEMA.names if table[n].null_count < len(table)}
    assert not kept["network", False] & set(TEXT_FIELDS)
    assert kept["poor", False] == least
    assert kept["poor", True] == least | {"prompt", "response", "turns", "tools"}


def test_without_a_campaign_everybody_else_asks_at_the_same_moments(tmp_path: Path) -> None:
    farm = campaign(Technique.FARM, bought=0.2)
    sides = [
        write_world(spec_with(*campaigns, texts=False, days=2), tmp_path / str(len(campaigns)))
        for campaigns in ((farm,), ())
    ]
    names = ("request_id", "ts", "account_id", "signup_ts", "payment_id", "device_id")
    guilty = {a["account_id"] for a in picked(sides[0].accounts, "account_id", kind="campaign")}
    honest = [
        [row for row in picked(side.rows, *names) if row["account_id"] not in guilty]
        for side in sides
    ]
    assert honest[0] == honest[1]
    assert len(honest[0]) < sides[0].rows.num_rows


def test_progress_adds_up_to_what_was_written(tmp_path: Path) -> None:
    told: list[int] = []
    spec = spec_with(days=2, chunk_rows=100)
    summary = simulate(spec, FakeContent(), tmp_path, advance=told.append)
    assert sum(told) == summary.exchanges
    assert max(told) == 100


def test_wrong_settings_are_refused_with_a_remedy(tmp_path: Path) -> None:
    unknown = WorldSpec(customers=(CustomerSpec(group="martians", accounts=1, exchanges=1),))
    with pytest.raises(SettingsError, match=r"martians.*use one of everyday"):
        simulate(unknown, FakeContent(), tmp_path / "one")
    spec = WorldSpec(customers=(PEOPLE,), days=1)
    simulate(spec, FakeContent(), tmp_path / "two")
    with pytest.raises(SettingsError, match="already holds logs"):
        simulate(spec, FakeContent(), tmp_path / "two")
