"""Times as loggers write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillwatch.ingest.times import parse_time, to_times

MOMENT = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
SECONDS = 1_772_366_400


def one(value: Any, zone: str = "UTC", unit: str = "auto") -> datetime | None:
    cast = to_times(pa.array([value]), timezone=zone, unit=unit)
    made: datetime | None = cast.values[0].as_py()
    assert bool(cast.bad[0]) == (made is None)
    return made


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("2026-03-01T12:00:00.123456Z", MOMENT),
        ("2026-03-01T12:00:00.123456789Z", MOMENT),
        ("2026-03-01 14:00:00.123456+02:00", MOMENT),
        ("2026-03-01T14:00:00.123456+0200", MOMENT),
        ("2026-03-01 12:00:00.123456 UTC", MOMENT),
        ("2026-03-01 13:00:00,123456 +0100", MOMENT),
        ("2026-03-01 13:00:00.123456 +0100 CET", MOMENT),
        ("20260301T120000Z", MOMENT.replace(microsecond=0)),
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("Sun, 01 Mar 2026 12:00:00 GMT", MOMENT.replace(microsecond=0)),
        ("01/Mar/2026:13:00:00 +0100", MOMENT.replace(microsecond=0)),
        ("1772366400", MOMENT.replace(microsecond=0)),
        ("1772366400.123456", MOMENT),
        ("1772366400123", MOMENT.replace(microsecond=123000)),
        (" 1772366400123456 ", MOMENT),
        ("1.7723664e9", MOMENT.replace(microsecond=0)),
    ],
)
def test_written_times(written: str, wanted: datetime) -> None:
    assert one(written) == wanted
    # Beside a value of another form the column is read one by one, to the same end.
    mixed = to_times(
        pa.array([written, "Sun, 01 Mar 2026 12:00:00 GMT", None, "no"]),
        timezone="UTC",
        unit="auto",
    )
    assert mixed.values[0].as_py() == wanted
    assert mixed.bad.tolist() == [False, False, False, True]


@pytest.mark.parametrize("scale", [1, 10**3, 10**6, 10**9])
@pytest.mark.parametrize("kind", [int, float, str])
def test_numbers_are_told_apart_by_size(scale: int, kind: type) -> None:
    assert one(kind(SECONDS * scale)) == MOMENT.replace(microsecond=0)


def test_a_column_may_mix_units() -> None:
    numbers = [SECONDS, SECONDS * 1000, SECONDS * 10**6, SECONDS * 10**9, None]
    for values in (pa.array(numbers), pa.array([n and str(n) for n in numbers])):
        cast = to_times(values, timezone="UTC", unit="auto")
        assert set(cast.values.to_pylist()) == {MOMENT.replace(microsecond=0), None}
        assert not cast.bad.any()


def test_microseconds_and_nanoseconds_stay_exact() -> None:
    micros = SECONDS * 10**6 + 1
    assert one(micros) == MOMENT.replace(microsecond=1)
    assert one(micros * 1000 + 999) == MOMENT.replace(microsecond=1)


@pytest.mark.parametrize(
    ("unit", "number"), [("s", 1.5), ("ms", 1500), ("us", 1_500_000), ("ns", 1_500_000_000)]
)
def test_a_unit_that_is_given_is_obeyed(unit: str, number: float) -> None:
    assert one(number, unit=unit) == datetime(1970, 1, 1, 0, 0, 1, 500000, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Europe/Vienna", "+01:00"])
def test_times_without_a_zone_are_read_in_the_mappings(zone: str) -> None:
    local = "2026-03-01T13:00:00.123456"
    assert one(local, zone) == MOMENT
    assert one(f"{local}Z", zone) == MOMENT + timedelta(hours=1)
    assert one(datetime(2026, 3, 1, 13, 0, 0, 123456), zone) == MOMENT
    assert one(date(2026, 3, 1), zone) == datetime(2026, 2, 28, 23, tzinfo=UTC)
    assert parse_time("2026-03-01 13:00:00,5", zone) == SECONDS * 10**6 + 500_000


def test_hours_that_a_clock_change_doubles_or_skips_are_taken() -> None:
    assert one("2026-10-25T02:30:00", "Europe/Vienna") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert one("2026-03-29T02:30:00", "Europe/Vienna") is not None


def test_typed_columns() -> None:
    assert one(MOMENT) == MOMENT
    assert one(MOMENT.astimezone(timezone(timedelta(hours=5)))) == MOMENT
    assert one(Decimal(SECONDS)) == MOMENT.replace(microsecond=0)
    cast = to_times(pa.array([SECONDS], pa.timestamp("s")), timezone="UTC", unit="auto")
    assert cast.values[0].as_py() == MOMENT.replace(microsecond=0)
    assert to_times(pa.nulls(2), timezone="UTC", unit="auto").values.null_count == 2


@pytest.mark.parametrize(
    "written",
    [
        "yesterday",
        "03/04/2026",
        "2026-13-01",
        "2026-02-30T00:00:00Z",
        "1e300",
        "12:00",
        "0x7f",
        "٣",
    ],
)
def test_what_is_no_time(written: str) -> None:
    assert one(written) is None


@pytest.mark.parametrize("number", [float("inf"), -float("inf"), 2.0**70])
def test_numbers_beyond_all_time(number: float) -> None:
    assert one(number) is None


def test_missing_values_are_not_bad() -> None:
    cast = to_times(
        pa.array([None, "", "null", "2026-03-01T00:00:00Z"]), timezone="UTC", unit="auto"
    )
    assert cast.values.null_count == 3
    assert not cast.bad.any()
    floats = to_times(pa.array([float("nan"), None, 1.0]), timezone="UTC", unit="auto")
    assert floats.values.null_count == 2
    assert not floats.bad.any()


@given(st.lists(st.text(max_size=25) | st.datetimes().map(str) | st.floats().map(str), max_size=5))
def test_no_text_raises(texts: list[str]) -> None:
    for zone in ("UTC", "Europe/Vienna"):
        cast = to_times(pa.array(texts, pa.string()), timezone=zone, unit="auto")
        assert len(cast.values) == len(texts)


@given(st.datetimes(datetime(2015, 1, 1), datetime(2100, 1, 1)))
def test_iso_times_survive(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    assert one(aware.isoformat()) == aware
    assert parse_time(aware.isoformat()) == (aware - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(
        microseconds=1
    )
