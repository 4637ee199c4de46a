"""The sentences say what the numbers say."""

from __future__ import annotations

import pytest

from stillwatch.campaigns.reference import load_reference
from stillwatch.ingest.sketch_capability import CAPABILITIES
from stillwatch.interfaces.report import words
from stillwatch.model.noted import WorthBand
from stillwatch.pipeline import EVERY_FAMILY
from stillwatch.signals.catalogue import MEASURES
from tests.interfaces.invented import Pair, build_pair


@pytest.mark.parametrize(
    ("rate", "told"),
    [
        (0.05, "Of 100 groups with evidence this strong, about 5 are expected to be harmless."),
        (0.1, "Of 10 groups with evidence this strong, about 1 is expected to be harmless."),
        (0.001, "Of 1,000 groups with evidence this strong, about 1 is expected to be harmless."),
        (0.00025, "Of 10,000 groups with evidence this strong, about 2 are expected to be "),
    ],
)
def test_an_error_rate_is_a_frequency(rate: float, told: str) -> None:
    assert words.error_rate(rate).startswith(told)


def test_extreme_error_rates_do_not_promise_certainty() -> None:
    assert words.error_rate(1e-9).startswith("Fewer than 1 in 1,000,000")
    assert "is expected" in words.error_rate(0.0)
    assert "as often as not" in words.error_rate(0.8)


@pytest.mark.parametrize(
    ("bits", "word"),
    [(-3, "next to nothing"), (1, "weak"), (4, "moderate"), (10, "strong"), (20, "very strong")],
)
def test_strength(bits: float, word: str) -> None:
    assert words.strength(bits) == word


def test_evidence_for_an_alternative_is_said_as_plainly_as_against() -> None:
    assert words.against(12) == "strong evidence against it"
    assert words.against(-12) == "strong evidence for it"
    assert words.against(0.4) == "the evidence does not decide"


def test_the_headline_counts_only_what_is_named(pair: Pair) -> None:
    taken = sum(c.harvest.exchanges for c in pair[0].campaigns if c.verdict == "campaign")
    assert words.headline(pair[0], 17) == (
        f"2 campaigns, 571 accounts, {taken:,} exchanges harvested; 1 suspect; "
        "17 groups looked at and cleared"
    )


def test_what_somebody_vouches_for_is_told_beside_nothing_named() -> None:
    document = build_pair((), suspects=0)[0]
    assert words.headline(document, 2, 1) == (
        "Nothing named: no campaign found; no suspects; 1 noted exception; "
        "2 groups looked at and cleared"
    )


def test_an_account_of_two_campaigns_counts_once() -> None:
    document = build_pair((9, 9), suspects=0)[0]
    shared = document.campaigns[1].model_copy(update={"accounts": document.campaigns[0].accounts})
    both = document.model_copy(update={"campaigns": [document.campaigns[0], shared]})
    assert words.headline(both).startswith("2 campaigns, 9 accounts,")


def test_nothing_found_is_said() -> None:
    document = build_pair((), suspects=0)[0]
    assert words.headline(document) == "Nothing named: no campaign found; no suspects"


def test_campaigns_come_before_suspects_and_big_before_small(pair: Pair) -> None:
    ordered = words.ordered(pair[0])
    assert [c.verdict for c in ordered] == ["campaign", "campaign", "suspect"]
    assert ordered[0].harvest.exchanges > ordered[1].harvest.exchanges


def test_names_nobody_described_stay_readable() -> None:
    assert words.technique("new_trick") == "new trick"
    assert words.family("new_family") == "New family"
    assert words.capability("vision_qa") == "vision qa"


def test_worth_sets_a_harvest_beside_what_was_published() -> None:
    band = WorthBand(kind="grading", exchanges=40_000, examples=100_000, gain="as good", source="A")
    assert words.worth(band) == (
        "40,000 exchanges of grading answers; for comparison, 100,000 examples: as good (A)"
    )


def test_every_kind_of_reference_has_words_of_its_own() -> None:
    kinds = {group.looks_like.replace("_", " ") for group in load_reference(None, MEASURES).groups}
    assert kinds <= set(words.LOOK_ALIKES)
    assert words.hypothesis("one intake: all signed up together").startswith("one intake")


def test_every_family_and_capability_has_words_of_its_own() -> None:
    assert set(EVERY_FAMILY) <= set(words.FAMILIES)
    assert set(CAPABILITIES) == set(words.CAPABILITIES)
