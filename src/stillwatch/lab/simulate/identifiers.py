"""Opaque identifiers from 63-bit keys: one shape for everybody, no order, no vocabulary.

A key is drawn at random where the thing is made; its text is a bijection of the key, so that
equal keys give equal identifiers and nothing about the owner shows. Key 0 is null.
"""

from __future__ import annotations

import zlib
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Keys = npt.NDArray[np.int64]

_HEX: Final = np.frombuffer("".join(f"{i:02x}" for i in range(256)).encode(), np.uint8).reshape(
    256, 2
)


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
    count, head = len(keys), np.frombuffer(prefix.encode(), np.uint8)
    octets = mix(keys, zlib.crc32(prefix.encode())).astype(">u8").view(np.uint8)
    text = np.empty((count, len(head) + 16), np.uint8)
    text[:, : len(head)] = head
    text[:, len(head) :] = _HEX[octets].reshape(count, 16)
    offsets = np.arange(count + 1, dtype=np.int32) * np.int32(text.shape[1])
    filled = pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(text))
    if keys.all():
        return filled
    return pc.if_else(pa.array(keys != 0), filled, pa.scalar(None, pa.string()))
