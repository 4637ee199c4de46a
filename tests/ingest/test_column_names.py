"""Matching a mapping with the data, and saying what is missing."""

from __future__ import annotations

import pytest

from stillwatch.ingest.column_names import closest, plan_columns
from stillwatch.ingest.mapping import NO_MAPPING, Mapping
from stillwatch.model.errors import MappingError

OURS = ["ts", "request_id", "account_id", "model", "output_tokens"]


def test_our_own_names_need_no_mapping() -> None:
    plan = plan_columns(NO_MAPPING, [*OURS, "prompt", "theirs"], "log")
    assert plan.taken == {name: name for name in [*OURS, "prompt"]}


def test_a_mapping_wins_over_a_column_of_our_name() -> None:
    mapping = Mapping(fields={"model": "engine"}, constants={"surface": "api"})
    plan = plan_columns(mapping, [*OURS, "engine", "surface"], "log")
    assert plan.taken["model"] == "engine"
    assert "surface" not in plan.taken


@pytest.mark.parametrize("column", ["customer_di", "Customer-ID", "custmer_id"])
def test_a_mapped_column_that_is_not_there_names_the_closest(column: str) -> None:
    mapping = Mapping(fields={"account_id": column})
    names = ["ts", "request_id", "model", "output_tokens", "customer_id", "tier"]
    with pytest.raises(MappingError, match="did you mean customer_id") as caught:
        plan_columns(mapping, names, "log.csv")
    assert caught.value.where == "log.csv"


def test_a_column_that_may_be_absent_is_let_go() -> None:
    mapping = Mapping(fields={"plan": "tier?"})
    assert "plan" not in plan_columns(mapping, OURS, "log").taken
    assert plan_columns(mapping, [*OURS, "tier"], "log").taken["plan"] == "tier"


def test_a_path_may_lead_into_json_only() -> None:
    mapping = Mapping(fields={"plan": "extra.tier"})
    assert plan_columns(mapping, [*OURS, "extra"], "log", openable=["extra"]).taken["plan"]
    with pytest.raises(MappingError, match=r"extra\.tier"):
        plan_columns(mapping, [*OURS, "extra"], "log")


@pytest.mark.parametrize(
    ("missing", "column", "remedy"),
    [
        ("ts", "event_time", "fields: {ts: event_time}"),
        ("account_id", "customer_id", "constants: {account_id: ...}"),
        ("request_id", "uuid", "derive: [request_id]"),
        ("output_tokens", "completion_tokens", "completion_tokens"),
    ],
)
def test_a_required_field_that_nothing_feeds(missing: str, column: str, remedy: str) -> None:
    names = [name for name in OURS if name != missing] + [column, "zzz"]
    with pytest.raises(MappingError) as caught:
        plan_columns(NO_MAPPING, names, "log")
    line = caught.value.line()
    assert f"required field {missing}" in line
    assert f"likely: {column}" in line
    assert remedy in line


def test_all_that_is_missing_is_said_at_once() -> None:
    with pytest.raises(MappingError) as caught:
        plan_columns(NO_MAPPING, ["event_time", "customer_id", "output_tokens"], "log")
    line = caught.value.line()
    assert "required fields ts (" in line
    assert "fields: {ts: event_time, request_id: " in line
    assert "account_id: customer_id, model: " in line
    assert "`constants: {account_id: ..., model: ...}` if all rows share one" in line
    assert "output_tokens" not in line.partition("there are")[0]


def test_sketches_are_taken_under_their_own_names() -> None:
    plan = plan_columns(NO_MAPPING, [*OURS, "prompt_hash"], "log")
    assert plan.taken["prompt_hash"] == "prompt_hash"


def test_constants_and_derivation_feed_required_fields() -> None:
    mapping = Mapping(constants={"model": "m"}, derive=("request_id",))
    plan = plan_columns(mapping, ["ts", "account_id", "output_tokens"], "log")
    assert plan.constants == {"model": "m"}


def test_closest_folds_case_and_separators() -> None:
    assert closest("User-Agent", ["user_agent", "agent", "xyz"])[0] == "user_agent"
    assert closest("qqqq", ["user_agent"]) == []
