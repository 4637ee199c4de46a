"""Check digits, on numbers published as examples by who issues them."""

from __future__ import annotations

import pytest

from stillwatch.model.check_digits import digits_of, is_card, is_iban, is_national_id


def test_digits_are_ascii_only() -> None:
    assert digits_of("a1-٣2") == "12"


@pytest.mark.parametrize("number", ["4539 1488 0343 6467", "378282246310005", "6011111111111117"])
def test_a_card_passes_and_its_neighbour_fails(number: str) -> None:
    assert is_card(number)
    assert not is_card(number[:-1] + str((int(number[-1]) + 1) % 10))


@pytest.mark.parametrize("number", ["DE89 3704 0044 0532 0130 00", "GB82WEST12345698765432"])
def test_a_bank_account_passes_and_its_neighbour_fails(number: str) -> None:
    assert is_iban(number)
    assert not is_iban(number[:-1] + str((int(number[-1]) + 1) % 10))


@pytest.mark.parametrize(
    "number",
    ["123.456.789-09", "11010519491231002X", "12345678Z", "RSSMRA85T10A562S", "536-22-8912"],
)
def test_a_national_id_passes(number: str) -> None:
    assert is_national_id(number)


@pytest.mark.parametrize(
    "number",
    [
        "123.456.789-10", "110105194912310021", "12345678A", "RSSMRA85T10A562T", "000-22-8912",
        "536-00-8912", "123-45-6789", "111.111.111-11",
    ],
)  # fmt: skip
def test_what_was_never_issued_fails(number: str) -> None:
    assert not is_national_id(number)


def test_a_french_number_bears_its_key() -> None:
    number = 1850578006084
    key = 97 - number % 97
    text = f"1 85 05 78 006 084 {key:02d}"
    assert is_national_id(text)
    assert not is_national_id(f"1 85 05 78 006 084 {(key + 1) % 97:02d}")
