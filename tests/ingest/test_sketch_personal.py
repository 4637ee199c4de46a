"""Kinds of personal data at ingest: of what was sent, row by row, null where nothing was."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from stillwatch.ingest.sketch_personal import personal_kinds
from stillwatch.model.exchange import FIELDS
from stillwatch.model.personal import KINDS, kind_names, kinds_in

MAIL = "please answer maria.huber@vienna-clinic.at"
CARD = "card 4539 1488 0343 6467"


def kinds_of(*rows: dict[str, Any]) -> list[list[str] | None]:
    batch = pa.RecordBatch.from_arrays(
        [pa.array([row.get(each.name) for row in rows], each.type) for each in FIELDS],
        schema=pa.schema([pa.field(each.name, each.type) for each in FIELDS]),
    )
    found = personal_kinds(batch).to_pylist()
    return [None if bits is None else kind_names(bits) for bits in found]


def test_each_row_has_its_own_kinds() -> None:
    rows = [{"prompt": MAIL}, {"prompt": "hello"}, {"prompt": f"{CARD} {MAIL}"}, {}]
    assert kinds_of(*rows) == [["mail address"], [], ["mail address", "card number"], None]


def test_earlier_turns_and_instructions_count_and_answers_do_not() -> None:
    turns = [{"role": "user", "content": MAIL}, {"role": "assistant", "content": None}]
    rows: list[dict[str, Any]] = [
        {"turns": turns}, {"system_instructions": CARD}, {"prompt": "x", "response": MAIL},
        {"turns": [], "prompt": CARD},
    ]  # fmt: skip
    assert kinds_of(*rows) == [["mail address"], ["card number"], [], ["card number"]]


def test_a_slice_of_a_batch_is_read_as_itself() -> None:
    turns = [[{"role": "user", "content": MAIL}], None, [{"role": "user", "content": CARD}]]
    rows = [{"turns": value} for value in turns]
    batch = pa.RecordBatch.from_arrays(
        [pa.array([row.get(each.name) for row in rows], each.type) for each in FIELDS],
        schema=pa.schema([pa.field(each.name, each.type) for each in FIELDS]),
    )
    assert personal_kinds(batch.slice(1, 2)).to_pylist() == [None, 1 << 2]


def test_the_cheap_pattern_misses_nothing_that_the_close_one_finds() -> None:
    """A hint that is too narrow would hide what the pattern knows."""
    texts = [
        MAIL, CARD, "call +43 660 918 2274", "(727) 326-0913", "DE89 3704 0044 0532 0130 00",
        "536-22-8912", "123.456.789-09", "11010519491231002X", "12345678Z", "RSSMRA85T10A562S",
        "export K=sk-aB3dE5gH7jK9mN1pQ3rS5tU7", "postgres://app:h7Kq92xLw@db.internal/x",
        "PASSWORD = 'h7Kq92xLw!'", "from 91.118.22.7", "660 Lexington Avenue, New York, NY 10022",
        "378734493671000", "-----BEGIN PRIVATE KEY-----\n" + ("MIIEpAIBAAKCAQEA7x" * 2 + "\n") * 3,
    ]  # fmt: skip
    expected = [kind_names(kinds_in(text)) for text in texts]
    assert kinds_of(*({"prompt": text} for text in texts)) == expected
    assert {name for names in expected for name in names} == {kind.name for kind in KINDS}
