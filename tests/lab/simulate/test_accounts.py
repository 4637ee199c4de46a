"""Accounts: everybody's fields, and what organisations and campaigns share."""

from __future__ import annotations

import numpy as np

from stillwatch.lab.simulate import accounts as acc
from stillwatch.lab.simulate.infrastructure import Addresses, clusters
from stillwatch.lab.simulate.settings import Reuse
from tests.lab.simulate.worlds import START


def drawn(count: int = 4_000, seed: int = 1) -> acc.Block:
    rng = np.random.default_rng(seed)
    return acc.draw_accounts(count, START, 14, Addresses(), rng)


def test_free_accounts_have_no_card_and_paying_ones_do() -> None:
    block = drawn()
    assert ((block["card"] == 0) == (block["plan"] == 0)).all()
    assert 0.2 < (block["plan"] == 0).mean() < 0.5


def test_sign_ups_span_two_years_with_a_steady_stream_of_new_ones() -> None:
    age = (START - drawn()["signup"]) / acc.DAY_US
    assert age.max() > 650
    assert 0.2 < (age < 30).mean() < 0.4
    assert (age < 0).mean() > 0.05


def test_some_households_share_an_address_and_a_few_people_a_card() -> None:
    block = drawn()
    home = 1 - len(set(block["roster"][:, 0].tolist())) / len(block)
    cards = block["card"][block["card"] != 0]
    assert 0.001 < home < 0.2
    assert 0.001 < 1 - len(set(cards.tolist())) / len(cards) < 0.05


def test_sharing_keeps_nulls_as_frequent_as_before() -> None:
    block = drawn()
    before = [(block[name] == 0).mean() for name in ("card", "device")]
    fresh = np.ones(len(block), bool)
    acc.share_infrastructure(block, Reuse(), fresh, np.random.default_rng(2))
    assert [(block[name] == 0).mean() for name in ("card", "device")] == before
    assert len(set(block["roster"][:, 0].tolist())) < len(block) / 4
    batches = np.diff(np.sort(block["signup"])) > acc.HOUR_US
    assert batches.sum() < len(block) / 15


def test_pools_and_organisations() -> None:
    block = drawn(200)
    acc.use_pool(block, np.array([7, 8, 9], np.int32), np.random.default_rng(2))
    assert set(block["roster"].ravel().tolist()) == {7, 8, 9}
    for declared in (True, False):
        acc.declare_organisation(block, np.random.default_rng(3), declared=declared)
        assert block["org"].all() == declared
    assert len(set(block["card"].tolist())) == 1


def test_personas_decide_the_client() -> None:
    block = drawn(500)
    block["persona"] = 0
    acc.set_personas(block, np.random.default_rng(4))
    assert acc.on_web(block).mean() > 0.9
    block["persona"] = 2
    acc.set_personas(block, np.random.default_rng(4))
    assert acc.on_web(block).mean() < 0.25


def test_waking_moments_lie_within_the_day() -> None:
    block = drawn(500)
    moment = acc.waking_moment(np.full(500, START), block, np.random.default_rng(1))
    assert ((moment >= START) & (moment < START + acc.DAY_US)).all()
    assert len(clusters(3, 1, np.random.default_rng(1))) == 3


def test_posed_organisations_share_an_id_and_a_mail_domain_and_no_card() -> None:
    block = drawn(200)
    alone = drawn(200)
    acc.pose_as_organisations(alone, 1, np.random.default_rng(5))
    assert len(set(alone["org"].tolist())) == 200
    acc.pose_as_organisations(block, 5, np.random.default_rng(5))
    assert block["org"].all()
    assert (block["plan"] >= 2).all()
    assert block["card"].all()
    for org in np.unique(block["org"]):
        members = block[block["org"] == org]
        assert 1 <= len(members) <= 8
        assert len(set(members["mail_org"].tolist())) == 1
    assert len(set(block["card"].tolist())) > 190


def test_a_sold_account_keeps_what_is_bound_to_it() -> None:
    rng, addresses = np.random.default_rng(6), Addresses()
    block = acc.draw_accounts(300, START, 14, addresses, rng)
    sold = block.copy()
    acc.change_hands(sold, addresses, rng)
    for name in ("key", "org", "mail", "mail_org", "plan", "signup", "signup_address"):
        assert (sold[name] == block[name]).all(), name
    for name in ("device", "card", "api_key"):
        had = block[name] != 0
        assert (sold[name][had] != block[name][had]).all(), name
        assert not sold[name][~had].any(), name
    assert (sold["roster"] != block["roster"]).all()
