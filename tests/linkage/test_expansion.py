"""Membership: who holds what the group holds comes in, who only stood by goes out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stillwatch.linkage.expansion import Membership, resemblance, settle_members, weigh
from tests.linkage.population import Holdings, everything, independent, linked, signal

ACCOUNTS = 1500
TEXT = signal("text", "content", texts=True)
CARD = signal("card", "payment")
ADDRESS = signal("address", "network")
SIGNALS = [TEXT, CARD, ADDRESS]
RING = np.arange(40)


def world(
    texts_each: int = 6, *, cards: int = 10, own: int = 12, camouflage: int = 0
) -> dict[str, Holdings]:
    """Let forty accounts send a dozen templates, four on a card, among people who do not."""
    rng = np.random.default_rng(2)
    text = independent(rng, ACCOUNTS, 1.0 / np.arange(1, 6001), 15, 1.0)
    who = np.repeat(RING, texts_each)
    what = 10_000 + rng.integers(0, own, len(who))
    noise = np.repeat(RING, camouflage)
    people = np.arange(ACCOUNTS)
    card = np.where(people < len(RING), people % cards + 50_000, people)
    address = np.where(people < len(RING), people % 8 + 60_000, people // 3)
    return {
        "text": (
            np.concatenate([text[0][text[0] >= len(RING)], who, noise]),
            np.concatenate(
                [text[1][text[0] >= len(RING)], what, rng.integers(20_000, 900_000, len(noise))]
            ),
        ),
        "card": (people, card),
        "address": (people, address),
    }


def settled(folder: Path, held: dict[str, Holdings], *groups: np.ndarray) -> list[Membership]:
    """Settle groups of account numbers; members come back as account numbers too."""
    with linked(folder, held, ACCOUNTS, SIGNALS, ties=False) as engine:
        found = settle_members(everything(engine, SIGNALS), [g + 1 for g in groups])
    return [Membership(m.members - 1, m.sure, m.cohesion) for m in found]


@pytest.mark.parametrize("camouflage", [0, 10, 40])
def test_a_part_of_a_ring_grows_to_all_of_it(camouflage: int, tmp_path: Path) -> None:
    found = settled(tmp_path, world(camouflage=camouflage), RING[::3])[0]
    assert found.members.tolist() == RING.tolist()
    assert found.sure.min() > 0.9


def test_strangers_among_the_seed_go_out(tmp_path: Path) -> None:
    strangers = np.arange(700, 770, 7)
    found = settled(tmp_path, world(), np.concatenate([RING, strangers]))[0]
    assert found.members.tolist() == RING.tolist()


def test_who_once_sent_the_same_text_is_not_one_of_them(tmp_path: Path) -> None:
    held = world()
    person = np.full(30, 900)
    mine = np.concatenate([[10_000], np.arange(700_000, 700_029)])
    held["text"] = tuple(
        np.concatenate([a, b]) for a, b in zip(held["text"], (person, mine), strict=True)
    )  # type: ignore[assignment]
    found = settled(tmp_path, held, np.append(RING, 900))[0]
    assert 900 not in found.members


def test_a_customer_of_the_same_exits_is_not_one_of_them(tmp_path: Path) -> None:
    held = world()
    who, what = held["address"]
    what[[800, 801, 802]] = 60_000
    found = settled(tmp_path, {**held, "address": (who, what)}, RING)[0]
    assert not {800, 801, 802} & set(found.members.tolist())


def test_texts_alone_hold_a_group_together(tmp_path: Path) -> None:
    held = world(cards=ACCOUNTS)
    held["address"] = (np.arange(ACCOUNTS), np.arange(ACCOUNTS))
    found = settled(tmp_path, held, RING[:20])[0]
    assert set(found.members.tolist()) >= set(RING[:20].tolist())
    assert set(found.members.tolist()) <= set(RING.tolist())


def test_random_groups_fall_apart_or_stay_small(tmp_path: Path) -> None:
    rng = np.random.default_rng(8)
    groups = [np.sort(rng.choice(np.arange(100, ACCOUNTS), 20, replace=False)) for _ in range(10)]
    for group, found in zip(groups, settled(tmp_path, world(), *groups), strict=True):
        # Nothing holds it together: it is left as it was, with nothing to be sure of.
        assert len(found.members) <= 20 or found.cohesion < 4
        assert set(group.tolist()) & set(found.members.tolist())


def test_two_actors_on_one_pool_do_not_resemble_each_other(tmp_path: Path) -> None:
    held = world()
    rng = np.random.default_rng(5)
    other = np.arange(100, 130)
    keep = ~np.isin(held["text"][0], other)
    held["text"] = (
        np.concatenate([held["text"][0][keep], np.repeat(other, 6)]),
        np.concatenate([held["text"][1][keep], 80_000 + rng.integers(0, 10, 180)]),
    )
    held["card"][1][other] = 81_000 + other % 8
    held["address"][1][other] = 60_000 + other % 8
    with linked(tmp_path, held, ACCOUNTS, SIGNALS, ties=False) as engine:
        both = [RING + 1, other + 1]
        like = resemblance(everything(engine, SIGNALS), both, 3.0)
        halves = [RING[::2] + 1, RING[1::2] + 1]
        pieces = resemblance(everything(engine, SIGNALS), halves, 3.0)
    assert like[0, 1] < 0.2
    assert like[1, 0] < 0.2
    assert pieces.min() > 0.8


def test_members_do_not_speak_for_themselves(tmp_path: Path) -> None:
    held: dict[str, Holdings] = {
        "text": (np.arange(ACCOUNTS), np.arange(ACCOUNTS)),
        "card": (np.arange(ACCOUNTS), np.arange(ACCOUNTS)),
        "address": (np.arange(ACCOUNTS), np.arange(ACCOUNTS) // 2),
    }
    with linked(tmp_path, held, ACCOUNTS, SIGNALS, ties=False) as engine:
        inside = np.zeros((1, ACCOUNTS + 1), dtype=bool)
        inside[0, 1:40:2] = True  # One of each pair that shares an address.
        bits = weigh(everything(engine, SIGNALS), inside)
    assert bits[0, inside[0]].max() <= 0
