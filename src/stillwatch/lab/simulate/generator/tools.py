"""Tool definitions as JSON, and the agents and tool sets that carry them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

import numpy as np

from stillwatch.lab.simulate.generator.vocabulary import voice

CODING_TOOLS: Final = (
    ("read", "file", ("path", "limit")),
    ("write", "file", ("path", "content")),
    ("edit", "file", ("path", "old_text", "new_text")),
    ("run", "command", ("command", "timeout")),
    ("search", "text", ("pattern", "path")),
    ("list", "folder", ("path",)),
    ("apply", "patch", ("patch",)),
    ("fetch", "page", ("url",)),
    ("ask", "user", ("question",)),
    ("update", "plan", ("steps",)),
)


@dataclass(frozen=True, slots=True)
class ToolSet:
    """What a client sends with every request: a system prompt and tool definitions."""

    system: str | None
    tools: tuple[str, ...]


def definition(name: str, description: str, parameters: dict[str, str], required: int) -> str:
    """Return one tool definition as JSON, in the shape that chat APIs take."""
    properties = {key: {"type": kind} for key, kind in parameters.items()}
    body = {"type": "object", "properties": properties, "required": list(parameters)[:required]}
    return json.dumps({"name": name, "description": description, "parameters": body})


def coding_agent(rng: np.random.Generator) -> ToolSet:
    """Return a coding agent: its own prompt, its own names for much the same tools."""
    grammar = voice("en").grammar
    system = str(grammar.sample("agent_system", 1, rng)[0])
    joint = ("{0}_{1}", "{0}{2}", "{1}_{0}", "{0}", "{0}-{1}")[int(rng.integers(5))]
    size = int(rng.integers(4, len(CODING_TOOLS) + 1))
    tools = []
    for index in np.sort(rng.permutation(len(CODING_TOOLS))[:size]).tolist():
        verb, noun, keys = CODING_TOOLS[index]
        hint = str(grammar.sample("tool_hint", 1, rng)[0])
        name = joint.format(verb, noun, noun.capitalize())
        parameters = dict.fromkeys(keys, "string")
        tools.append(definition(name, f"{verb.capitalize()} {noun} {hint}.", parameters, 1))
    return ToolSet(system, tuple(tools))


def tool_set(rng: np.random.Generator) -> ToolSet:
    """Return one to six mixed tools, as collections of tool-use tasks have them."""
    grammar = voice("en").grammar
    size = int(rng.integers(1, 7))
    verbs, nouns, hints = (
        grammar.sample(symbol, size, rng) for symbol in ("tool_verb", "tool_noun", "tool_hint")
    )
    tools = []
    for verb, noun, hint in zip(verbs, nouns, hints, strict=True):
        count = int(rng.integers(1, 5))
        keys = dict.fromkeys(grammar.sample("tool_param", count, rng).tolist())
        kinds = grammar.sample("tool_type", len(keys), rng).tolist()
        parameters = dict(zip(keys, kinds, strict=True))
        words = f"{verb.capitalize()} {noun.replace('_', ' ')} {hint}."
        tools.append(definition(f"{verb}_{noun}", words, parameters, int(rng.integers(1, 3))))
    system = str(grammar.sample("s_system", 1, rng)[0]) if rng.random() < 0.5 else None
    return ToolSet(system, tuple(tools))
