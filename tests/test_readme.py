"""The README's commands exist, take the options it gives them, and its links lead somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from stillwatch.ingest.mapping import load_mapping
from stillwatch.interfaces.cli.app import command
from stillwatch.interfaces.cli.verbs import VERBS, load

BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.S)


def blocks(root: Path, language: str) -> list[str]:
    text = (root / "README.md").read_text(encoding="utf-8")
    found = [body for name, body in BLOCK.findall(text) if name == language]
    assert found, f"the README has no {language} block"
    return found


def test_every_stillwatch_command_parses(root: Path) -> None:
    verbs = {verb.name: verb for verb in VERBS}
    lines = [line for body in blocks(root, "console") for line in body.splitlines()]
    ours = [shlex.split(line, comments=True) for line in lines if line.startswith("stillwatch ")]
    assert len(ours) >= 3
    for words in ours:
        assert words[1] in verbs, words
        verb = load(verbs[words[1]])
        context = verb.make_context(words[1], words[2:], parent=None)
        assert context.params


def test_every_make_target_exists(root: Path) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    lines = [line for body in blocks(root, "console") for line in body.splitlines()]
    targets = [line.split()[1] for line in lines if line.startswith("make ")]
    assert {"demo", "test"} <= set(targets)
    for target in targets:
        assert re.search(rf"^{re.escape(target)}:", makefile, re.M), target


def test_the_mapping_is_one(root: Path, tmp_path: Path) -> None:
    body = blocks(root, "yaml")[0]
    assert yaml.safe_load(body)["source"] == "table"
    file = tmp_path / "mapping.yaml"
    file.write_text(body, encoding="utf-8")
    assert load_mapping(file).fields["account_id"] == "customer_id"


@pytest.mark.parametrize("page", ["README.md", "docs/concepts.md", "docs/decisions.md"])
def test_links_lead_to_files(root: Path, page: str) -> None:
    text = (root / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (root / page).parent.joinpath(target).exists(), f"{page} links to {target}"


def test_help_names_every_verb() -> None:
    assert set(command().commands) == {verb.name for verb in VERBS}
