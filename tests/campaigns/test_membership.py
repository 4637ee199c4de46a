"""What an account holds, against what the group holds and what chance would give it."""

from __future__ import annotations

import pyarrow as pa
import pytest
from stillwatch.campaigns.membership import FAMILY_CAP, membership_steps, memberships

from stillwatch.linkage.entities import entity_steps
from stillwatch.linkage.items import item_steps
from stillwatch.model.signal import TieSignal
from stillwatch.signals.catalogue import TIES
from stillwatch.store.duckdb_engine import DuckEngine
from tests.campaigns import made

USED = [signal for signal in TIES if signal.name in ("payment", "device", "address", "template")]


def rated(
    engine: DuckEngine, rows: list[made.Row], members: list[str], signals: list[TieSignal] = USED
) -> dict[str, float]:
    """Return the bits of each rated account, given a campaign of `members`."""
    made.open_log(engine, rows)
    engine.run(entity_steps(0.2))
    for signal in signals:
        engine.run(item_steps(signal))
    names = ", ".join(f"'{name}'" for name in members)
    inside = engine.read(f"SELECT entity_no FROM account WHERE account_id IN ({names})")
    number = pa.array([0] * inside.num_rows, pa.int64())
    engine.put("campaign_member", inside.append_column("campaign_no", number))
    engine.run(membership_steps(signals))
    found = engine.read("SELECT account_id, bits FROM membership JOIN account USING (entity_no)")
    return dict(zip(found.column(0).to_pylist(), found.column(1).to_pylist(), strict=True))


def test_a_member_and_one_like_it_stand_far_above_everybody_else(engine: DuckEngine) -> None:
    bits = rated(engine, made.log(), made.NORTH)
    assert min(bits[name] for name in made.NORTH) > 10
    assert min(bits[name] for name in made.HIDDEN) > 10
    assert not set(bits) & set(made.STRANGERS)


def test_the_pools_addresses_alone_are_one_family_and_no_membership(engine: DuckEngine) -> None:
    """South stands on the same addresses, and lacks all else that the ring shares."""
    bits = rated(engine, made.log(), made.NORTH)
    assert max(bits[name] for name in [*made.SOUTH, *made.POOL]) < FAMILY_CAP
    assert max(bits[name] for name in made.SOUTH) < min(bits[name] for name in made.HIDDEN) - 10


def test_a_reseller_that_holds_everything_is_rated_by_how_much_it_holds(engine: DuckEngine) -> None:
    bits = rated(engine, made.log(), made.NORTH)
    assert bits["busy"] < min(bits[name] for name in made.NORTH) / 2


def test_an_account_does_not_vouch_for_itself(engine: DuckEngine) -> None:
    """A card of two members tells of each by the other one only."""
    rows = [
        {**made.without([row], "template_hash")[0], "payment_id": card, "account_id": name}
        for row in made.strangers()[:1]
        for name, card in [
            ("a", "x"),
            ("b", "x"),
            ("c", "y"),
            *((f"s{n}", f"z{n}") for n in range(60)),
        ]
    ]
    payment = [signal for signal in USED if signal.name == "payment"]
    bits = rated(engine, rows, ["a", "b", "c"], payment)
    # a: one other of two members holds it, nobody outside; 63 holdings, each account one.
    assert bits["a"] == pytest.approx(bits["b"])
    assert 0 < bits["a"] < 6
    assert bits["c"] <= 0
    assert set(bits) == {"a", "b", "c"}


def test_one_family_speaks_once_and_never_alone_for_sure(engine: DuckEngine) -> None:
    bits = rated(engine, made.log(), made.NORTH, [s for s in USED if s.family == "network"])
    assert max(bits.values()) <= FAMILY_CAP


def test_what_an_account_has_no_data_on_does_not_speak_against_it(engine: DuckEngine) -> None:
    def of(field: str, value: str | None) -> float:
        rows = [
            {**row, field: value} if row["account_id"] == "north-x0" else row for row in made.log()
        ]
        return rated(engine, rows, made.NORTH)["north-x0"]

    whole, absent, other = of("model", "tern-2"), of("payment_id", None), of("payment_id", "mine")
    assert other < absent < whole


def test_without_any_signal_nobody_is_rated_but_the_members(engine: DuckEngine) -> None:
    assert rated(engine, made.north(), made.NORTH[:3], []) == dict.fromkeys(made.NORTH[:3], 0.0)


def table(*rows: tuple[int, int, bool, float]) -> pa.Table:
    names = ("campaign_no", "entity_no", "is_member", "bits")
    return pa.table({name: [row[n] for row in rows] for n, name in enumerate(names)})


def test_membership_is_a_probability_that_evidence_moves() -> None:
    found = memberships(
        table((0, 1, True, 0.0), (0, 2, True, 3.0), (0, 3, False, 3.0), (0, 4, False, 1e9)),
        {0: 10},
        1_010,
    )[0]
    assert found[1] == 0.5, "whom the ties brought in starts even"
    assert found[2] == pytest.approx(8 / 9)
    assert found[3] == pytest.approx(0.08 / 1.08), "an outsider starts at ten in a thousand"
    assert found[4] == pytest.approx(1.0)
    assert memberships(table(), {}, 10) == {}


def test_a_campaign_of_everybody_still_gives_a_number() -> None:
    found = memberships(table((0, 1, False, 2.0)), {0: 10}, 10)
    assert 0 < found[0][1] < 1
