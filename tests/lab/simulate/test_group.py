"""Groups: what they find when they arrive."""

from __future__ import annotations

import numpy as np

from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.group import ROLES_OF_PERSONA
from stillwatch.lab.simulate.vocabulary import PERSONAS
from tests.lab.simulate.worlds import setting


def test_a_setting_draws_accounts_and_numbers_their_addresses() -> None:
    place = setting()
    one, two = (place.accounts(30, np.random.default_rng(n)) for n in (1, 2))
    assert not set(one["key"].tolist()) & set(two["key"].tolist())
    assert one["roster"].max() < two["roster"].min()


def test_honest_people_also_grade_and_generate() -> None:
    assert set(ROLES_OF_PERSONA) == set(PERSONAS)
    asked = {role for roles in ROLES_OF_PERSONA.values() for role in roles}
    assert {Role.RUBRIC, Role.TASK, Role.RESEARCH} <= asked
