"""UTF-8 and bit mixing agree with Python's own."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillwatch.ingest.sketch_bits import byte_at, decode, encode, finalise


@given(st.characters(min_codepoint=0x80, exclude_categories=["Cs"]))
def test_code_points_survive_the_way_there_and_back(char: str) -> None:
    data = np.frombuffer(char.encode(), np.uint8)
    assert decode(data, 0, len(data)) == (ord(char), len(data))
    out = np.zeros(4, np.uint8)
    size = encode(ord(char), out, 0)
    assert out[:size].tobytes() == char.encode()


@pytest.mark.parametrize(
    "broken", [b"\x80", b"\xc3", b"\xe4\xbd", b"\xf0\x9f\x98", b"\xff", b"\xc3A"]
)
def test_broken_bytes_read_as_one_lost_character(broken: bytes) -> None:
    data = np.frombuffer(broken, np.uint8)
    assert decode(data, 0, len(data)) == (0xFFFD, 1)


def test_a_byte_is_wide_enough_to_shift() -> None:
    assert byte_at(np.array([200], np.uint8), 0) << 8 == 51_200


def test_neighbours_end_far_apart() -> None:
    values = [int(finalise(np.uint64(each))) for each in range(1, 1_000)]
    flips = [(a ^ b).bit_count() for a, b in pairwise(values)]
    assert 28 < sum(flips) / len(flips) < 36
