"""What a harvest was worth to a student, as published: never a sum of money, never a promise.

The contract's value is tokens at list price. What a rival gains depends on the base model and on
the examples, so all that can honestly be said is what authors of papers trained on about as many
examples of a kind, and what their student gained in their own measure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from stillwatch.model.noted import WorthBand

NEAR: Final = 3.0
"""A study speaks of a harvest that has at least a third of its examples."""


@dataclass(frozen=True, slots=True)
class Study:
    """One published training run on a teacher's outputs."""

    kinds: tuple[str, ...]
    """Capabilities, as `sketch_capability` names them, that its examples are of."""
    examples: int
    gain: str
    source: str


STUDIES: Final[tuple[Study, ...]] = (
    Study(
        ("reasoning", "math"), 817,
        "AIME 6.5 to 57.1 %, MATH 59.2 to 94.8 %, against earlier fine-tuned models (32B base)",
        "LIMO, arXiv 2502.03387v1, abstract",
    ),
    Study(
        ("reasoning", "math", "knowledge"), 1_000,
        "AIME24 26.7 to 56.7 %, MATH500 84.0 to 93.0 %, GPQA Diamond 49.0 to 59.6 %"
        " (Qwen2.5-32B-Instruct, budget forcing at test time)",
        "s1, arXiv 2501.19393, table 1",
    ),
    Study(
        ("reasoning", "math", "code"), 1_200_000,
        "AIME25 +15.3, LiveCodeBench +17.2, GPQA Diamond +20.5 points over R1-Distill-Qwen-7B",
        "OpenThoughts3, arXiv 2506.04178v2, abstract",
    ),
    Study(
        ("math",), 14_000_000,
        "MATH 67.8 %, 15.9 points over Llama-3.1-8B-Instruct (Llama-3.1-8B base)",
        "OpenMathInstruct-2, arXiv 2410.01560, abstract",
    ),
    Study(
        ("code", "tool_use"), 75_000,
        "a 7B model past ChatGPT on HumanEval+ (66.5 against 65.9 % pass@1), further"
        " fine-tuned on open data",
        "Magicoder, arXiv 2312.02120, abstract",
    ),
    Study(
        ("grading",), 100_000,
        "Pearson 0.897 with human graders on 45 rubrics; GPT-4 reached 0.882 (13B student)",
        "Prometheus, arXiv 2310.08491, abstract",
    ),
    Study(
        ("writing", "knowledge", "generation", "other"), 1_000,
        "answers as good as or better than GPT-4's in 43 % of cases (65B base; the examples were"
        " written and chosen by people)",
        "LIMA, arXiv 2305.11206, abstract",
    ),
    Study(
        ("writing", "knowledge", "generation", "other"), 52_000,
        "on a par with the teacher, text-davinci-003, in a blind comparison by its authors"
        " (90 wins to 89; 7B student)",
        "Alpaca, Stanford CRFM, 13 March 2023",
    ),
    Study(
        ("reasoning", "knowledge", "other"), 6_000_000,
        "Big-Bench Hard more than twice, AGIEval 42 % above Vicuna-13B (13B student)",
        "Orca, arXiv 2306.02707, abstract",
    ),
)  # fmt: skip


def worth(by_capability: Mapping[str, int]) -> list[WorthBand]:
    """Return, for each capability harvested, the largest and smallest study that it reaches.

    Together they are the range: what so many exchanges have been enough for. Nothing is returned
    for a kind of which a third of the smallest study was not taken.
    """
    found = []
    for kind, exchanges in sorted(by_capability.items(), key=lambda part: (-part[1], part[0])):
        reached = sorted(
            (s for s in STUDIES if kind in s.kinds and exchanges * NEAR >= s.examples),
            key=lambda study: study.examples,
        )
        for study in dict.fromkeys([*reached[:1], *reached[-1:]]):
            found.append(
                WorthBand(
                    kind=kind,
                    exchanges=exchanges,
                    examples=study.examples,
                    gain=study.gain,
                    source=study.source,
                )
            )
    return found
