"""Everyday people: expected volume, sessions with threads, own products, everybody seen."""

from __future__ import annotations

import numpy as np

from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.customers.people import Everyday, adopt_release
from stillwatch.lab.simulate.settings import CustomerSpec
from tests.lab.simulate.worlds import act, enrolled


def everyday(accounts: int = 500, exchanges: int = 6_000) -> Everyday:
    return Everyday(CustomerSpec(group="everyday", accounts=accounts, exchanges=exchanges))


def test_the_group_sends_about_what_was_asked_and_hardly_anyone_is_silent() -> None:
    group = everyday()
    enrolled(group, days=7)
    rows = act(group, days=7)
    assert 4_500 < len(rows) < 7_500
    assert len(set(rows["account"].tolist())) > 450


def test_activity_is_heavy_tailed_and_weekends_are_quiet() -> None:
    group = everyday(exchanges=20_000)
    enrolled(group, days=7)
    rows = act(group, days=7)
    counts = np.sort(np.bincount(rows["account"]))
    assert counts[-25:].sum() > 0.3 * counts.sum()
    weekday = (rows["ts"] // 86_400_000_000 + 3) % 7
    assert (weekday >= 5).mean() < 0.26


def test_sessions_keep_account_and_kind_of_text_and_threads_count_up() -> None:
    group = everyday()
    place = enrolled(group)
    rows = act(group)
    rows = rows[np.lexsort((rows["ts"], rows["session"]))]
    same = np.diff(rows["session"]) == 0
    for name in ("account", "source", "thread"):
        assert (np.diff(rows[name])[same] == 0).all()
    assert (np.diff(rows["step"])[same] >= 1).all()
    threaded = {place.sources.sources[s].role for s in set(rows["source"][rows["thread"] != 0])}
    assert threaded == {Role.CONVERSATION, Role.CODE_HELP}


def test_builders_have_one_product_each() -> None:
    group = everyday()
    place = enrolled(group)
    rows = act(group)
    roles = np.array([source.role is Role.SERVICE for source in place.sources.sources])
    served = rows[roles[rows["source"]]]
    products = {int(a): set(served["source"][served["account"] == a]) for a in served["account"]}
    assert all(len(sources) == 1 for sources in products.values())
    assert len(set().union(*products.values())) > 10


def test_two_in_five_move_to_a_release_and_not_at_once() -> None:
    group = everyday()
    place = enrolled(group)
    adopt_release(group.block, place, np.random.default_rng(3))
    waits = (group.block["adopts"] - place.release) / 86_400e6
    moves = waits < 1_000
    assert 0.33 < moves.mean() < 0.47
    assert np.median(waits[moves]) > 3
