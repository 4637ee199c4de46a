"""What a campaign's accounts pass for: each looks as some honest customer does.

An attacker sets his client, plan, mail and parameters as he likes, and the best he can do is to
copy a customer. Copied together they go together, so that neither a field nor a pair of them
tells (the benchmark's giveaway table holds this).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from stillwatch.lab.simulate.accounts import Block, set_personas
from stillwatch.lab.simulate.group import Setting
from stillwatch.lab.simulate.identifiers import draw_keys
from stillwatch.lab.simulate.vocabulary import PERSONAS, PLAN_ACTIVITY

_PERSONAS: Final = (0.3, 0.3, 0.33, 0.07)
"""Personas where a world has no customers: as among all honest accounts of the presets."""
_ELSEWHERE: Final = 0.35
"""How much less than others a customer roams whose home and second place are one."""
_COPIED: Final = (
    "persona", "plan", "client", "metadata", "temperature", "max_tokens", "keeps_session",
    "api_keys", "roaming", "mail", "model",
)  # fmt: skip
_KEYS: Final = ("card", "device", "mail_org")
"""Things of one's own that the customer has or has not."""


def pass_for_customers(block: Block, setting: Setting, rng: np.random.Generator) -> None:
    """Give each account of a campaign the looks of an honest one drawn at random.

    Ordinary use (the camouflage) is spread over the accounts as over people of their plans.
    """
    if setting.customers:
        honest = np.concatenate(setting.customers)
        models = rng.choice(honest, len(block))
        for name in _COPIED:
            block[name] = models[name]
        for name in _KEYS:
            block[name] = np.where(models[name] != 0, draw_keys(len(block), rng), 0)
        one_place = models["roster"][:, 0] == models["roster"][:, 1]
        block["roaming"] *= np.where(one_place, _ELSEWHERE, 1.0)
    else:
        block["persona"] = rng.choice(len(PERSONAS), len(block), p=_PERSONAS)
        set_personas(block, rng)
    block["activity"] *= np.array(PLAN_ACTIVITY)[block["plan"]]
