"""Write docs/signals.md from the catalogue and the cases, so that the page cannot lag behind.

Run in the root of the checkout, as `python -m stillwatch.interfaces.signals_page [PATH]`. The
cases live with the tests and are not shipped, which is why `stillwatch explain` lacks them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import orjson

from stillwatch.interfaces.cli.explain import how, needs, sql_of
from stillwatch.interfaces.report import words
from stillwatch.model.errors import InputError
from stillwatch.model.signal import Signal
from stillwatch.signals.catalogue import SIGNALS

CASES: Final = Path("tests/cases")
PAGE: Final = Path("docs/signals.md")
HEAD: Final = """\
# Signals

Written from the catalogue and the cases by `python -m stillwatch.interfaces.signals_page`; a
test fails when this page is old.

A signal is one reason to look twice, and never a verdict. Coordination says that accounts act
as one; extraction says that they harvest; only both together make a campaign. Signals of one
family look at the same thing, so that their evidence counts once.

Each has its cases in `tests/cases/<name>/`: exchanges on which it must speak (`hit.jsonl`) and
the hardest harmless ones on which it must keep silent (`benign.jsonl`). Where there is a
`limit.jsonl`, it is harmless and the signal speaks all the same; something else must clear it.
"""
CASE_WORDS: Final = (
    ("hit", "Speaks"),
    ("benign", "Keeps silent"),
    ("limit", "Speaks wrongly"),
)


def page(cases: Path) -> str:
    """Return the page; `cases` is the folder of the cases.

    Raises InputError where a signal lacks its hit or its benign case.
    """
    parts = [HEAD, _table()]
    for axis, title in words.AXES.items():
        parts.append(f"## {axis.capitalize()}: {title[0].lower()}{title[1:]}\n")
        for signal in SIGNALS.values():
            if signal.axis == axis:
                parts += _section(signal, cases)
    return "\n".join(parts)


def about(cases: Path, signal: str, kind: str) -> str | None:
    """Return what a case says of itself; None where there is no limit.

    Raises InputError where a case that must be there is not.
    """
    path = cases / signal / f"{kind}.jsonl"
    if not path.exists():
        if kind == "limit":
            return None
        raise InputError(
            "is missing", where=str(path), remedy="every signal has a hit and a benign case"
        )
    with path.open("rb") as lines:
        header: dict[str, Any] = orjson.loads(lines.readline())
    cleared = header.get("cleared_by")
    return f"{header['about']} Cleared by {cleared}." if cleared else str(header["about"])


def _table() -> str:
    rows = [
        f"| [{s.name}](#{s.name}) | {s.axis} | {s.family} | {s.title} |" for s in SIGNALS.values()
    ]
    return (
        "\n".join(["| signal | axis | family | what it sees |", "|---|---|---|---|", *rows]) + "\n"
    )


def _section(signal: Signal, cases: Path) -> Iterator[str]:
    yield f"### {signal.name}\n"
    yield f"**{signal.title}** ({signal.family}). {signal.rationale}\n"
    yield f"Needs: {needs(signal)}. {how(signal)}\n"
    yield f"```sql\n{sql_of(signal)}\n```\n"
    told = [(word, about(cases, signal.name, kind)) for kind, word in CASE_WORDS]
    yield "\n".join(f"- {word}: {text}" for word, text in told if text) + "\n"
    yield "Known false positives:\n"
    yield "\n".join(f"- {line}" for line in signal.false_positives) + "\n"
    yield f"References: {'; '.join(signal.references)}.\n"


def main(arguments: list[str]) -> int:
    """Write the page to the path given, docs/signals.md unless one is."""
    target = Path(arguments[0]) if arguments else PAGE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page(CASES), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
