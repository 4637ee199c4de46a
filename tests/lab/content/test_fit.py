"""The fit tells plain kinds apart, keeps the sense of its weights, and is written to be read."""

from __future__ import annotations

import json

import pytest

from stillwatch.ingest.sketch_task import INTERCEPT
from stillwatch.lab.content.fit import FORM, MOST, PERSON, document, fit, measured, scores
from tests.lab.content.made import ORDERS, TALK, both, source


def test_plain_kinds_are_told_apart() -> None:
    weights = fit(both())
    made, said = scores(both()[0], weights), scores(both()[2], weights)
    assert made.min() > 0.7
    assert said.max() < 0.3


def test_weights_keep_their_sense_even_where_the_texts_say_otherwise() -> None:
    weights = fit([source("a", TALK, harvest=True), source("b", ORDERS, harvest=False)])
    assert all(weights.get(name, 0.0) >= 0 for name in FORM)
    assert all(weights.get(name, 0.0) <= 0 for name in PERSON)


def test_a_feature_weighs_no_more_than_it_may() -> None:
    weights = fit(both())
    assert all(weights.get(name, 0.0) <= most for name, most in MOST.items())


def test_every_name_with_a_bound_is_a_feature() -> None:
    names, _ = measured(both()[0])
    assert {*FORM, *PERSON, *MOST} <= {*names}
    assert not {*FORM} & {*PERSON}


def test_a_source_counts_as_a_whole_however_large() -> None:
    small, large = (
        source("s", ORDERS[:20], harvest=True),
        source("s", ORDERS[:20] * 5, harvest=True),
    )
    people = source("p", TALK, harvest=False)
    once, often = fit([small, people]), fit([large, people])
    assert once.keys() == often.keys()
    for name, weight in once.items():
        assert often[name] == pytest.approx(weight, abs=0.01)


def test_the_document_says_what_it_was_fitted_on() -> None:
    basis = [*both(), source("own_de_task", ORDERS, harvest=True, language="de")]
    told = json.loads(document({INTERCEPT: 0.5}, basis))
    assert told["fitted_on"] == {each.name: len(each.texts) for each in both()}
    assert told["and_own_texts_in"] == ["de"]
    assert told["weights"] == {INTERCEPT: 0.5}
