"""The picture is the same each time, stays in its frame, and puts friends together."""

from __future__ import annotations

import numpy as np

from stillwatch.interfaces.report.layout import place


def two_stars() -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Accounts 0..9 hold item 20, accounts 10..19 hold item 21."""
    return np.array([(n, 20 if n < 10 else 21) for n in range(20)], dtype=np.int64)


def test_the_layout_is_the_same_each_time_and_fits() -> None:
    first, second = place(22, two_stars(), 2), place(22, two_stars(), 2)
    np.testing.assert_array_equal(first, second)
    assert first.shape == (22, 2)
    assert first.min() >= 0
    assert first.max() <= 1


def test_accounts_stand_by_what_they_share() -> None:
    at = place(22, two_stars(), 2)
    own = np.linalg.norm(at[:10] - at[20], axis=1)
    other = np.linalg.norm(at[:10] - at[21], axis=1)
    assert (own < other).all()


def test_no_node_and_no_edge_are_no_trouble() -> None:
    none = np.zeros((0, 2), dtype=np.int64)
    assert place(0, none, 0).shape == (0, 2)
    assert np.isfinite(place(1, none, 0)).all()
    assert np.isfinite(place(5, none, 2)).all()
