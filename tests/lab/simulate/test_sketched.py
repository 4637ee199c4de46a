"""Sketched rows: what ingest would have made of the words, in distribution and in relation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stillwatch.ingest.sketch_conversation import artifact_hashes
from stillwatch.ingest.sketches import sketch
from stillwatch.lab.simulate.content import Role
from stillwatch.lab.simulate.generator.content import GeneratedContent
from stillwatch.lab.simulate.requests import Requests, Sources, blank
from stillwatch.lab.simulate.settings import Technique
from stillwatch.lab.simulate.sketched import SKETCHED_SCHEMA, Sketcher
from stillwatch.lab.simulate.text_columns import text_columns
from stillwatch.lab.simulate.texts import Writer
from stillwatch.lab.simulate.world import simulate
from stillwatch.model.exchange import EXCHANGE_SCHEMA, TEXT_FIELDS
from stillwatch.model.sketch import SKETCH_SCHEMA
from tests.lab.simulate.fake_content import FakeContent
from tests.lab.simulate.worlds import START, campaign, spec_with

ROWS = 3_000
HASHES = [field.name for field in SKETCH_SCHEMA if field.type == pa.int64()]
NUMBERS = ["prompt_chars", "prompt_words", "response_chars", "turn_count", "style_impersonal",
           "style_structured"]  # fmt: skip
FLAGS = ["elicits_reasoning", "asks_grading", "asks_generation"]


def requests(count: int, source: int) -> Requests:
    rows = blank(count)
    rows["source"], rows["account"] = source, np.arange(count) % 97
    rows["ts"] = START + np.arange(count) * 1_000_003
    return rows


def talks(count: int, source: int) -> Requests:
    """Conversations of one to nine turns, most of them short, as people have them."""
    rows = requests(count, source)
    turns = np.minimum(np.random.default_rng(3).geometric(0.35, count), 9)
    rows["thread"] = np.repeat(np.arange(count) + 7, turns)[:count]
    rows["step"] = np.arange(count) - np.repeat(np.cumsum(turns) - turns, turns)[:count]
    return rows


def both(rows: Requests, sources: Sources) -> tuple[pa.Table, pa.Table]:
    """The sketches of `rows` as ingest makes them of words, and as they are made without."""
    said = Writer(sources).write(rows, np.random.default_rng(5))
    columns = text_columns(said, np.ones(len(rows), np.bool_))
    batch = pa.RecordBatch.from_arrays(
        [columns.get(f.name, pa.nulls(len(rows))).cast(f.type) for f in EXCHANGE_SCHEMA],
        schema=EXCHANGE_SCHEMA,
    )
    return pa.Table.from_batches([sketch(batch)]), pa.table(
        Sketcher(sources, 5).write(rows).columns
    )


def agreement(column: pa.ChunkedArray) -> float:
    """With which chance two rows have the same hash, both having one."""
    _, counts = np.unique(column.drop_null().to_numpy(), return_counts=True)
    total = counts.sum()
    return float((counts * (counts - 1.0)).sum() / max(1, total * (total - 1)))


def present(column: pa.ChunkedArray) -> float:
    share: float = 1 - column.null_count / len(column)
    return share


def shares(column: pa.ChunkedArray) -> dict[object, float]:
    counted = column.value_counts().to_pylist()
    return {each["values"]: each["counts"] / len(column) for each in counted}


@pytest.fixture(scope="module", params=[*Role, "pipeline"])
def pair(request: pytest.FixtureRequest) -> tuple[pa.Table, pa.Table]:
    """A role's rows in two ways; `pipeline` is one actor with four templates."""
    sources = Sources(GeneratedContent(5, "train"))
    if request.param == "pipeline":
        rng = np.random.default_rng(2)
        number = sources.narrowed(Role.EXPANSION, 4, rng, unique=True)
        return both(requests(ROWS, number), sources)
    make = talks if request.param in (Role.CONVERSATION, Role.CODE_HELP) else requests
    number = sources.whole(request.param)
    if request.param is Role.BENCHMARK:
        number = sources.listed(Role.BENCHMARK, 300, np.random.default_rng(2))
    rows = make(ROWS, number)
    rows["item"] = np.arange(ROWS) * 7
    return both(rows, sources)


def test_rows_agree_as_often_as_texts_do(pair: tuple[pa.Table, pa.Table]) -> None:
    """Tolerance: half, or what a pool of some hundred texts cannot tell: two pairs in 1,000."""
    told, made = ([agreement(table[name]) for name in HASHES] for table in pair)
    assert made == pytest.approx(told, rel=0.5, abs=2e-3)
    assert max(told) > 0


def test_hashes_are_null_as_often(pair: tuple[pa.Table, pa.Table]) -> None:
    told, made = ([present(table[name]) for name in HASHES] for table in pair)
    assert made == pytest.approx(told, abs=0.08)


def test_numbers_and_shares_are_those_of_texts(pair: tuple[pa.Table, pa.Table]) -> None:
    """Tolerance: a sixth of a mean, a twelfth of all rows for a share."""
    told, made = pair
    for name in NUMBERS:
        means = [np.nanmean(t[name].cast(pa.float64()).to_numpy()) for t in pair]
        assert means[1] == pytest.approx(means[0], rel=0.17, abs=0.03), name
    for name in (*FLAGS, "language", "capability"):
        one, other = shares(told[name]), shares(made[name])
        assert sum(abs(one.get(v, 0) - other.get(v, 0)) for v in one | other) / 2 < 0.09, name


def test_what_is_one_text_has_one_hash_and_what_must_not_recur_does_not() -> None:
    sources = Sources(GeneratedContent(5))
    rng = np.random.default_rng(2)
    pasted = requests(200, sources.list_of(sources.content, Role.QUESTION, 3, rng))
    pasted["item"] = np.arange(200) % 3
    own = requests(200, sources.narrowed(Role.EXPANSION, 1, rng, unique=True))
    seen = Sketcher(sources, 5).write(np.concatenate([pasted, own])).columns["prompt_hash"]
    assert len(set(seen[:200].to_pylist())) == 3
    assert seen[0] == seen[3]
    assert len(set(seen[200:].to_pylist())) == 200


def test_a_conversation_has_one_opening_and_a_context_for_each_turn() -> None:
    sources = Sources(GeneratedContent(5))
    rows = requests(14, sources.whole(Role.CODE_HELP))
    rows["thread"], rows["step"] = 77, np.arange(14)
    columns = Sketcher(sources, 5).write(rows).columns
    opening, context = columns["opening_hash"].to_pylist(), columns["context_hash"].to_pylist()
    assert columns["turn_count"].to_pylist() == [min(n + 1, 9) for n in range(14)]
    assert opening[0] is None
    # Clients drop what lies more than eight turns back, and with it the opening.
    assert set(opening[1:9]) == {columns["prompt_hash"][0].as_py()}
    assert len(set(context)) == 14
    assert len(set(columns["system_hash"].to_pylist())) == 1


def test_a_turn_is_the_same_wherever_and_whenever_it_is_sent() -> None:
    sources = Sources(GeneratedContent(5))
    rows = requests(60, sources.whole(Role.CONVERSATION))
    rows["thread"], rows["step"] = np.arange(60) % 20 + 1, np.arange(60) // 20
    sketcher = Sketcher(sources, 5)
    first = sketcher.write(rows).columns
    again = rows[::-1].copy()
    again["account"], again["ts"] = 500, again["ts"] + 10**9
    second = sketcher.write(again).columns
    for name, values in first.items():
        assert values.to_pylist() == second[name].to_pylist()[::-1], name


def test_a_system_prompt_of_the_rows_own_replaces_the_texts() -> None:
    sources = Sources(GeneratedContent(5))
    rows = requests(100, sources.narrowed(Role.SERVICE, 2, np.random.default_rng(1)))
    rows["system"][:50] = sources.system("You grade answers. Give each a score from 1 to 10.")
    columns = Sketcher(sources, 5).write(rows).columns
    own, theirs = (set(columns["system_hash"][part].to_pylist()) for part in
                   (slice(0, 50), slice(50, 100)))  # fmt: skip
    assert len(own) == 1
    assert not own & theirs
    assert set(columns["asks_grading"][:50].to_pylist()) == {True}


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pa.Table]:
    """The same small world with sketches, again, with another seed, and with texts as well."""
    base = spec_with(campaign(Technique.REPLAY, exchanges=400), days=2, sketches=True, texts=False)
    made = {}
    for name, more in (
        ("one", {}),
        ("two", {}),
        ("other", {"seed": 2}),
        ("words", {"texts": True}),
    ):
        out: Path = tmp_path_factory.mktemp(name)
        simulate(base.model_copy(update=more), FakeContent(), out)
        days = [pq.read_table(path) for path in sorted((out / "logs").glob("*.parquet"))]
        made[name] = pa.concat_tables(days)
    return made


def test_the_same_seed_gives_the_same_sketches_and_another_does_not(
    worlds: dict[str, pa.Table],
) -> None:
    assert worlds["one"].equals(worlds["two"])
    hashes = [
        set(worlds[name]["context_hash"].drop_null().to_pylist()) for name in ("one", "other")
    ]
    assert hashes[0]
    assert not hashes[0] & hashes[1]


def test_logs_have_every_sketch_and_no_text(worlds: dict[str, pa.Table]) -> None:
    table = worlds["one"]
    assert table.schema.equals(SKETCHED_SCHEMA)
    assert {name for name in TEXT_FIELDS if table[name].null_count < len(table)} == set()
    assert {name for name in SKETCH_SCHEMA.names if table[name].null_count == len(table)} <= {
        "prefix_hash", "suffix_hash", "system_hash", "near_1", "near_2", "near_3", "near_4",
        "personal_kinds",
    }  # fmt: skip
    unanswered = table.filter(pa.compute.not_equal(table["status"], "success"))
    assert unanswered["response_chars"].null_count == len(unanswered) > 0
    sent = table["reasoning_artifacts"].combine_chunks()
    assert table["artifact_hashes"].combine_chunks().equals(artifact_hashes(sent))


def test_with_texts_the_sketches_are_those_of_the_texts(worlds: dict[str, pa.Table]) -> None:
    table = worlds["words"].combine_chunks()
    exchanges = table.select(EXCHANGE_SCHEMA.names).to_batches()[0]
    assert pa.Table.from_batches([sketch(exchanges)]).equals(table.select(SKETCH_SCHEMA.names))
