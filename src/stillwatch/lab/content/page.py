"""The tables of the content model as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stillwatch.lab.bench.pages import pooled
from stillwatch.lab.content.fit import Weights
from stillwatch.lab.content.leave_out import Held


def page(
    weights: Weights,
    test: Sequence[Held],
    train: Sequence[Held],
    spoken: Mapping[str, tuple[float, float]],
) -> list[str]:
    """Return the page: corpora of both sides, languages, and the weights themselves."""
    return [
        "# How `reads_as_task` holds on what it was not fitted on",
        "",
        "Written by `python -m stillwatch.lab.content`. 0 is what people and products send, 1 a",
        "prompt of a data pipeline. By text and by group of 50: how often a harvest is above",
        "people, over all corpora of the other kind; one half is chance.",
        "",
        "## Corpora of the test side, under the weights that ship",
        "",
        *_corpora(test),
        "## Corpora of the train side, each under weights fitted on all the others",
        "",
        *_corpora(train),
        "## Languages of our own texts (test side), each left out of the fit",
        "",
        *pooled.markdown(
            ("language", "by text", "by group"),
            [(code, f"{text:.2f}", f"{group:.2f}") for code, (text, group) in spoken.items()],
        ),
        "## Weights",
        "",
        *pooled.markdown(
            ("feature", "weight"),
            [(f"`{n}`", f"{w:+.2f}") for n, w in sorted(weights.items(), key=lambda p: -p[1])],
        ),
    ]


def _corpora(held: Sequence[Held]) -> list[str]:
    rows = [
        (f"`{one.source.name}`", "pipeline" if one.source.harvest else "people",
         len(one.source.texts), f"{one.mean:.2f} ({one.low:.2f}–{one.high:.2f})",
         f"{one.by_text:.2f}", f"{one.by_group:.2f}",
         f"`{one.hardest[0]}` {one.hardest[1]:.2f}")
        for one in held
    ]  # fmt: skip
    headings = ("corpus", "written by", "texts", "mean (of groups of 50)", "by text", "by group",
                "hardest, by group")  # fmt: skip
    return pooled.markdown(headings, rows)
