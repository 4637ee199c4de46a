"""Corpora known by the shape of their records, for files that users fetched themselves.

| shape        | records have                               | serves as                     |
|--------------|--------------------------------------------|-------------------------------|
| tree         | message_id, parent_id, role, text (, lang) | talks of people (OASST1/2)    |
| generated    | prompt, prompt_id, messages                | tasks (UltraChat-200k)        |
| talk         | conversation, conversations or messages    | talks (ShareGPT, WildChat, ..)|
| instructions | instruction (, input), output or response  | tasks (Alpaca, Dolly)         |
| prompts      | prompt, question, query, instruction, text | people's questions            |
| lines        | a string a record                          | people's questions            |

Nothing in such a file says what it is evidence of, so each is split between the sides by a hash
of the conversation's id, else of its first words. That is weaker than a split by source: both
sides then have the same author's manner.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from stillwatch.lab.simulate.content import Role, Text
from stillwatch.lab.simulate.corpora.people import put_person, put_talk
from stillwatch.lab.simulate.corpora.records import SUFFIXES, records
from stillwatch.lab.simulate.corpora.shelf import Shelf, capability_of, language_code

MOST_RECORDS: Final = 200_000
TALKS: Final = ("conversation", "conversations", "messages")
PROMPTS: Final = ("prompt", "question", "query", "instruction", "text")
IDS: Final = ("conversation_id", "conversation_hash", "message_tree_id", "prompt_id", "id", "uuid")
_SAMPLE: Final = 50
_LEAST_WORDS: Final = 3
"""Median words of a list of prompts: one of addresses, names or numbers has fewer."""
_NOT_PROMPTS: Final = ("license", "licence", "readme", "notice", "requirements")

Put = Callable[[Shelf, Mapping[str, Any]], None]


def side_of(key: str) -> str:
    """Return the side that a conversation is on, the same on every machine."""
    return ("train", "test")[hashlib.blake2b(key.encode(), digest_size=1).digest()[0] & 1]


def key_of(record: Mapping[str, Any]) -> str:
    """Return what a record is split by: its conversation's id, else its first words."""
    for name in IDS:
        if isinstance(record.get(name), str) and record[name]:
            return str(record[name])
    for name in TALKS:
        if messages := messages_of(record, name):
            return messages[0][1][:1_000].casefold()
    words = next((record[name] for name in PROMPTS if isinstance(record.get(name), str)), "")
    return str(words)[:1_000].casefold()


def messages_of(record: Mapping[str, Any], name: str) -> list[tuple[str, str]]:
    """Return a talk's (role, words), whether written as role/content or from/value."""
    listed = record.get(name)
    if not isinstance(listed, list):
        return []
    return [
        (str(m.get("role") or m.get("from")), str(m.get("content") or m.get("value") or ""))
        for m in listed
        if isinstance(m, Mapping)
    ]


def files_of(folder: Path, *, deep: bool) -> list[Path]:
    """Return the files of a folder that may hold records; `deep` for those below it as well."""
    listed = folder.rglob("*") if deep else folder.iterdir()
    return sorted(
        path
        for path in listed
        if path.name.endswith(SUFFIXES)
        and path.is_file()
        and not path.name.lower().startswith(_NOT_PROMPTS)
    )


def load_shape(path: Path, side: str) -> Shelf | None:
    """Return one side of a file whose records have a known shape; None for any other file.

    Raises InputError for a damaged file.
    """
    shelf = Shelf()
    every = records(path, shelf)
    sample = list(islice(every, _SAMPLE))
    read = islice(chain(sample, every), MOST_RECORDS)
    if not sample:
        return None
    if all(isinstance(record, str) for record in sample):
        put_lines = _are_prompts(sample)
        for line in (str(record) for record in read) if put_lines else ():
            if side_of(line[:1_000].casefold()) == side:
                put_person(shelf, line)
        return shelf if put_lines else None
    if not isinstance(sample[0], Mapping):
        return None
    if {"message_id", "parent_id", "role", "text"} <= set(sample[0]):
        _put_trees(shelf, read, side)
        return shelf
    put = _put_for(sample)
    if put is None:
        return None
    for record in read:
        if not isinstance(record, Mapping):
            shelf.skipped += 1
        elif side_of(key_of(record)) == side:
            put(shelf, record)
    return shelf


def _are_prompts(lines: list[Any]) -> bool:
    words = sorted(len(str(line).split()) for line in lines)
    return words[len(words) // 2] >= _LEAST_WORDS or not str(lines[0]).isascii()


def _put_for(sample: list[Any]) -> Put | None:
    names = set(sample[0])
    if {"prompt", "prompt_id", "messages"} <= names:
        return _put_generated
    for name in TALKS:
        if messages_of(sample[0], name):
            return lambda shelf, record: put_said(shelf, record, name)
    if "instruction" in names and names & {"output", "response"}:
        return _put_instruction
    for name in PROMPTS:
        values = [
            r[name] for r in sample if isinstance(r, Mapping) and isinstance(r.get(name), str)
        ]
        if values and _are_prompts(values):
            return lambda shelf, record: _put_prompt(shelf, record, name)
    return None


def _put_generated(shelf: Shelf, record: Mapping[str, Any]) -> None:
    """Put the first turn of a talk between two models: a task, for no person wrote it."""
    messages = messages_of(record, "messages")
    answer = next((said for role, said in messages if role == "assistant"), "")
    prompt = str(record["prompt"] or "")
    shelf.put(Role.TASK, Text(prompt, answer, capability_of(prompt)))
    shelf.put_passage(answer)


def put_said(shelf: Shelf, record: Mapping[str, Any], name: str) -> None:
    """Put a talk of people, unless it is marked as toxic or flagged."""
    moderation = record.get("openai_moderation") or []
    if record.get("toxic") or any((entry or {}).get("flagged") for entry in moderation):
        return
    put_talk(shelf, messages_of(record, name), language_code(record.get("language")))


def _put_instruction(shelf: Shelf, record: Mapping[str, Any]) -> None:
    given = str(record.get("input") or record.get("context") or "")
    told = str(record.get("output") or record.get("response") or "")
    prompt = str(record.get("instruction") or "")
    whole = f"{prompt}\n\n{given}" if given and given != "<noinput>" else prompt
    language = language_code(record.get("language") or record.get("lang"))
    shelf.put(Role.TASK, Text(whole, told, capability_of(whole), language=language))
    shelf.put_passage(given)


def _put_prompt(shelf: Shelf, record: Mapping[str, Any], name: str) -> None:
    language = language_code(record.get("language") or record.get("lang"))
    put_person(shelf, str(record.get(name) or ""), language=language)


def _put_trees(shelf: Shelf, read: Iterator[Any], side: str) -> None:
    """Put one talk of every tree of messages: its best-ranked reply, again and again."""
    roots: list[Mapping[str, Any]] = []
    replies: dict[str, list[Mapping[str, Any]]] = {}
    for record in read:
        if not isinstance(record, Mapping) or "text" not in record:
            shelf.skipped += 1
        elif record.get("deleted") or record.get("review_result") is False:
            continue
        elif record.get("parent_id") is None:
            roots.append(record)
        else:
            replies.setdefault(str(record["parent_id"]), []).append(record)
    for root in roots:
        if side_of(str(root.get("message_tree_id") or root["message_id"])) != side:
            continue
        talk, here = [], [root]
        while here:
            best = min(here, key=_rank)
            talk.append((str(best["role"]), str(best["text"])))
            here = replies.pop(str(best["message_id"]), [])
        put_talk(shelf, talk, language_code(root.get("lang")))


def _rank(message: Mapping[str, Any]) -> float:
    rank = message.get("rank")
    return float(rank) if isinstance(rank, int | float) else float("inf")
