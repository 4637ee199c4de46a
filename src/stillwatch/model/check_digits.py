"""Check digits of cards, bank accounts and national ids: what tells them from other numbers.

A number that passes is of its kind with the odds of its check digits (1 in 10 for a card, 1 in
97 for a bank account by chance), so callers ask for the written form first. Pure functions.
"""

from __future__ import annotations

from typing import Final

_DNI_LETTERS: Final = "TRWAGMYFPDXBNJZSQVHLCKE"
_CHINA_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ODD_PLACES: Final = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (
            1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20,
            11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
        ),
        strict=True,
    )
)  # fmt: skip


def digits_of(text: str) -> str:
    """Return the ASCII digits of a text."""
    return "".join(c for c in text if c.isascii() and c.isdigit())


def is_card(text: str) -> bool:
    """Luhn's check over 13 to 19 digits (ISO/IEC 7812-1, annex B)."""
    digits = [int(c) for c in reversed(digits_of(text))]
    doubled = (d * 2 - 9 if d > 4 else d * 2 for d in digits[1::2])
    valid = (sum(digits[::2]) + sum(doubled)) % 10 == 0
    return valid and 13 <= len(digits) <= 19 and any(digits)


def is_iban(text: str) -> bool:
    """ISO 13616: the number, its first four characters moved to the end, is 1 modulo 97."""
    compact = text.replace(" ", "")
    number = "".join(str(int(c, 36)) for c in compact[4:] + compact[:4])
    return int(number) % 97 == 1


def is_national_id(text: str) -> bool:
    """Whether a text in the written form of a national id bears its check digits.

    Known: US social security (ranges never issued are refused; it has no check digit),
    Brazil's CPF, China's resident number, Spain's DNI, France's NIR, Italy's codice fiscale.
    """
    compact = "".join(c for c in text if c.isalnum()).upper()
    digits = digits_of(text)
    if len(compact) == 9 and len(digits) == 9:
        return _is_us(digits)
    if len(compact) == 9 and len(digits) == 8:
        return compact[8] == _DNI_LETTERS[int(digits) % 23]
    if len(compact) == 11 and len(digits) == 11:
        return _is_cpf(digits)
    if len(compact) == 15 and len(digits) == 15:
        return int(digits[:13]) % 97 + int(digits[13:]) == 97
    if len(compact) == 16 and compact[:6].isalpha():
        return _is_fiscal_code(compact)
    return len(compact) == 18 and digits[:17] == compact[:17] and _is_chinese(compact)


def _is_us(digits: str) -> bool:
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    never = area in ("000", "666") or area[0] == "9" or group == "00" or serial == "0000"
    # Numbers of advertisements and of every second piece of documentation.
    return not never and digits not in ("123456789", "078051120", "219099999", "111111111")


def _is_cpf(digits: str) -> bool:
    if len(set(digits)) == 1:
        return False
    for length in (9, 10):
        total = sum(int(d) * (length + 1 - n) for n, d in enumerate(digits[:length]))
        if int(digits[length]) != total * 10 % 11 % 10:
            return False
    return True


def _is_chinese(compact: str) -> bool:
    born = compact[6:14]
    if not (
        "1900" <= born[:4] <= "2035" and "01" <= born[4:6] <= "12" and "01" <= born[6:] <= "31"
    ):
        return False
    total = sum(int(d) * w for d, w in zip(compact[:17], _CHINA_WEIGHTS, strict=True))
    return compact[17] == "10X98765432"[total % 11]


def _is_fiscal_code(compact: str) -> bool:
    if not all(c.isascii() and c.isalnum() for c in compact):
        return False
    odd = sum(_ODD_PLACES[c] for c in compact[0:15:2])
    even = sum(int(c) if c.isdigit() else ord(c) - 65 for c in compact[1:15:2])
    return compact[15] == chr(65 + (odd + even) % 26)
