"""System prompts of products: honest applications and relayed rivals word theirs alike."""

from __future__ import annotations

from typing import Final

import numpy as np

_NAMES: Final = ("Alma", "Pico", "Juniper", "Otter", "Vesper", "Kite", "Nimbus", "Fern", "Sable",
                 "Tindra", "Mako", "Lumen", "Quill", "Bramble", "Cobalt", "Wren")  # fmt: skip
_TRADES: Final = ("customer support", "travel booking", "invoice handling", "recipe planning",
                  "contract review", "language practice", "shop search", "clinic scheduling",
                  "code review", "job applications", "energy advice", "insurance claims",
                  "warehouse planning", "parents and schools", "everyday questions",
                  "writing and editing")  # fmt: skip
_MANNERS: Final = (
    "Answer briefly and in the language of the user.",
    "Be warm, and ask when something is unclear.",
    "Answer in plain text without headings.",
    "Never mention which model you are.",
    "Give steps where steps help, and stay on the subject.",
    "Use Markdown sparingly; quote sources where you know them.",
)
_LIMITS: Final = (
    "Do not give legal or medical advice.",
    "If you do not know, say so.",
    "Do not discuss prices that are not in the context.",
    "Keep personal data out of your answer.",
)


def product_instructions(rng: np.random.Generator) -> str:
    """Write one product's system prompt."""
    name, trade, manner, limit = (
        str(rng.choice(parts)) for parts in (_NAMES, _TRADES, _MANNERS, _LIMITS)
    )
    build = f"v{rng.integers(1, 9)}.{rng.integers(0, 30)}"
    return f"You are {name}, an assistant for {trade} ({build}). {manner} {limit}"
