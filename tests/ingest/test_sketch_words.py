"""A word is found in every list it stands in, and nowhere else, however full its place is."""

from __future__ import annotations

import numpy as np

from stillwatch.ingest.sketch_words import mask_of, word_table


def test_a_word_stands_in_each_of_its_lists() -> None:
    table = word_table([(7, 0), (7, 3), (9, 1)], 16)
    assert [mask_of(np.uint64(word), *table) for word in (7, 9, 8)] == [0b1001, 0b10, 0]


def test_words_that_want_one_place_are_all_found() -> None:
    same_place = [5, 5 + 16, 5 + 32, 15, 15 + 16]
    table = word_table([(word, bit) for bit, word in enumerate(same_place)], 16)
    assert [mask_of(np.uint64(word), *table) for word in same_place] == [1, 2, 4, 8, 16]
    assert mask_of(np.uint64(5 + 48), *table) == 0
