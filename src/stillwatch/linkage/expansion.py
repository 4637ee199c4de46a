"""Who belongs to a group: everybody is weighed by what they hold, given what the members hold.

A group found by its ties holds those that ties could prove, or all holders of one thing. Each
entity's log-likelihood ratio (research/judgement.md, S5) says how much better "one of them"
explains its holdings than chance does; the group is then those it speaks for, and the next
round starts from them. Families of evidence are capped and added, signals of one family are
not. Lacking what most members have speaks against, where the entity carries such data at all.

Identifiers are held or not. Texts and talks are sent, and weighed one by one under the mixture
(1 - share) + share q / q0, for an account may harvest with a small part of its traffic: who sent
one popular prompt among fifty of its own is not thereby one of those who send nothing else. A
text counts once however often it is sent, for whoever has used a template uses it again
(burstiness: Madsen et al. 2005).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse

from stillwatch.linkage.holdings import Everything, Holdings, membership_matrix

CAP: Final = 8.0
"""Most bits one family may give an entity: joining a large group takes two of them."""
TEXT_CAP: Final = 14.0
"""The same for texts that are items by themselves, which an entity has many of."""
TEXT_FLOOR: Final = -6.0
"""Bits against, at most, for sending none of the group's texts."""
SHARES: Final = (0.05, 0.4)
"""Shares of an entity's texts that may be the group's own; the likeliest is paid for."""
LACKING: Final = 0.05
"""Share of members taken to lack a family whatever was seen: no family is quite universal."""
UNSEEN: Final = 0.3
"""Entities outside that are taken to send a text which nobody outside was seen to send."""
JOINING: Final = 0.95
"""Membership from which an entity from outside is taken in."""
STAYING: Final = 0.5
ROUNDS: Final = 4
CELLS: Final = 20_000_000
"""Groups times entities that are weighed at a time."""


@dataclass(frozen=True, slots=True)
class Membership:
    """A group's members, and how sure each one's membership is."""

    members: np.ndarray
    """Entity numbers, sorted."""
    sure: np.ndarray
    """0..1, in the order of members."""
    cohesion: float
    """Mean bits that speak for a member: how much the members have in common."""


def settle_members(
    everything: Everything, groups: Sequence[np.ndarray], rounds: int = ROUNDS
) -> list[Membership]:
    """Settle the membership of each group, in rounds, apart from all others."""
    at_once = max(1, CELLS // (everything.entities + 1))
    found: list[Membership] = []
    for start in range(0, len(groups), at_once):
        found += _settled(everything, groups[start : start + at_once], rounds)
    return found


def resemblance(
    everything: Everything, groups: Sequence[np.ndarray], least_bits: float
) -> np.ndarray:
    """Return, for groups a and b, the share of b's members for whose being one of a's kind
    `least_bits` speak."""
    rows = everything.entities + 1
    matrix = membership_matrix(groups, rows)
    heads = np.maximum(1, np.asarray(matrix.sum(axis=1)).ravel())
    at_once = max(1, CELLS // rows)
    found = []
    for start in range(0, len(groups), at_once):
        inside = matrix[start : start + at_once].toarray().astype(bool)
        alike = sparse.csr_matrix(weigh(everything, inside) >= least_bits, dtype=np.float64)
        found.append((alike @ matrix.T).toarray() / heads)
    return np.concatenate(found) if found else np.empty((0, 0))


def _settled(everything: Everything, groups: Sequence[np.ndarray], rounds: int) -> list[Membership]:
    inside = membership_matrix(groups, everything.entities + 1).toarray().astype(bool)
    bits = weigh(everything, inside)
    for _ in range(rounds):
        after = _sure(bits, inside) >= np.where(inside, STAYING, JOINING)
        # A group that nothing holds together falls apart; it is judged as it was found.
        after = np.where(after.sum(axis=1, keepdims=True) < 3, inside, after)
        moved = np.flatnonzero((after != inside).any(axis=1))
        if not len(moved):
            break
        inside = after
        bits[moved] = weigh(everything, inside[moved])
    sure = _sure(bits, inside)
    found = []
    for number in range(len(groups)):
        members = np.flatnonzero(inside[number])
        cohesion = float(bits[number, members].mean()) if len(members) else 0.0
        found.append(Membership(members, sure[number, members], cohesion))
    return found


def weigh(everything: Everything, inside: np.ndarray) -> np.ndarray:
    """Return groups x entities: the bits for each entity's being one of each group's kind.

    `inside` is groups x entities, true for members, who are left out of their own comparison.
    """
    families: dict[str, list[Holdings]] = {}
    for holdings in everything.holdings:
        families.setdefault(holdings.signal.family, []).append(holdings)
    total = np.zeros(inside.shape, dtype=np.float32)
    for family in families.values():
        texts = [each for each in family if each.signal.is_sent]
        others = [each for each in family if not each.signal.is_sent]
        if texts:
            total += _texts(texts, inside)
        if others:
            total += _identifiers(others, inside)
    total[:, 0] = -np.inf
    return total


def _sure(bits: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Return the membership of each entity; an outsider's prior is the group's share of all,
    and of who is in already, half of that speaks against it."""
    heads = inside.sum(axis=1, keepdims=True)
    odds = np.log2(np.maximum(inside.shape[1] - 1 - heads, 1) / np.maximum(heads, 1))
    prior = np.where(inside, odds / 2, odds)
    return np.asarray(1 / (1 + np.exp2(np.clip(prior - bits, -60, 60))))


def _identifiers(family: Sequence[Holdings], inside: np.ndarray) -> np.ndarray:
    best = np.zeros(inside.shape, dtype=np.float32)
    has_data = np.zeros(inside.shape[1], dtype=bool)
    for holdings in family:
        np.maximum(best, _held_bits(holdings, inside), out=best)
        has_data |= holdings.things > 0
    told = best >= 1
    members = inside & has_data
    covered = (told & members).sum(axis=1) / np.maximum(1, members.sum(axis=1))
    against = np.log2(np.minimum(1.0, 1 - covered + LACKING))[:, None]
    lacking = np.where(has_data, against, 0.0)
    return np.asarray(np.where(told, np.minimum(best, CAP), lacking), dtype=np.float32)


def _held_bits(holdings: Holdings, inside: np.ndarray) -> np.ndarray:
    """Return the bits of holding what a group's members hold, itself left out of the count."""
    held, among = holdings.held, sparse.csr_matrix(inside.astype(np.float64))
    counts = (among @ held).tocsr()
    heads = inside.sum(axis=1).astype(float)
    holders = holdings.holders
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    g, d = counts.data, holders[counts.indices]
    usual = np.asarray(held.multiply(holdings.chance).sum(axis=0)).ravel() / np.maximum(1, holders)

    def lifted(others: np.ndarray, among_heads: np.ndarray, outside: np.ndarray) -> np.ndarray:
        """Bits of an item before the entity's own chance of holding it is taken off."""
        within = np.log2((others + 0.5) / (among_heads + 1.0))
        return np.asarray(within - np.log2((outside + 0.5) / np.maximum(d, 1)))

    out = lifted(g, heads[rows], np.maximum(d - g - 1, 0))
    member = lifted(g - 1, heads[rows] - 1, d - g)
    chance = -np.log2(np.maximum(usual[counts.indices], 1e-12))
    found = np.zeros(inside.shape, dtype=np.float32)
    logs = holdings.chance.copy()
    logs.data = -np.log2(np.maximum(logs.data, 1e-12))
    for bits, keep, who in (
        (out, out + chance >= 1, ~inside),
        (member, (member + chance >= 1) & (g >= 2), inside),
    ):
        lift = _sparse(bits, keep, rows, counts)
        there = _sparse(np.ones_like(bits), keep, rows, counts)
        total = (lift @ held.T + there @ logs.T).toarray()
        found += np.where(who, np.maximum(total, 0), 0).astype(np.float32)
    return found


def _texts(family: Sequence[Holdings], inside: np.ndarray) -> np.ndarray:
    best = np.full(inside.shape, -np.inf, dtype=np.float32)
    has_data = np.zeros(inside.shape[1], dtype=bool)
    for holdings in family:
        # Views of one text, or turns of one talk, are many items and one thing: no piling up.
        cap = TEXT_CAP if holdings.signal.views == 1 else CAP
        np.maximum(best, np.minimum(_sent_bits(holdings, inside), cap), out=best)
        has_data |= holdings.things > 0
    return np.asarray(np.where(has_data, np.maximum(best, TEXT_FLOOR), 0), np.float32)


def _sent_bits(holdings: Holdings, inside: np.ndarray) -> np.ndarray:
    """Return the bits of sending what a group's members send, text by text."""
    weight, among = holdings.weight, sparse.csr_matrix(inside.astype(np.float64))
    counts, sent = (_sorted(among @ each) for each in (holdings.held, weight))
    everywhere = np.asarray(weight.sum(axis=0)).ravel()
    heads = inside.sum(axis=1).astype(float)
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    g = counts.data
    mine = sent.data  # of the same items in the same order: both matrices have the same cells
    others = inside.shape[1] - 1 - heads[rows]
    outside = (np.maximum(everywhere[counts.indices] - mine, 0) + UNSEEN) / (others + 1.0)
    within = mine / np.maximum(1.0, heads[rows])
    found = np.full(inside.shape, -np.inf)
    for share in SHARES:
        empty = np.log2(1 - share)
        for usual, who in ((within, ~inside), (within * (g - 1) / np.maximum(g, 1), inside)):
            telling = (g >= 2) & (usual > outside)
            bits = np.log2((1 - share) + share * usual / outside) - empty
            lift = _sparse(bits, telling, rows, counts)
            total = ((lift @ weight.T).toarray() + empty) * holdings.things
            np.maximum(found, total, out=found, where=who)
    return np.asarray(found - np.log2(len(SHARES)), dtype=np.float32)


def _sorted(product: sparse.csr_matrix) -> sparse.csr_matrix:
    product = product.tocsr()
    product.sort_indices()
    return product


def _sparse(
    values: np.ndarray, keep: np.ndarray, rows: np.ndarray, like: sparse.csr_matrix
) -> sparse.csr_matrix:
    return sparse.csr_matrix((values[keep], (rows[keep], like.indices[keep])), shape=like.shape)
