"""The farm: one-off generation prompts of few templates."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from stillwatch.lab.simulate.settings import Technique
from tests.lab.simulate.worlds import campaign, distinct, picked, spec_with, write_world


def test_prompts_are_one_off_and_of_few_templates(tmp_path: Path) -> None:
    farm = campaign(Technique.FARM, templates=5)
    world = write_world(spec_with(farm), tmp_path)
    prompts = [row["prompt"] for row in picked(world.rows, "prompt", is_harvest=True)]
    assert len(set(prompts)) == len(prompts)
    families = Counter(prompt.split(" item ")[0] for prompt in prompts)
    assert {family.split()[0] for family in families} == {"expansion", "task"}
    assert len(families) <= 10
    assert distinct(world.rows, "account_id", is_harvest=True) > 50
