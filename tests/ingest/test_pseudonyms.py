"""Pseudonyms: the same value the same name, no value left, nothing where nothing was."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import pyarrow as pa
import pytest

from stillwatch.ingest.pseudonyms import IDENTIFIERS, KEY_BYTES, pseudonymise, read_key
from stillwatch.model.errors import InputError
from stillwatch.model.exchange import EXCHANGE_SCHEMA, FIELDS

KEY = b"k" * KEY_BYTES


def named(column: str, values: list[object], type_: pa.DataType | None = None) -> list[object]:
    table = pa.table({column: pa.array(values, type_ or pa.string())})
    found: list[object] = pseudonymise(table, KEY).column(0).to_pylist()
    return found


def test_a_pseudonym_is_the_documented_one() -> None:
    whole = hmac.new(KEY, b"account_id\x1facct-1", hashlib.sha256).hexdigest()
    assert named("account_id", ["acct-1"]) == [whole[:32]]


def test_equal_values_stay_equal_and_different_ones_different() -> None:
    one, two, again, nothing = named("payment_id", ["a", "b", "a", None])
    assert one == again != two
    assert nothing is None


def test_one_value_in_two_fields_does_not_meet() -> None:
    assert named("payment_id", ["a"]) != named("device_id", ["a"])


def test_another_key_gives_other_names() -> None:
    table = pa.table({"account_id": pa.array(["a"])})
    other = pseudonymise(table, b"l" * KEY_BYTES).column(0).to_pylist()
    assert other != pseudonymise(table, KEY).column(0).to_pylist()


def test_lists_keep_their_shape() -> None:
    values: list[object] = [["a", None, "b"], [], None, ["a"]]
    found = named("reasoning_artifacts", values, pa.list_(pa.string()))
    assert [None if each is None else len(each) for each in found] == [3, 0, None, 1]  # type: ignore[arg-type]
    assert found[0][1] is None  # type: ignore[index]
    assert found[0][0] == found[3][0]  # type: ignore[index]


def test_slices_and_chunks_are_no_hindrance() -> None:
    whole = pa.array(["x", "a", None, "b", "y"], pa.string())
    lists = pa.array([["x"], ["a", "b"], None, [], ["y"]], pa.list_(pa.string()))
    plain = pa.table({"account_id": whole.slice(1, 3), "reasoning_artifacts": lists.slice(1, 3)})
    parts = pa.concat_tables([plain.slice(0, 1), plain.slice(1)])
    assert pseudonymise(parts, KEY).to_pydict() == pseudonymise(plain, KEY).to_pydict()
    assert pseudonymise(plain, KEY).column("account_id").to_pylist() == named(
        "account_id", ["a", None, "b"]
    )
    assert pseudonymise(plain[:0], KEY).num_rows == 0


def test_exactly_the_identifiers_are_renamed() -> None:
    assert {f.name for f in FIELDS if f.identifier} | {
        "client_block",
        "signup_block",
    } == IDENTIFIERS
    texts = [name for name in EXCHANGE_SCHEMA.names if EXCHANGE_SCHEMA.field(name).type == "string"]
    table = pa.table({name: pa.array(["same"]) for name in texts})
    changed = {
        name for name, value in pseudonymise(table, KEY).to_pylist()[0].items() if value != "same"
    }
    assert changed == IDENTIFIERS & set(texts)
    assert {"account_id", "client_ip", "payment_id"} <= changed
    assert "model" not in changed


def test_a_key_is_read_without_the_line_end_an_editor_adds(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(KEY + b"\n")
    assert read_key(path) == KEY


@pytest.mark.parametrize("end", [b"\n", b"\r", b" ", b"\t", b"x"])
def test_a_random_key_may_begin_and_end_with_any_byte(tmp_path: Path, end: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(end + KEY[2:] + end)
    assert read_key(path) == end + KEY[2:] + end


@pytest.mark.parametrize(("written", "said"), [(None, "cannot be read"), (b"short\n", "5 bytes")])
def test_no_key_or_a_short_one_is_refused_with_a_remedy(
    tmp_path: Path, written: bytes | None, said: str
) -> None:
    path = tmp_path / "key"
    if written is not None:
        path.write_bytes(written)
    with pytest.raises(InputError, match=said) as caught:
        read_key(path)
    assert "/dev/urandom" in caught.value.remedy
