"""Masking of personal data and secrets in text, and making hostile text safe to look at.

Harvested traffic holds third parties' mail addresses, keys and card numbers; a report that
quotes them would leak them again. What is masked too much costs a reader little, what is
missed costs a stranger a lot: doubtful cases are masked. Pure functions, linear in the text.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from stillwatch.model.check_digits import digits_of, is_card, is_iban, is_national_id

Replace = Callable[[re.Match[str]], str | None]
"""Returns what stands in place of a match; None where it is no such thing after all."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without what was found in it, and how often each kind was found."""

    text: str
    found: tuple[tuple[str, int], ...]


def _card(match: re.Match[str]) -> str | None:
    """Check digits tell cards from other long numbers."""
    return "⟨card number⟩" if is_card(match[0]) else None


def _iban(match: re.Match[str]) -> str | None:
    return "⟨bank account⟩" if is_iban(match[0]) else None


def _national_id(match: re.Match[str]) -> str | None:
    return "⟨national id⟩" if is_national_id(match[0]) else None


def _ip(match: re.Match[str]) -> str | None:
    try:
        address = ipaddress.ip_address(match[0])
    except ValueError:
        return None
    if address.version == 6 and (len(match[0]) < 6 or not any(c.isdigit() for c in match[0])):
        return None  # a::b is a name in C++ or Perl far more often than an address
    return None if address.is_loopback or address.is_unspecified else "⟨IP address⟩"


def _phone(match: re.Match[str]) -> str | None:
    return "⟨phone number⟩" if 7 <= len(digits_of(match[0])) <= 15 else None


def _national(match: re.Match[str]) -> str | None:
    """Numbers with a leading zero; fewer than nine digits are months and dates too often."""
    return "⟨phone number⟩" if len(digits_of(match[0])) >= 9 else None


def _token(match: re.Match[str]) -> str | None:
    """A long run is a secret if it mixes cases and digits, or is hexadecimal."""
    text = match[0]
    has_digit = sum(c.isdigit() for c in text) >= 4
    mixed = any(c.islower() for c in text) and any(c.isupper() for c in text)
    hexadecimal = all(c in "0123456789abcdefABCDEF" for c in text)
    return "⟨long token⟩" if has_digit and (mixed or hexadecimal) else None


def _assigned(match: re.Match[str]) -> str:
    return f"{match['name']}⟨secret⟩"


def _fixed(replacement: str) -> Replace:
    return lambda _: replacement


_KEY_SHAPES: Final = (
    r"\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{12,200}|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{20,255}|\bgithub_pat_\w{20,255}|\bglpat-[\w-]{16,64}"
    r"|\bxox[abeoprs]-[A-Za-z0-9-]{10,250}|\bAIza[\w-]{30,40}|\bhf_[A-Za-z0-9]{20,64}"
    r"|\beyJ[\w-]{8,4000}\.[\w-]{8,4000}\.[\w-]{0,4000}"
)
_SECRET_NAME: Final = (
    r"(?:api[_ -]?key|access[_ -]?key|secret(?:[_ -]?key)?|auth[_ -]?token|token|password"
    r"|passwd|pwd|client[_ -]?secret)"
)

_RULES: Final[tuple[tuple[str, re.Pattern[str], Replace], ...]] = (
    (
        "private key",
        re.compile(
            r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----"
            r"(?:[A-Za-z0-9+/=\s:,]|-(?!-)){0,20000}(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?"
        ),
        _fixed("⟨private key⟩"),
    ),
    (
        "secret",
        re.compile(r"(?P<name>\b[a-z][a-z0-9+.-]{1,15}://)[^\s/:@]{0,200}:[^\s/@]{1,200}(?=@)"),
        _assigned,
    ),
    ("key", re.compile(_KEY_SHAPES), _fixed("⟨key⟩")),
    ("secret", re.compile(r"(?P<name>\b[Bb]earer )[A-Za-z0-9._~+/-]{16,4000}=*"), _assigned),
    (
        "secret",
        re.compile(
            rf"(?P<name>(?<![A-Za-z]){_SECRET_NAME}[\"']?\s{{0,3}}(?:=|:|:=)\s{{0,3}}[\"']?)"
            r"(?=[^\s\"',;]{0,200}[0-9!#$%^&*])[^\s\"',;<⟨]{6,200}",
            re.IGNORECASE,
        ),
        _assigned,
    ),
    (
        "email",
        re.compile(r"(?<![\w.+-])[\w.+%'-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w-])"),
        _fixed("⟨email address⟩"),
    ),
    (
        "bank account",
        re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"),
        _iban,
    ),
    (
        "national id",
        re.compile(
            r"(?<![\w.-])(?:\d{3}\.\d{3}\.\d{3}-\d{2}|\d{17}[\dXx]|\d{8}-?[A-HJ-NP-TV-Z]"
            r"|[12] \d{2} \d{2} \d{2} \d{3} \d{3} \d{2}"
            r"|[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z])(?![\w-])"
        ),
        _national_id,
    ),
    (
        "card",
        re.compile(r"(?<![\w.])(?:\d{13,19}|\d{3,6}(?:[ -]\d{3,6}){2,5})(?![\w]|\.\d)"),
        _card,
    ),
    ("address", re.compile(r"(?<![\w:.])[0-9A-Fa-f:]{3,39}(?![\w:])"), _ip),
    (
        "address",
        re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)"),
        _ip,
    ),
    ("phone", re.compile(r"(?<![\w.+])\+\d(?:[ ().-]{0,2}\d){6,14}(?!\d)"), _phone),
    (
        "phone",
        re.compile(r"(?<![\w.-])(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-])"),
        _phone,
    ),
    (
        "phone",
        re.compile(r"(?<![\w.,-])\(?0\d{1,4}\)?[ -]{1,3}\d{3,4}(?:[ -]?\d{2,4}){1,3}(?![\w-])"),
        _national,
    ),
    ("token", re.compile(r"(?<![\w/+-])[A-Za-z0-9+/_-]{32,4000}={0,2}(?![\w])"), _token),
    (
        "number",
        re.compile(
            r"(?<![\w.,-])(?:\d{9,60}|\d{3}-\d{2}-\d{4}|\d{4}(?:[ -]\d{4}){2,7})(?![\w-]|\.\d)"
        ),
        _fixed("⟨long number⟩"),
    ),
)


def mask(text: str) -> Masked:
    """Replace mail addresses, phone, card and bank numbers, addresses, keys and secrets."""
    found: Counter[str] = Counter()
    for kind, pattern, replace in _RULES:

        def put(match: re.Match[str], kind: str = kind, replace: Replace = replace) -> str:
            instead = replace(match)
            if instead is None:
                return match[0]
            found[kind] += 1
            return instead

        text = pattern.sub(put, text)
    return Masked(text, tuple(sorted(found.items())))


def mask_text(text: str) -> str:
    """Return only the masked text."""
    return mask(text).text


def short_id(identifier: str, keep: int = 12) -> str:
    """Shorten an identifier for the eye: its start and its last four characters.

    Both ends stay, for ids of one batch often differ only at the end.
    """
    clean = visible(identifier)
    return clean if len(clean) <= keep + 6 else f"{clean[:keep]}…{clean[-4:]}"


def visible(text: str, limit: int | None = None) -> str:
    """Make text safe to show: what cannot be seen is written out, e.g. a NUL as ⟨U+0000⟩.

    Control characters could drive a terminal, and invisible ones or those that turn the
    direction of writing could make an id read as another one. New lines and tabs stay;
    `limit` cuts in characters and says how many were cut.
    """
    cut = 0
    if limit is not None and len(text) > limit:
        cut, text = len(text) - limit, text[:limit]
    if not text.isascii() or not text.isprintable():
        text = "".join(c if _is_plain(c) else f"⟨U+{ord(c):04X}⟩" for c in text)
    return f"{text}… ({cut:,} more characters)" if cut else text


def _is_plain(character: str) -> bool:
    if character in "\n\t":
        return True
    # Cc control, Cf format (bidirectional and zero-width), Cs surrogate, Zl and Zp separators
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
