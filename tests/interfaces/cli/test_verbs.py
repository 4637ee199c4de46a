"""The table of verbs tells the truth about the functions it names."""

from __future__ import annotations

import inspect
from importlib import import_module

import pytest

from stillwatch.interfaces.cli.verbs import VERBS, Verb, load


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_summary_is_the_first_line_of_the_help(verb: Verb) -> None:
    command = load(verb)
    assert command.help is not None
    assert inspect.cleandoc(command.help).splitlines()[0] == verb.summary


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_every_argument_and_option_says_what_it_is_for(verb: Verb) -> None:
    command = load(verb)
    silent = [param.name for param in command.params if not getattr(param, "help", None)]
    assert silent == []


def test_names_are_unique() -> None:
    names = [verb.name for verb in VERBS]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_a_verb_lies_in_a_file_of_the_command_line(verb: Verb) -> None:
    module, _, attribute = verb.target.partition(":")
    assert module.startswith("stillwatch.interfaces.cli.")
    assert hasattr(import_module(module), attribute)
