"""Which technique a campaign looks like, each with the reason that names it.

Names are those of THREATS.md. Several may hold at once; none holding is possible and said so
by an empty list. These are descriptions of what was measured, not attributions.

Each mark is a number that grows with what it marks, 1 being enough to name it. It is continuous
in what was measured, and a technique that an earlier look named stays until its mark has clearly
gone, so that one request more or less does not rename a campaign from one day to the next.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from math import log
from typing import Final

from stillwatch.campaigns.technique_facts import Facts

KEPT: Final = 0.7
"""Mark from which a technique named at an earlier look stays named."""
UNUSUAL: Final = 8.0
"""Multiple of everybody else's share from which a third of the usual threshold is enough."""


@dataclass(frozen=True, slots=True)
class Technique:
    """A technique and how clearly it is marked, in a sentence with the figures."""

    name: str
    mark: float
    """1 is enough."""
    reason: str


def techniques(facts_of: Facts, earlier: Collection[str] = ()) -> list[Technique]:
    """Return the techniques whose marks the facts bear, in the order of `MARKS`.

    `earlier`: techniques that the last look named.
    """
    return [
        found
        for found in marks(facts_of)
        if found.mark >= (KEPT if found.name in earlier else 1.0) - 1e-9
    ]


def marks(facts_of: Facts) -> Iterator[Technique]:
    """Yield every technique that could be measured, the most telling first."""
    yield from _asked(facts_of)
    yield from _conversations(facts_of)
    yield from _farm(facts_of)
    yield from _over_time(facts_of)
    yield from _hidden(facts_of)


def _asked(f: Facts) -> Iterator[Technique]:
    for name, share, usual, what in (
        ("trace", f.reasoning, f.usual_reasoning, "demands the reasoning itself"),
        ("judge", f.grading, f.usual_grading, "asks for grades, critique or a choice"),
    ):
        if share is not None:
            beside = f"; of everybody's requests {usual:.1%} do" if usual is not None else ""
            yield Technique(
                name, _unusual(share, 0.3, usual), f"{share:.0%} of the harvest {what}{beside}"
            )


def _conversations(f: Facts) -> Iterator[Technique]:
    if f.carried_conversations is not None:
        share = f.carried_conversations
        yield Technique(
            "relay", share / 0.05, f"{share:.0%} of its conversations go on in another account"
        )
    if f.no_pause is not None and f.follow_ups is not None:
        # Both must hold: half of the harvest in conversations, most of it without a pause.
        yield Technique(
            "replay",
            min(f.no_pause / 0.6, f.follow_ups / 0.3),
            f"{f.no_pause:.0%} of its follow-up turns come within {PAUSE_SECONDS} seconds of the "
            f"turn before, and {f.follow_ups:.0%} of the harvest are follow-ups",
        )


PAUSE_SECONDS: Final = 15
"""No person reads a long answer and writes on in so short a time."""


def _farm(f: Facts) -> Iterator[Technique]:
    made = f.generation
    alone = f.standing_alone
    if alone is not None:
        # Traces and grades stand alone too; what they explain is no mark of a farm.
        alone *= 1 - 0.5 * max(f.reasoning or 0.0, f.grading or 0.0)
    parts = []
    if made is not None and (alone is None or made / 0.3 >= alone / 0.8):
        parts.append((made / 0.3, f"{made:.0%} of the harvest asks for tasks, examples or data"))
    elif alone is not None and f.standing_alone is not None:
        said = f"{f.standing_alone:.0%} of the harvest stands alone, without a conversation"
        parts.append((alone / 0.8, said))
    yield from (Technique("farm", mark, reason) for mark, reason in parts)
    if f.largest_prefix is not None and f.standing_alone is not None:
        yield Technique(
            "probe",
            min(f.largest_prefix, f.standing_alone) / 0.8,
            f"{f.largest_prefix:.0%} of the harvest begins with the same twelve words, and "
            f"{f.standing_alone:.0%} stands alone",
        )


def _over_time(f: Facts) -> Iterator[Technique]:
    if f.new_model is not None:
        yield Technique(
            "pivot",
            f.new_model / 0.4,
            f"{f.new_model:.0%} of the harvest in the 48 hours after a model first appeared "
            "went to it",
        )
    if f.started_after_others_ended is not None:
        share = f.started_after_others_ended
        yield Technique(
            "respawn",
            share / 0.25,
            f"{share:.0%} of its accounts began after a quarter of them had ended",
        )


def _hidden(f: Facts) -> Iterator[Technique]:
    if f.camouflage is not None:
        yield Technique(
            "hydra",
            f.camouflage / 0.5,
            f"{f.camouflage:.0%} of the accounts' traffic is not the harvest",
        )
    if f.requests_per_account:
        yield Technique(
            "drip",
            8.0 / f.requests_per_account,
            f"{f.requests_per_account:.1f} requests an account, below any limit per account",
        )


def _unusual(share: float, threshold: float, usual: float | None) -> float:
    """Return the mark of a share: itself against a threshold, or, where a third of it is
    reached, how many times it is everybody's."""
    mark = share / threshold
    if usual is not None:
        times = log(max(1.0, share / max(usual, 0.001))) / log(UNUSUAL)
        mark = max(mark, min(1.0, times, 3 * mark))
    return mark
