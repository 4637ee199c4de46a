"""The few compiled functions that several sketch kernels share: UTF-8 and bit mixing.

Kept apart and small on purpose: numba's on-disk cache watches the file of the function that
is called, not of those it calls, so what is shared must be what does not change. A change
here changes every hash in every lake.
"""

from __future__ import annotations

from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

FNV_OFFSET: Final = np.uint64(0xCBF29CE484222325)
FNV_PRIME: Final = np.uint64(0x100000001B3)


@numba.njit(nogil=True, cache=True)
def finalise(value: np.uint64) -> np.uint64:
    """Spread 64 bits (murmur3's last step), so that low bits depend on all of them."""
    value ^= value >> np.uint64(33)
    value *= np.uint64(0xFF51AFD7ED558CCD)
    value ^= value >> np.uint64(33)
    value *= np.uint64(0xC4CEB9FE1A85EC53)
    return value ^ (value >> np.uint64(33))


@numba.njit(nogil=True, cache=True)
def byte_at(data: NDArray[np.uint8], at: int) -> int:
    """Return one byte as a wide integer: compiled `int()` keeps eight bits, and shifts them out."""
    return np.int64(data[at])  # type: ignore[return-value]


@numba.njit(nogil=True, cache=True)
def decode(data: NDArray[np.uint8], at: int, end: int) -> tuple[int, int]:
    """Return the code point beyond ASCII at `at`, and where the next begins.

    Broken bytes read as U+FFFD, one by one.
    """
    lead = byte_at(data, at)
    size = 2 if 0xC2 <= lead < 0xE0 else 3 if 0xE0 <= lead < 0xF0 else 4
    if lead < 0xC2 or lead > 0xF4 or at + size > end:
        return 0xFFFD, at + 1
    code = lead & (0x7F >> size)
    for ahead in range(at + 1, at + size):
        byte = byte_at(data, ahead)
        if byte & 0xC0 != 0x80:
            return 0xFFFD, at + 1
        code = (code << 6) | (byte & 0x3F)
    if code > 0x10FFFF:
        return 0xFFFD, at + 1
    return code, at + size


@numba.njit(nogil=True, cache=True)
def encode(code: int, out: NDArray[np.uint8], at: int) -> int:
    """Write one code point as UTF-8 and return where the next goes."""
    if code < 0x80:
        out[at] = code
        return at + 1
    size = 2 if code < 0x800 else 3 if code < 0x10000 else 4
    for back in range(size - 1, 0, -1):
        out[at + back] = 0x80 | (code & 0x3F)
        code >>= 6
    out[at] = (0xF00 >> size) & 0xFF | code
    return at + size
