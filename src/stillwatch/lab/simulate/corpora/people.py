"""Loaders of corpora that people wrote: questions, talks, and fixed public lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import orjson

from stillwatch.lab.simulate.content import Role, Text
from stillwatch.lab.simulate.corpora.shelf import (
    Shelf,
    capability_of,
    looks_like_code,
    read_json,
    read_lines,
)


def put_person(shelf: Shelf, prompt: str, response: str = "", language: str = "") -> None:
    """Put a single human prompt where it belongs: code help, or a question."""
    role = Role.CODE_HELP if looks_like_code(prompt) else Role.QUESTION
    shelf.put(role, Text(prompt, response, capability_of(prompt), language=language))


def put_talk(shelf: Shelf, messages: Sequence[tuple[str, str]], language: str = "") -> None:
    """Put a talk of (role, content) messages: several user turns, or one question.

    The last user turn is the prompt and what follows it the answer; a system message is kept.
    """
    system = next((said for role, said in messages if role == "system"), None)
    pairs: list[tuple[str, str]] = []
    for role, said in messages:
        if role in ("user", "human", "prompter"):
            pairs.append((said, ""))
        elif role in ("assistant", "gpt", "model") and pairs and not pairs[-1][1]:
            pairs[-1] = (pairs[-1][0], said)
            shelf.put_passage(said)
    if not pairs:
        shelf.skipped += 1
        return
    prompt, response = pairs[-1]
    if len(pairs) == 1:
        put_person(shelf, prompt, response, language)
        return
    capability = capability_of(pairs[0][0])
    before = tuple(pairs[:-1])
    shelf.put(
        Role.CONVERSATION,
        Text(prompt, response, capability, system, turns=before, language=language),
    )
    put_person(shelf, *pairs[0], language)


def _talks(path: Path) -> Shelf:
    shelf = Shelf()
    for record in read_lines(path, shelf):
        put_talk(shelf, [(str(m["role"]), str(m["content"])) for m in record["messages"]])
    return shelf


def arena_conversations(folder: Path) -> Shelf:
    """Load talks of a public arena of chat models."""
    return _joined(_talks(path) for path in sorted(folder.glob("chatbot_arena*.jsonl")))


def open_assistant_talks(folder: Path) -> Shelf:
    """Load talks of the OpenAssistant collection."""
    return _joined(_talks(path) for path in sorted(folder.glob("oasst*.jsonl")))


def open_assistant_prompts(folder: Path) -> Shelf:
    """Load single prompts: one JSON string per line."""
    shelf = Shelf()
    for path in sorted(folder.glob("*.jsonl")):
        for record in read_lines(path, shelf):
            put_person(shelf, str(record))
    return shelf


def instruction_wild(folder: Path) -> Shelf:
    """Load instructions that users shared."""
    shelf = Shelf()
    for path in sorted(folder.glob("*.jsonl")):
        for record in read_lines(path, shelf):
            put_person(shelf, str(record["instruction"]))
    return shelf


def dolly(folder: Path) -> Shelf:
    """Load instructions that employees wrote by hand: well-formed, yet honest.

    Their open questions also serve as coursework, their contexts as documents.
    """
    shelf = Shelf()
    for record in read_json(folder / "dolly_3k.json"):
        prompt, given = str(record["instruction"]), str(record["input"])
        put_person(shelf, f"{prompt}\n\n{given}" if given else prompt, str(record["output"]))
        shelf.put_passage(given)
        shelf.put_passage(str(record["output"]))
        if record["category"] in ("open_qa", "general_qa"):
            shelf.put(Role.COURSEWORK, Text(prompt, str(record["output"]), "knowledge"))
    return shelf


def arena_hard(folder: Path) -> Shelf:
    """Load hard prompts of people, which are a public benchmark as well.

    They serve as BENCHMARK only in version 0.1; the coding part of 2.0 is code help.
    """
    shelf = Shelf()
    for path in sorted(folder.glob("*.jsonl")):
        for record in read_lines(path, shelf):
            prompt = str(record["prompt"])
            if record["category"] == "arena-hard-v0.1":
                shelf.put_suite("arena_hard", [Text(prompt, "", capability_of(prompt))])
            elif record.get("subcategory") == "coding":
                shelf.put(Role.CODE_HELP, Text(prompt, "", "code"))
            else:
                put_person(shelf, prompt)
    return shelf


def fastchat_benches(folder: Path) -> Shelf:
    """Load two fixed lists; the second turn of an item is put after an empty answer."""
    shelf = Shelf()
    for path in sorted(folder.glob("*_question.jsonl")):
        name = path.name.removesuffix("_question.jsonl")
        for record in read_lines(path, shelf):
            turns = [str(turn) for turn in record["turns"]]
            capability = {"coding": "code", "math": "math", "writing": "writing"}.get(
                str(record["category"]), "other"
            )
            before = tuple((turn, "") for turn in turns[:-1])
            shelf.put_suite(name, [Text(turns[-1], "", capability, turns=before)])
    return shelf


def grade_school_math(folder: Path) -> Shelf:
    """Load a fixed list of word problems with solutions; also serves as coursework."""
    shelf = Shelf()
    texts: list[Text] = []
    for path in sorted(folder.glob("*.jsonl")):
        for record in read_lines(path, shelf):
            texts.append(Text(str(record["query"]), str(record["response"]), "math"))
    shelf.put_suite("gsm8k", texts)
    for text in texts:
        shelf.put(Role.COURSEWORK, text)
    return shelf


def function_calling_live(folder: Path) -> Shelf:
    """Load a fixed list of requests with tool definitions that users contributed."""
    shelf = Shelf()
    for path in sorted(folder.glob("*.json")):
        for record in read_lines(path, shelf):
            shelf.put_suite("function_calling", _function_calling(record))
    return shelf


def _function_calling(record: dict[str, Any]) -> list[Text]:
    tools = tuple(orjson.dumps(tool).decode() for tool in record["function"])
    messages = record["question"][0]
    said = [str(m["content"]) for m in messages if m["role"] == "user"]
    system = next((str(m["content"]) for m in messages if m["role"] == "system"), None)
    return [Text(said[-1], "", "tool_use", system, tools)] if said else []


def _joined(shelves: Iterable[Shelf]) -> Shelf:
    whole = Shelf()
    for shelf in shelves:
        whole.take_in(shelf)
    return whole
