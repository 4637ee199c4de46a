"""Small sources that are easy to tell, made here."""

from __future__ import annotations

from stillwatch.lab.content.sources import Source

ORDERS = tuple(f"Rewrite question {n} below.\n\nQuestion: Why is it {n}?" for n in range(60))
TALK = tuple(f"hi, my cat ate {n} of my socks yesterday, is that bad?" for n in range(60))


def source(
    name: str,
    texts: tuple[str, ...],
    *,
    harvest: bool,
    side: str = "train",
    real: bool = True,
    ships: bool = True,
    language: str = "",
) -> Source:
    """Return a source with what is not told filled in."""
    return Source(name, side, harvest, texts, real, ships, language)


def both(side: str = "train") -> list[Source]:
    """Return two harvests and two sources of people, all alike within their kind."""
    return [
        source(
            f"{side}_{kind}_{part}", texts[30 * part : 30 * part + 30], harvest=harvest, side=side
        )
        for kind, texts, harvest in (("made", ORDERS, True), ("said", TALK, False))
        for part in (0, 1)
    ]
