"""The register: constant columns of accounts."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from stillwatch.lab.simulate.accounts import draw_accounts
from stillwatch.lab.simulate.infrastructure import Addresses
from stillwatch.lab.simulate.register import register
from tests.lab.simulate.worlds import START


def test_columns_are_picked_by_account_and_nulls_stay_null() -> None:
    addresses = Addresses()
    block = draw_accounts(200, START, 7, addresses, np.random.default_rng(1))
    people = register(block, addresses)
    picked = people.pick("payment_id", pa.array([3, 3, 5], pa.int32())).to_pylist()
    assert picked[0] == picked[1]
    cards = people.columns["payment_id"].to_pylist()
    assert [card is None for card in cards] == (block["card"] == 0).tolist()
    domains = people.columns["email_domain"].to_pylist()
    assert all(domain.endswith(".example") for domain in domains)
    assert len(set(people.columns["account_id"].to_pylist())) == 200
    assert len(people.address["client_ip"]) > block["roster"].max()
