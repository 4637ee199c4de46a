"""Word lists laid out for probing: which lists a hashed word stands in, as bits of one number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray


class WordTable(NamedTuple):
    """An open hash table: `masks` says of each of `keys` which lists it stands in."""

    keys: NDArray[np.uint64]
    masks: NDArray[np.uint64]


def word_table(words: Iterable[tuple[int, int]], room: int) -> WordTable:
    """Lay out hashed words, each with the number of its list; `room` is a power of two."""
    keys, masks = np.zeros(room, np.uint64), np.zeros(room, np.uint64)
    for word, bit in words:
        place = word % room
        while keys[place] not in (0, word):
            place = (place + 1) % room
        keys[place] = word
        masks[place] |= np.uint64(1 << bit)
    return WordTable(keys, masks)


@numba.njit(nogil=True, cache=True)
def mask_of(value: np.uint64, keys: NDArray[np.uint64], masks: NDArray[np.uint64]) -> np.uint64:
    """Return the lists that a hashed word stands in; 0 where it stands in none."""
    room = np.uint64(len(keys) - 1)
    place = value & room
    mask = np.uint64(0)
    while keys[place] != 0:
        if keys[place] == value:
            mask = masks[place]
            break
        place = (place + np.uint64(1)) & room
    return mask
