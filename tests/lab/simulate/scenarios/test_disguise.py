"""What accounts pass for: customers who are there, field by field and together."""

from __future__ import annotations

from collections import Counter

import numpy as np

from stillwatch.lab.simulate.scenarios.disguise import pass_for_customers
from tests.lab.simulate.worlds import setting

LOOKS = ("persona", "plan", "client", "metadata", "max_tokens", "keeps_session", "mail")


def test_an_account_looks_as_one_customer_does() -> None:
    place = setting()
    honest = place.accounts(200, np.random.default_rng(1))
    place.customers.append(honest)
    block = place.accounts(1_000, np.random.default_rng(2))
    pass_for_customers(block, place, np.random.default_rng(3))
    looks = [Counter(zip(*(b[n].tolist() for n in LOOKS), strict=True)) for b in (honest, block)]
    assert set(looks[1]) <= set(looks[0])
    most, count = looks[0].most_common(1)[0]
    assert abs(looks[1][most] / 1_000 - count / 200) < 0.05
    for name in ("card", "device", "mail_org"):
        own = block[name][block[name] != 0]
        assert abs(len(own) / 1_000 - (honest[name] != 0).mean()) < 0.06
        assert len(set(own.tolist())) == len(own), "what is shared comes later"
        assert not set(own.tolist()) & set(honest[name].tolist())


def test_without_customers_personas_decide() -> None:
    place = setting()
    block = place.accounts(500, np.random.default_rng(2))
    pass_for_customers(block, place, np.random.default_rng(3))
    assert set(block["persona"].tolist()) == {0, 1, 2, 3}
    assert ((block["card"] == 0) == (block["plan"] == 0)).all()
