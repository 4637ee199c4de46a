"""Organisations: each has what makes it look like a campaign, and what clears it."""

from __future__ import annotations

import numpy as np
import pytest

from stillwatch.lab.simulate.accounts import DAY_US
from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.customers import organisations as kinds
from stillwatch.lab.simulate.customers.people import Customers
from stillwatch.lab.simulate.settings import CustomerSpec
from stillwatch.lab.simulate.vocabulary import APP_CLIENT, ROUTER_CLIENT
from tests.lab.simulate.worlds import START, act, enrolled


def settled(kind: type[Customers], accounts: int = 24, exchanges: int = 2_400) -> Customers:
    group = kind(CustomerSpec(group=kind.group, accounts=accounts, exchanges=exchanges))
    enrolled(group)
    return group


@pytest.mark.parametrize(
    "kind",
    [kinds.SaasBackend, kinds.AutoscaledCompany, kinds.CompanyOneAddress, kinds.HonestRouter,
     kinds.SyntheticDataCustomer],
)  # fmt: skip
def test_one_declared_organisation_with_one_card(kind: type[Customers]) -> None:
    block = settled(kind).block
    assert len(set(block["org"].tolist())) == 1
    assert block["org"][0] != 0
    assert len(set(block["card"].tolist())) == 1


def test_a_backend_sends_one_template_for_its_users() -> None:
    rows = act(settled(kinds.SaasBackend))
    assert len(set(rows["source"].tolist())) == 1
    assert len(set(rows["system"].tolist())) == 1
    assert rows["end_user"].all()


def test_an_autoscaled_companys_accounts_come_and_go_at_addresses_of_their_own() -> None:
    block = settled(kinds.AutoscaledCompany).block
    assert (block["start"] > START).sum() > 8
    assert (block["end"] < START + 6 * DAY_US).sum() > 5
    assert len(set(block["roster"][:, 0].tolist())) > 20


def test_an_office_is_one_address_with_many_subjects() -> None:
    group = settled(kinds.CompanyOneAddress)
    assert len(set(group.block["roster"][:, 0].tolist())) == 1
    assert len(set(act(group)["source"].tolist())) >= 4


def test_a_routers_conversations_stay_with_their_account_and_user() -> None:
    group = settled(kinds.HonestRouter)
    rows = act(group)
    assert (group.block["client"] == ROUTER_CLIENT).all()
    threads = rows[rows["thread"] != 0]
    pairs = {(int(t), int(a), int(u)) for t, a, u in threads[["thread", "account", "end_user"]]}
    assert len(pairs) == len(set(threads["thread"].tolist()))


def test_a_data_customer_generates_openly_from_old_accounts() -> None:
    group = settled(kinds.SyntheticDataCustomer)
    place = enrolled(group)
    rows = act(group)
    roles = {place.sources.sources[number].role for number in set(rows["source"].tolist())}
    assert roles == {Role.EXPANSION, Role.TASK}
    assert (group.block["signup"] < START - 150 * DAY_US).all()


def test_nightly_teams_share_a_key_and_grade_the_same_items() -> None:
    group = settled(kinds.NightlyEvaluations)
    place = enrolled(group)
    rows = act(group)
    assert len(set(group.block["api_key"].tolist())) == 6
    used = {place.sources.sources[number].role for number in set(rows["source"].tolist())}
    assert used == {Role.RUBRIC}
    assert (rows["item"] >= 0).all()
    assert len({(int(s), int(i)) for s, i in rows[["source", "item"]]}) <= 6 * 60


def test_new_organisations_are_small_new_and_half_undeclared() -> None:
    group = settled(kinds.NewOrganisations, accounts=400, exchanges=4_000)
    assert isinstance(group, kinds.NewOrganisations)
    sizes = np.bincount(group.company)
    assert set(sizes[:-1].tolist()) <= set(range(3, 9))
    assert (group.block["signup"] > START - 30 * DAY_US).all()
    undeclared = [not group.block["org"][group.company == n].any() for n in range(len(sizes))]
    assert 0.3 < np.mean(undeclared) < 0.7
    cards = [len(set(group.block["card"][group.company == n])) for n in range(len(sizes))]
    assert set(cards) == {1}


def test_an_apps_users_share_a_prompt_and_no_card() -> None:
    group = settled(kinds.PopularApp, accounts=100)
    rows = act(group)
    assert len(set(rows["system"].tolist())) == len(set(rows["source"].tolist())) == 1
    assert (group.block["client"] == APP_CLIENT).all()
    cards = group.block["card"][group.block["card"] != 0]
    assert len(set(cards.tolist())) > 0.9 * len(cards)
