"""The hand of a person: lower case, missing marks, chat spelling, slips of the finger.

Applied to the words before the first blank line only, so that pasted material stays intact.
Pipelines get a small share of it too, because their seeds were often written by people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from stillwatch.lab.simulate.generator.engine import Strings

CHAT_SPELLING: Final = (
    ("I'm", "im"),
    ("don't", "dont"),
    ("I've", "ive"),
    (" you ", " u "),
    ("please", "pls"),
    ("Please", "Pls"),
    ("because", "bc"),
    ("Can you", "can u"),
    ("what's", "whats"),
    (" I ", " i "),
)
FIRST_IDEOGRAPH: Final = 0x2E80
FINAL_MARKS: Final = "?.!\u3002\uff1f\uff01"


@dataclass(frozen=True, slots=True)
class Hand:
    """Shares of texts (0..1) that show each habit."""

    lower: float
    unmarked: float
    chat: float
    slips: float


PERSON: Final = Hand(lower=0.16, unmarked=0.20, chat=0.07, slips=0.15)
HURRIED: Final = Hand(lower=0.45, unmarked=0.45, chat=0.12, slips=0.20)
CAREFUL: Final = Hand(lower=0.10, unmarked=0.15, chat=0.03, slips=0.08)


def slip(text: str, place: float, kind: int) -> str:
    """Return `text` with one letter swapped, dropped or doubled at `place` (0..1)."""
    at = 1 + int(place * (len(text) - 2))
    if len(text) < 4 or not text[at].isalpha() or ord(text[at]) >= FIRST_IDEOGRAPH:
        return text
    if kind == 0:
        return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at + 1 :]
    return text[:at] + text[at] + text[at:]


def write_by(hand: Hand, prompts: Strings, rng: np.random.Generator) -> Strings:
    """Return the prompts as `hand` would have typed them."""
    count = len(prompts)
    chance = rng.random((4, count))
    shares = (hand.lower, hand.unmarked, hand.chat, hand.slips)
    lower, unmarked, chat, slips = (chance[i] < share for i, share in enumerate(shares))
    slip_counts = np.where(slips, rng.integers(1, 4, size=count), 0).tolist()
    places = rng.random((count, 3)).tolist()
    kinds = rng.integers(3, size=(count, 3)).tolist()
    out = prompts.copy()
    for row in np.flatnonzero(lower | unmarked | chat | slips).tolist():
        head, blank, rest = prompts[row].partition("\n\n")
        if chat[row]:
            for long, short in CHAT_SPELLING:
                head = head.replace(long, short)
        if lower[row]:
            head = head.lower()
        for number in range(slip_counts[row]):
            head = slip(head, places[row][number], kinds[row][number])
        if unmarked[row] and not blank:
            head = head.rstrip(FINAL_MARKS)
        out[row] = head + blank + rest
    return out
