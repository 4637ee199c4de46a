"""A campaign whose harvest comes from one corpus only: is it found whatever its words are?

Everybody else's texts come from the whole test side. Where an honest customer wants texts of
the very kind (the contracted customer for synthetic data, a few builders), they come from the
same corpus, so that whoever goes by its wording names the innocent too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from stillwatch.lab.bench.cell import Cell
from stillwatch.lab.bench.outcome import Outcome
from stillwatch.lab.bench.own import Stillwatch
from stillwatch.lab.bench.score import score, truth_of
from stillwatch.lab.bench.world import build_of
from stillwatch.lab.kept import code_digest, contents_digest, run_kept
from stillwatch.lab.simulate.content import Content, Role, Text
from stillwatch.lab.simulate.corpora.content import CorpusContent
from stillwatch.lab.simulate.corpora.shelf import Shelf
from stillwatch.lab.simulate.corpora.sides import CORPORA, folders_of, load_side
from stillwatch.model.errors import SettingsError

Told = Callable[[str], None]
HARVESTS: Final[Mapping[str, tuple[str, Role, frozenset[Role]]]] = {
    "distill_alpaca_davinci003": ("farm", Role.TASK, frozenset({Role.TASK, Role.EXPANSION})),
    "distill_evol_templates": ("farm", Role.EXPANSION, frozenset({Role.TASK, Role.EXPANSION})),
    "distill_metamath_templates": ("farm", Role.EXPANSION, frozenset({Role.TASK, Role.EXPANSION})),
    "distill_rubric_autoj_gpt4": ("judge", Role.RUBRIC, frozenset({Role.RUBRIC})),
    "distill_cot_marco_o1": ("trace", Role.TRACE, frozenset({Role.TRACE})),
}
"""Corpus of the test side -> the world it harvests in, what it holds, and the roles that it
stands in for. The tool tasks are left to the flags' table: 45 texts make no campaign. A `judge`
asks for 15 % tool tasks besides; those stay the side's. The talks of a relay or a replay cannot
come from a corpus of their own, for the side has one of talks, and honest people talk from it."""
FEWEST_EACH: Final = 4
"""Requests of an account at least: a small corpus is spread over fewer accounts."""
_NOT_DECISIVE: Final = ("interfaces/", "lab/bench/pages/")


@dataclass(frozen=True, slots=True)
class OneCorpus:
    """Content in which `roles` come from one corpus, and all others from `whole`."""

    whole: Content
    roles: frozenset[Role]
    texts: tuple[Text, ...] = ()
    """Its texts; none where it is of templates, to which `whole` is narrowed."""

    def draw(self, role: Role, count: int, rng: np.random.Generator) -> list[Text]:
        """Return `count` texts; those of the corpus do not repeat within a draw while they last."""
        if role not in self.roles:
            return self.whole.draw(role, count, rng)
        if not self.texts:
            return self.whole.draw(Role.EXPANSION, count, rng)
        picks = rng.choice(len(self.texts), size=count, replace=count > len(self.texts))
        return [self.texts[pick] for pick in picks.tolist()]

    def fixed(self, role: Role) -> list[Text]:
        """Return the public list of a role, which no harvest is made of."""
        return self.whole.fixed(role)

    def variants(self, role: Role, families: int, rng: np.random.Generator) -> Content:
        """Narrow to some of the templates; texts without templates stay whole."""
        if role in self.roles:
            if self.texts:
                return self
            role = Role.EXPANSION
        return replace(self, whole=self.whole.variants(role, families, rng))

    def in_languages(self, codes: Sequence[str]) -> Content:
        """Keep everybody else to these languages; a corpus of texts stays what it is."""
        return replace(self, whole=self.whole.in_languages(codes))


@cache
def shelves(corpora: Path, side: str = "test") -> dict[str, Shelf]:
    """Return the corpora of one side that are at hand, each by itself.

    Raises InputError where there is none, or where one is damaged.
    """
    load_side((corpora,), side)
    found: dict[str, Shelf] = {}
    for folder in folders_of([corpora]):
        for corpus in CORPORA:
            if corpus.side == side and folder.name.lower().startswith(corpus.folder):
                found.setdefault(corpus.folder, Shelf()).take_in(corpus.load(folder))
    for shelf in found.values():
        shelf.once_each()
    return found


def only(corpora: Path, name: str, seed: int) -> OneCorpus:
    """Return the content of a world whose harvest is of the corpus `name`.

    Raises SettingsError where it is not at hand, or no harvest is made of it.
    """
    shelf = shelves(corpora).get(name)
    if shelf is None or name not in HARVESTS:
        raise SettingsError(
            "no harvest can be made of this corpus",
            where=name,
            remedy="use one of " + ", ".join(harvests_at_hand(corpora)),
        )
    _, own, roles = HARVESTS[name]
    whole = CorpusContent((corpora,), seed, "test")
    if own is not Role.EXPANSION:
        return OneCorpus(whole, roles, tuple(shelf.items[own]))
    templates = [n for n, each in enumerate(whole.shelf.templates) if each in shelf.templates]
    return OneCorpus(replace(whole, chosen={Role.EXPANSION: tuple(templates)}), roles)


def harvests_at_hand(corpora: Path) -> list[str]:
    """Return the corpora that a harvest can be made of."""
    return [name for name in shelves(corpora) if name in HARVESTS]


@dataclass(frozen=True, slots=True)
class CorpusWorld:
    """A world to judge: whose words the harvest has, its seed (below 1,000) and its size."""

    corpus: str
    seed: int
    size: int
    corpora: Path

    def cell(self, texts: int) -> Cell:
        """Return the world as a cell; a corpus of few `texts` makes a small campaign."""
        preset = HARVESTS[self.corpus][0]
        cell = Cell(preset=preset, size=self.size, seed=self.seed, texts="real")
        (campaign,) = cell.spec().campaigns
        if not texts or texts >= campaign.exchanges:
            return cell
        accounts = min(campaign.accounts, max(1, texts // FEWEST_EACH))
        return cell.model_copy(update={"campaign": {"exchanges": texts, "accounts": accounts}})


def judge_corpus(world: CorpusWorld) -> Outcome:
    """Build the world and return what the product came to in it."""
    content = only(world.corpora, world.corpus, world.seed)
    cell = world.cell(len(content.texts))
    with build_of(cell.spec(), content) as built, built.window() as engine:
        truth = truth_of(built, engine)
        found = Stillwatch().find(engine)
    return score(cell, Stillwatch().name, found, truth, 0.0)


def judge_corpora(
    corpora: Path,
    seeds: Sequence[int],
    size: int,
    work: Path,
    processes: int,
    told: Told | None = None,
) -> dict[str, list[Outcome]]:
    """Return, by corpus, what each of its worlds came to; those judged before are read back."""
    worlds = {
        f"{corpus}-{seed}-{size}": CorpusWorld(corpus, seed, size, corpora)
        for corpus in harvests_at_hand(corpora)
        for seed in seeds
    }
    kept = run_kept(worlds, _judged, kept_in(work, corpora), processes, told)
    found: dict[str, list[Outcome]] = {}
    for name, world in worlds.items():
        found.setdefault(world.corpus, []).append(Outcome.model_validate_json(kept[name]))
    return found


def kept_in(work: Path, corpora: Path) -> Path:
    """Return the folder of what this code made of these corpora."""
    return work / f"corpora-{code_digest(_NOT_DECISIVE)}-{contents_digest(corpora)}"


def _judged(world: CorpusWorld) -> bytes:
    return judge_corpus(world).model_dump_json().encode()
