"""Write docs/worlds.md from presets, scenarios, customers and settings of simulated worlds.

Run in the root of the checkout, as `python -m stillwatch.interfaces.worlds_page [PATH]`.
"""

from __future__ import annotations

import inspect
import sys
import typing
from collections.abc import Iterable
from enum import EnumType
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from stillwatch.lab.simulate import metadata
from stillwatch.lab.simulate.customers.catalogue import CUSTOMERS
from stillwatch.lab.simulate.presets import PRESETS
from stillwatch.lab.simulate.scenarios.catalogue import SCENARIOS
from stillwatch.lab.simulate.settings import (
    CampaignSpec,
    CustomerSpec,
    PoolSpec,
    Reuse,
    WorldSpec,
)

PAGE: Final = Path("docs/worlds.md")
HEAD: Final = """\
# Worlds

Written from the code by `python -m stillwatch.interfaces.worlds_page`; a test fails when this
page is old.

A world is simulated request logs (`logs/`, a file a day) and, apart from them, the truth:
`truth/accounts.parquet` says whose each account is, `truth/exchanges.parquet` which exchanges are
harvest. Equal settings, texts and timing give equal bytes.

```console
stillwatch simulate hydra --out world --camouflage 0.9 --set campaigns.0.reuse.per_card=1
stillwatch simulate farm --print-spec > farm.yaml     # every setting below, to be edited
stillwatch simulate farm.yaml --out world --corpora CORPORA --timing TRACES
```

Texts come from the built-in generator, or with `--corpora` from real ones: the published layouts of
WildChat-1M, LMSYS-Chat-1M, OASST, UltraChat, ShareGPT- and Alpaca-shaped files and plain lists of
prompts (CSV, JSON lines, Parquet) are known by their shape, and what was not recognised is said.
`--split train|test` takes one side; figures belong to the test side. Timing and token counts
follow published fits, or with `--timing` the traces that lie there: Azure LLM inference, Mooncake,
ServeGen, LMCache's agents. Nothing of any corpus or trace is part of this project.

`--no-texts --sketches` writes sketches in place of texts: the way to worlds of the reported scale.
"""


def page() -> str:
    """Return the page."""
    presets = [(f"`{name}`", made.told, f"{made.size:,}") for name, made in PRESETS.items()]
    scenarios = [(f"`{name.value}`", _told(kind)) for name, kind in SCENARIOS.items()]
    customers = [(f"`{name}`", _told(kind)) for name, kind in CUSTOMERS.items()]
    parts = [
        HEAD,
        "## Presets\n",
        _table(("world", "what it stands for", "usual size"), presets),
        "## Techniques\n",
        _table(("technique", "what its requests look like, and what gives it away"), scenarios),
        "## Honest customers\n",
        _table(("group", "who they are, and what they look like"), customers),
        "## Metadata\n",
        f"{inspect.cleandoc(metadata.__doc__ or '')}\n",
        _table(("level", "hidden"), [(f"`{level}`", _hidden(level)) for level in metadata.LEVELS]),
        "## Settings\n",
        *(_settings(model) for model in (WorldSpec, CampaignSpec, Reuse, CustomerSpec, PoolSpec)),
    ]
    return "\n".join(parts)


def _told(kind: type) -> str:
    """Return what a class says of itself, on one line."""
    return " ".join(inspect.cleandoc(kind.__doc__ or "").split())


def _hidden(level: metadata.Level) -> str:
    return ", ".join(f"`{name}`" for name in sorted(metadata.hidden_fields(level))) or "nothing"


def _settings(model: type[BaseModel]) -> str:
    rows = [
        (f"`{name}`", _default(field), _words(field), " ".join((field.description or "").split()))
        for name, field in model.model_fields.items()
    ]
    told = inspect.cleandoc(model.__doc__ or "")
    return f"### {model.__name__}\n\n{told}\n\n" + _table(
        ("setting", "default", "may be", "meaning"), rows
    )


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    if isinstance(field.default, BaseModel):
        return "as below"
    return f"`{field.default}`"


def _words(field: FieldInfo) -> str:
    """Return the words a setting may be, where it is one of a few; else nothing."""
    kind = field.annotation
    if isinstance(kind, EnumType):
        return ", ".join(f"`{member.value}`" for member in kind)
    words = [word for word in typing.get_args(kind) if isinstance(word, str)]
    return ", ".join(f"`{word}`" for word in words)


def _table(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    titles = list(header)
    lines = ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles)]
    for row in rows:
        lines.append("| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write the page to the path given, or to docs/worlds.md; return 0."""
    path = Path(arguments[0]) if arguments else PAGE
    path.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
