"""Near-duplicate views agree for variations and not for strangers."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa

from stillwatch.ingest.sketch_lexicon import common_words
from stillwatch.ingest.sketch_text import fold, texts_of
from stillwatch.ingest.sketch_tokens import Tokens, tokenise
from stillwatch.ingest.sketch_views import VIEWS, end_hashes, near_views, template_hashes


def tokens(texts: list[str]) -> Tokens:
    return tokenise(fold(texts_of(pa.array(texts))))


def views(texts: list[str]) -> np.ndarray:
    found = tokens(texts)
    near = near_views(found, common_words(found))
    assert len(near) == VIEWS
    assert all(view.valid.all() for view in near)
    return np.stack([view.values for view in near], axis=1)


def words(count: int, source: random.Random) -> list[str]:
    return ["".join(source.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(count)]


def test_one_fifth_replaced_collides_in_most_pairs_and_strangers_in_none() -> None:
    source = random.Random(5)
    first: list[str] = []
    second: list[str] = []
    strangers: list[str] = []
    for _ in range(400):
        base = words(60, source)
        slots = [3 * place + shift for place in source.sample(range(20), 4) for shift in range(3)]
        for out in (first, second):
            filled = list(base)
            for slot in slots:
                filled[slot] = words(1, source)[0]
            out.append(" ".join(filled))
        strangers.append(" ".join(words(60, source)))
    agree = (views(first) == views(second)).any(axis=1).mean()
    assert agree > 0.55
    assert not (views(first) == views(strangers)).any()


def test_equal_texts_agree_in_all_views_and_views_differ_from_each_other() -> None:
    text = "compare hydraulic pumps and pneumatic valves for the northern quarry project"
    found = views([text, text.upper()])
    assert (found[0] == found[1]).all()
    assert len(set(found[0].tolist())) == VIEWS


def test_shared_stock_phrases_alone_do_not_collide() -> None:
    found = views(
        [
            "can you please explain how to write a function in python that parses invoices quickly",
            "can you please explain how to write a function in python that rotates images smoothly",
            "can you please explain how to write a function in python that brews perfect espresso",
        ]
    )
    assert all(len(set(found[:, view].tolist())) == 3 for view in range(VIEWS))


def test_eight_words_are_enough_even_if_all_are_common() -> None:
    found = tokens(["what is it and why is it so", "what is it and why"])
    assert near_views(found, common_words(found))[0].valid.tolist() == [True, False]


def test_sixteen_characters_are_enough_without_spaces() -> None:
    found = tokens(["北京历史文化以及著名景点介绍一下", "北京历史文化以及著名景点介绍一"])
    assert near_views(found, common_words(found))[0].valid.tolist() == [True, False]


def test_templates_depend_on_order_and_need_three_words() -> None:
    found = template_hashes(tokens(["one two three", "three two one", "one two 3"]))
    assert found.values[0] != found.values[1]
    assert found.valid.tolist() == [True, True, False]


def test_ends_hold_twelve_words_and_need_twenty() -> None:
    letters = [chr(97 + each) * 2 for each in range(20)]
    base, tail = " ".join(letters), " ".join([*letters[:12], *(["zz"] * 8)])
    rows = tokens([base, tail, " ".join(letters[:19])])
    first, last = end_hashes(rows, last=False), end_hashes(rows, last=True)
    assert first.valid.tolist() == [True, True, False]
    assert first.values[0] == first.values[1]
    assert last.values[0] != last.values[1]


def test_an_end_of_slots_only_is_no_end() -> None:
    rows = tokens([" ".join(str(each) for each in range(30))])
    assert not end_hashes(rows, last=False).valid.any()


def test_ends_of_a_script_without_spaces_hold_24_characters() -> None:
    text = "北京历史文化以及著名景点介绍上海广州深圳成都重庆天津武汉西安南京杭州苏州青岛"
    rows = tokens([text + "大连厦门", text + "长沙郑州", text[:30]])
    first, last = end_hashes(rows, last=False), end_hashes(rows, last=True)
    assert first.valid.tolist() == [True, True, False]
    assert first.values[0] == first.values[1]
    assert last.values[0] != last.values[1]
