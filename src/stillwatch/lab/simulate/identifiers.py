"""Opaque identifiers from 63-bit keys: one shape for everybody, no order, no vocabulary.

A key is drawn at random where the thing is made; its text is a bijection of the key, so that
equal keys give equal identifiers and nothing about the owner shows. Key 0 is null.
"""

from __future__ import annotations

import zlib
from typing import Any, Final

import numba
import numpy as np
import numpy.typing as npt
import pyarrow as pa

Keys = npt.NDArray[np.int64]

_DIGITS: Final = 16
_HEX: Final = np.frombuffer(b"0123456789abcdef", np.uint8)


def draw_keys(count: int, rng: np.random.Generator) -> Keys:
    """Draw `count` fresh keys; 2**62 of them, so that collisions do not occur in practice."""
    return rng.integers(1, 2**62, size=count, dtype=np.int64)


def mix(keys: npt.NDArray[np.int64], salt: int) -> npt.NDArray[np.uint64]:
    """Scramble keys by splitmix64 (Steele et al., OOPSLA 2014), a bijection of 64 bits."""
    z = keys.astype(np.uint64) ^ np.uint64(salt * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    result: npt.NDArray[np.uint64] = z ^ (z >> np.uint64(31))
    return result


def identifiers(prefix: str, keys: npt.NDArray[np.int64]) -> pa.StringArray:
    """Return `prefix` and sixteen hex digits for each key; null where the key is 0."""
    there = keys != 0
    head = np.frombuffer(prefix.encode(), np.uint8)
    offsets = np.zeros(len(keys) + 1, np.int32)
    np.cumsum(there * np.int32(len(head) + _DIGITS), out=offsets[1:])
    text = np.empty(offsets[-1], np.uint8)
    _spell(mix(keys, zlib.crc32(prefix.encode())), offsets, head, _HEX, text)
    mask = None if there.all() else pa.array(there).buffers()[1]
    return pa.StringArray.from_buffers(len(keys), pa.py_buffer(offsets), pa.py_buffer(text), mask)


@numba.njit(nogil=True, cache=True)
def _spell(
    numbers: npt.NDArray[np.uint64],
    offsets: npt.NDArray[np.int32],
    head: npt.NDArray[np.uint8],
    digits: npt.NDArray[np.uint8],
    text: npt.NDArray[np.uint8],
) -> None:
    """Write `head` and the digits of every number whose place in `text` is not empty."""
    for row in range(len(numbers)):
        at = offsets[row]
        if offsets[row + 1] == at:
            continue
        text[at : at + len(head)] = head
        at += len(head)
        for place in range(_DIGITS):
            text[at + place] = digits[(numbers[row] >> np.uint64(60 - 4 * place)) & np.uint64(15)]


def request_keys(accounts: npt.NDArray[Any], ts: npt.NDArray[np.int64]) -> Keys:
    """Return a key per request: one account's differ for certain, as its times do."""
    place = mix(accounts.astype(np.int64) + 1, 0x5EED).view(np.int64)
    keys: Keys = place + ts
    return keys
