"""What every signal promises, whatever it looks at."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module

import pyarrow as pa
import pytest

from stillwatch.campaigns.rows import ALWAYS
from stillwatch.linkage.entities import entity_steps
from stillwatch.model.signal import MeasureSignal, Signal, TieSignal
from stillwatch.signals.catalogue import MEASURES, SIGNALS, TIES
from stillwatch.store.duckdb_engine import DuckEngine
from stillwatch.store.tables import EXCHANGES
from tests.conftest import ROOT
from tests.signals.case import exchanges, load_case

FAMILIES = {
    "coordination": {
        "client", "content", "conversation", "network", "payment", "registration",
    },
    "extraction": {
        "content", "conversation", "coverage", "load", "relay", "replay", "usage", "yield",
    },
}  # fmt: skip
COLUMNS = {column.name: column for column in EXCHANGES.columns}
NAMES = re.compile(r"[a-z]+(_[a-z]+)*")

every_signal = pytest.mark.parametrize("signal", SIGNALS.values(), ids=lambda signal: signal.name)
every_tie = pytest.mark.parametrize("tie", TIES, ids=lambda tie: tie.name)
every_measure = pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)


def test_names_are_unique() -> None:
    assert len(SIGNALS) == len(TIES) + len(MEASURES)


def test_every_file_is_in_the_catalogue_under_its_own_name() -> None:
    folder = ROOT / "src" / "stillwatch" / "signals"
    for kind, signals in (("ties", TIES), ("measures", MEASURES)):
        files = {path.stem for path in (folder / kind).glob("*.py")} - {"__init__"}
        assert files == {signal.name for signal in signals}
        for signal in signals:
            assert import_module(f"stillwatch.signals.{kind}.{signal.name}").SIGNAL is signal


@every_signal
def test_the_header_is_complete(signal: Signal) -> None:
    assert NAMES.fullmatch(signal.name)
    assert signal.title[0].isupper()
    assert not signal.title.endswith(".")
    assert signal.family in FAMILIES[signal.axis]
    clauses = [part for part in re.split(r"[.,:;]\s", signal.rationale) if len(part.split()) >= 2]
    assert len(clauses) >= 2, "say what is seen, and why it tells anything"
    assert signal.rationale.endswith(".")
    assert signal.references
    assert signal.false_positives
    for line in (*signal.references, *signal.false_positives):
        assert line == line.strip()
        assert not line.endswith(".")
    assert set(signal.requires) <= set(COLUMNS)
    assert signal.requires
    assert not signal.any_of or len(signal.requires) > 1


@every_tie
def test_what_is_shared_fits_its_sentence(tie: TieSignal) -> None:
    assert tie.axis == "coordination"
    assert re.match(r"(a|an|the|their) ", tie.noun)
    assert not tie.noun.endswith(".")
    assert set(tie.row_items) <= set(COLUMNS)
    assert tie.views >= 1


@every_measure
def test_the_statement_is_a_sentence_with_both_numbers(measure: MeasureSignal) -> None:
    assert measure.statement.count("{value") == measure.statement.count("{reference") == 1
    one, other = (measure.statement.format(value=v, reference=0.25) for v in (0.5, 0.75))
    assert one != other
    assert measure.statement.endswith("})")
    assert "(harmless groups: " in measure.statement
    assert measure.statement[0].islower() or measure.statement.startswith("{value")
    assert measure.minimum_exchanges >= 20
    assert set(measure.also) <= set(COLUMNS) - set(measure.requires)


@every_tie
def test_a_tie_yields_nothing_where_there_is_nothing(engine: DuckEngine, tie: TieSignal) -> None:
    engine.put("exchange", EXCHANGES.schema().empty_table())
    found = engine.read(tie.items_sql("exchange"))
    assert found.num_rows == 0
    assert set(found.column_names) == {"account_id", "item", "label"}
    assert found.schema.field("item").type == pa.int64()


@every_tie
def test_a_tie_reads_no_meaning_into_absence(engine: DuckEngine, tie: TieSignal) -> None:
    engine.put("exchange", blanked(shown(engine, tie), optional))
    assert engine.read(tie.items_sql("exchange")).num_rows == 0


@every_tie
def test_a_tie_requires_what_it_uses(engine: DuckEngine, tie: TieSignal) -> None:
    derived = {"client_ip": "client_block", "reasoning_artifacts": "artifact_hashes"}
    lost = {*tie.requires, *(derived[name] for name in tie.requires if name in derived)}
    engine.put("exchange", blanked(shown(engine, tie), lambda name: name in lost))
    assert engine.read(tie.items_sql("exchange")).num_rows == 0


@every_tie
def test_items_are_the_same_at_every_run(engine: DuckEngine, tie: TieSignal) -> None:
    table = shown(engine, tie)
    engine.put("exchange", table)
    sql = f"SELECT * FROM ({tie.items_sql('exchange')}) ORDER BY ALL"
    first = engine.read(sql)
    assert first.num_rows
    assert first.column("item").null_count == 0
    engine.put("exchange", table.take(list(reversed(range(table.num_rows)))))
    assert engine.read(sql) == first


@every_measure
def test_a_measure_gives_nothing_where_there_is_nothing(
    engine: DuckEngine, measure: MeasureSignal
) -> None:
    found = measured(engine, measure, EXCHANGES.schema().empty_table())
    assert found.num_rows == 0
    assert set(found.column_names) == {"group_no", "value", "exchanges"}


@every_measure
def test_a_measure_reads_no_meaning_into_absence(
    engine: DuckEngine, measure: MeasureSignal
) -> None:
    found = measured(engine, measure, blanked(shown(engine, measure), optional))
    if any(optional(name) for name in measure.requires):
        assert found.num_rows == 0
    else:
        assert found.column("value").null_count == 0


@every_measure
def test_a_measure_uses_only_what_it_requires_and_is_the_same_at_every_run(
    engine: DuckEngine, measure: MeasureSignal
) -> None:
    table = shown(engine, measure)
    first = measured(engine, measure, table)
    assert first.num_rows == 1
    turned = table.take(list(reversed(range(table.num_rows))))
    again = measured(engine, measure, turned)
    assert again.column("exchanges") == first.column("exchanges")
    assert again.column("value")[0].as_py() == pytest.approx(first.column("value")[0].as_py())


def shown(engine: DuckEngine, signal: Signal) -> pa.Table:
    """The exchanges of a signal's hit, without strangers."""
    return exchanges(engine, load_case(signal.name, "hit").rows)


def optional(name: str) -> bool:
    """Whether a column of the exchange may be absent."""
    return COLUMNS[name].nullable


def blanked(table: pa.Table, which: Callable[[str], bool]) -> pa.Table:
    """The table with the columns that `which` names empty."""
    arrays = [
        pa.nulls(table.num_rows, field.type) if which(field.name) else table.column(field.name)
        for field in table.schema
    ]
    return pa.table(arrays, schema=table.schema)


def measured(engine: DuckEngine, measure: MeasureSignal, table: pa.Table) -> pa.Table:
    """What a measure says of all rows as one group, given the columns it names and no others."""
    engine.put("exchange", with_opening(table))
    engine.run(entity_steps(0.2))
    carried = ", ".join(
        f"x.{name}" for name in dict.fromkeys([*ALWAYS, *measure.requires, *measure.also])
    )
    engine.put(
        "row",
        engine.read(
            f"SELECT 0::BIGINT AS group_no, a.account_no, true AS templated, {carried} "
            "FROM exchange x JOIN account a USING (account_id) WHERE x.account_id <> 'opening'"
        ),
    )
    return engine.read(measure.measure_sql('"row"', "account"))


def with_opening(table: pa.Table) -> pa.Table:
    """The table with one exchange of somebody else on the first of the month: the log's begin."""
    if not table.num_rows:
        return table
    row = min(table.to_pylist(), key=lambda row: int(row["exchange_key"]))
    row.update(account_id="opening", ts=row["ts"].replace(day=1), day="2026-03-01")
    return pa.concat_tables([table, pa.Table.from_pylist([row], schema=table.schema)])
