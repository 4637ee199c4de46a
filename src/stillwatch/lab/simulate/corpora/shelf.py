"""What loaders deliver: texts by role, templates and passages of one corpus.

Also the common reading of JSON and JSON Lines. A line that cannot be read is skipped and
counted, for published corpora do have some.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

from stillwatch.lab.simulate.content import Role, Text
from stillwatch.model.errors import InputError

LONGEST_PROMPT: Final = 16_000
LONGEST_RESPONSE: Final = 32_000
"""Characters. Longer texts (whole books pasted in, runaway answers) are cut at the last white
space before the limit: a world needs their kind, not their memory."""

NAMED_LANGUAGES: Final = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "chinese": "zh",
    "portuguese": "pt", "unknown": "",
}  # fmt: skip

CODE_MARKS: Final = (
    "```",
    "def ",
    "import ",
    "#include",
    "Traceback",
    "</",
    "SELECT ",
    "console.log",
    "public class",
    "javascript",
    "python",
    "c++",
    "react",
    "sql ",
    "docker",
    "function(",
)


@dataclass(frozen=True, slots=True)
class Template:
    """A pipeline's published prompt.

    `{task}` marks a seed task, `{passage}` a passage, `{language}` a language name,
    `{quantity}` a number; other braces stay text.
    """

    name: str
    words: str


@dataclass
class Shelf:
    """One corpus, or all of one side."""

    items: dict[Role, list[Text]] = field(default_factory=dict)
    templates: list[Template] = field(default_factory=list)
    passages: list[str] = field(default_factory=list)
    """Running text of 200 to 6,000 characters, to stand in documents and tickets."""
    suites: dict[str, list[Text]] = field(default_factory=dict)
    """Fixed public lists by name: the BENCHMARK role."""
    skipped: int = 0
    """Lines or records that could not be read."""
    unknown: list[str] = field(default_factory=list)
    """Files whose records have no shape that is known."""

    def put(self, role: Role, text: Text) -> None:
        """Add a text, cut to the limits; texts without words are dropped."""
        if text.prompt.strip():
            self.items.setdefault(role, []).append(shortened(text))

    def put_passage(self, passage: str) -> None:
        """Add a passage where its length makes it useful."""
        if 200 <= len(passage) <= 6_000:
            self.passages.append(passage.strip())

    def put_suite(self, name: str, texts: Iterable[Text]) -> None:
        """Add a fixed list."""
        self.suites.setdefault(name, []).extend(shortened(text) for text in texts)

    def take_in(self, other: Shelf) -> None:
        """Add everything of `other`."""
        for role, texts in other.items.items():
            self.items.setdefault(role, []).extend(texts)
        for name, texts in other.suites.items():
            self.suites.setdefault(name, []).extend(texts)
        self.templates.extend(other.templates)
        self.passages.extend(other.passages)
        self.skipped += other.skipped
        self.unknown.extend(other.unknown)

    def once_each(self) -> None:
        """Drop prompts and passages that are there twice: collections repeat themselves."""
        for role, texts in self.items.items():
            if role is not Role.CONVERSATION:
                self.items[role] = list({text.prompt: text for text in reversed(texts)}.values())
        self.passages = list({passage[:1_000]: passage for passage in self.passages}.values())


def cut(text: str, limit: int) -> str:
    """Return `text`, or its start up to the last white space before `limit` characters."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    at = max(head.rfind(" "), head.rfind("\n"))
    return head[:at] if at > limit // 2 else head


def shortened(text: Text) -> Text:
    """Return `text` with prompt, answer and turns cut to the limits."""
    return Text(
        cut(text.prompt, LONGEST_PROMPT),
        cut(text.response, LONGEST_RESPONSE),
        text.capability,
        text.system,
        text.tools,
        tuple((cut(a, LONGEST_PROMPT), cut(b, LONGEST_RESPONSE)) for a, b in text.turns),
        text.language,
    )


def language_code(recorded: object) -> str:
    """Return the ISO 639-1 code of a language as corpora record it ("pt-BR", "German").

    A name that is not known stays a word, which matches no code; nothing recorded is "".
    """
    if not isinstance(recorded, str):
        return ""
    folded = recorded.strip().lower()
    return NAMED_LANGUAGES.get(folded, folded.partition("-")[0].partition("_")[0])


def looks_like_code(prompt: str) -> bool:
    """Say whether a prompt holds code or speaks of it, by plain marks."""
    folded = prompt.lower()
    return any(mark.lower() in folded for mark in CODE_MARKS)


def read_json(path: Path) -> list[Any]:
    """Return the list in a JSON file. Raises InputError where it holds no list."""
    try:
        loaded = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise InputError(
            f"not JSON ({error})", where=str(path), remedy="fetch the corpus file again"
        ) from error
    if not isinstance(loaded, list):
        raise InputError("holds no list of records", where=str(path), remedy="expect a JSON array")
    return loaded


def read_lines(path: Path, shelf: Shelf) -> Iterator[Any]:
    """Yield the records of a JSON Lines file (plain or .gz); bad lines are counted."""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
        for line in lines:
            if not line.strip():
                continue
            try:
                yield orjson.loads(line)
            except orjson.JSONDecodeError:
                try:
                    yield json.loads(line, strict=False)
                except ValueError:
                    shelf.skipped += 1


def capability_of(prompt: str) -> str:
    """Return a rough capability for a prompt that came without one."""
    return "code" if looks_like_code(prompt) else "other"
