"""Kinds of personal data and credentials that may belong to third parties, and how they are told.

Harvested traffic carries what other people wrote: saved sessions with their mail addresses,
cards, keys. Masking hides whatever might be such (`model/masking.py`); counting must be surer, so
here a kind asks for its written form *and* its check, and examples that everybody prints
(example.com, test cards, private addresses) do not count.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from stillwatch.model.check_digits import digits_of, is_card, is_iban, is_national_id


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its bit in `personal_kinds`, what it is called, and how it is found."""

    bit: int
    name: str
    hint: str
    """RE2 pattern of what every text with this kind has: cheap, and often wrong."""
    pattern: re.Pattern[str]
    is_real: Callable[[re.Match[str]], bool]


_SAMPLE_DOMAIN: Final = re.compile(
    r"(?:^|\.)(?:(?:example|domain|yourdomain|mydomain|company|yourcompany|email|mail|test|sample"
    r"|site|website|host|server|mycompany|mydomain)\.(?:com|org|net|co|edu)|\w+\.(?:test|invalid|example|local"
    r"|localhost))$",
    re.IGNORECASE,
)
_SAMPLE_NAME: Final = re.compile(
    r"^(?:user(?:name)?|your|my|name|email|someone|test|foo|bar|abc|john\.?doe|jane\.?doe|no-?reply"
    r"|xxx?|git|example|my_.*|your_.*|123)\W?\d*(?:name|email|mail)?$",
    re.IGNORECASE,
)
_SAMPLE_CARDS: Final = frozenset(
    {
        "4111111111111111", "4242424242424242", "5555555555554444", "378282246310005",
        "371449635398431", "6011111111111117", "5105105105105100", "4012888888881881",
        "4000056655665556", "5200828282828210", "30569309025904", "3530111333300000",
    }
)  # fmt: skip
_PLACEHOLDER: Final = re.compile(r"x{4}|\*{3}|your|example|placeholder|dummy|\.{3}|<|\{|\$", re.I)


def _mail(match: re.Match[str]) -> bool:
    name, _, domain = match[0].rpartition("@")
    return not (_SAMPLE_DOMAIN.search(domain) or _SAMPLE_NAME.match(name))


def _phone(match: re.Match[str]) -> bool:
    digits = digits_of(match[0])
    # 555-01xx is kept for fiction; one digit over and over, or a plain row, is nobody's.
    fiction = "55501" in digits or digits[-7:-4] == "555"
    return 9 <= len(digits) <= 15 and not fiction and len(set(digits)) > 3 and "23456" not in digits


def _card(match: re.Match[str]) -> bool:
    digits = digits_of(match[0])
    # Issuers begin with 2 to 6; most of 13 to 19 digits that do not are ids or times.
    return (
        is_card(match[0])
        and digits not in _SAMPLE_CARDS
        and digits[0] in "23456"
        and len(set(digits)) > 3
        and len(digits) in (14, 15, 16, 19)
    )


def _iban(match: re.Match[str]) -> bool:
    return 15 <= len(match[0].replace(" ", "")) <= 34 and is_iban(match[0])


def _id(match: re.Match[str]) -> bool:
    return is_national_id(match[0])


def _address(match: re.Match[str]) -> bool:
    try:
        known = match[0] in ("8.8.8.8", "8.8.4.4", "1.1.1.1", "9.9.9.9")
        return not known and ipaddress.ip_address(match[0]).is_global and match[0][-2:] != ".0"
    except ValueError:
        return False


def _secret(match: re.Match[str]) -> bool:
    value = match["value"]
    shapes = (any(c.isdigit() for c in value), any(c.isalpha() for c in value))
    return all(shapes) and not _PLACEHOLDER.search(value) and len(set(value)) > 4


def _always(_: re.Match[str]) -> bool:
    return True


_KEYS: Final = (
    r"\b(?P<value>(?:sk|pk|rk)[-_](?:[A-Za-z]{2,8}[-_])?[A-Za-z0-9]{20,200}"
    r"|(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_\w{22,255}"
    r"|glpat-[\w-]{20,64}|xox[abeoprs]-[A-Za-z0-9-]{20,250}|AIza[\w-]{35}|hf_[A-Za-z0-9]{30,64}"
    r"|eyJ[\w-]{15,4000}\.eyJ[\w-]{8,4000}\.[\w-]{10,4000})"
)
_STREETS: Final = (
    r"(?:Street|Avenue|Road|Lane|Drive|Boulevard|Court|Square|Terrace|Highway|St\.|Ave\.|Rd\.|Blvd)"
)

KINDS: Final[tuple[Kind, ...]] = (
    Kind(
        0, "mail address", r"\w@\w",
        re.compile(r"(?<![\w.+-])[\w.+%'-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])"),
        _mail,
    ),
    Kind(
        1, "phone number", r"\+\d|\(\d{3}\) ?\d|\d{3}[-.]\d{3}[-.]\d{4}",
        re.compile(
            r"(?<![\w.+=*/^-])\+[1-9]\d{0,2}[ .-]?\(?\d{1,4}\)?(?:[ .-]?\d{2,4}){2,4}(?![\w.]?\d)"
            r"|(?<![\w.+*/=-])(?:\(\d{3}\) ?|[2-9]\d{2}[.-])[2-9]\d{2}[.-]\d{4}(?![\w-])"
        ),
        _phone,
    ),
    Kind(
        2, "card number", r"\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{2,4}|\d{4}[ -]?\d{6}[ -]?\d{4,5}",
        re.compile(
            r"(?<![\w.,/-])(?:\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}|\d{4}([ -]?)\d{6}\2\d{4,5})"
            r"(?![\w-]|[.,]\d)"
        ),
        _card,
    ),
    Kind(
        3, "bank account", r"[A-Z]{2}\d{2} ?[A-Z0-9]{4}",
        re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"),
        _iban,
    ),
    Kind(
        4, "national id",
        r"\d{3}-\d{2}-\d{4}|\d{3}\.\d{3}\.\d{3}-\d{2}|\d{17}[\dXx]|\d{8}[- ]?[A-Z]"
        r"|[12] ?\d{2} ?\d{2} ?\d{2} ?\d{3} ?\d{3} ?\d{2}|[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]",
        re.compile(
            r"(?<![\w.-])(?:\d{3}-\d{2}-\d{4}|\d{3}\.\d{3}\.\d{3}-\d{2}|\d{17}[\dXx]"
            r"|\d{8}-?[A-HJ-NP-TV-Z]|[12] \d{2} \d{2} \d{2} \d{3} \d{3} \d{2}"
            r"|[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z])(?![\w-])"
        ),
        _id,
    ),
    Kind(
        5, "API key or token",
        r"[sprk]k[-_]\w|A[KS]IA|gh[pousr]_|github_pat|glpat-|xox|AIza|hf_|eyJ",
        re.compile(_KEYS), _secret,
    ),
    Kind(
        6, "private key", r"BEGIN [A-Z ]*PRIVATE KEY",
        re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----\s*(?:[A-Za-z0-9+/=:,-]{16,}\s*){2}"),
        _always,
    ),
    Kind(
        7, "password", r"://[^\s/]*:[^\s/]*@|(?i)passw|pwd|bearer |secret|api[_-]?key",
        re.compile(
            r"\b[a-z][a-z0-9+.-]{1,15}://[^\s/:@]{0,200}:(?P<value>[^\s/@]{6,200})@"
            r"|(?<![A-Za-z])(?:password|passwd|pwd|api[_-]?key|client[_-]?secret|secret[_-]?key)"
            r"[\"']?\s{0,3}(?:=|:)\s{0,3}[\"']?(?P<assigned>[^\s\"',;()\[\]{}<>`]{8,200})",
            re.IGNORECASE,
        ),
        lambda match: _strong(match["value"] or match["assigned"]),
    ),
    Kind(
        8, "network address", r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}",
        re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)"),
        _address,
    ),
    Kind(
        9, "street address",
        r"\d [A-Z]\w* .*(?:Street|Ave|Road|Rd\.|Lane|Drive|Bou?le?v|Court|Squ|Terr|St\.|High)",
        re.compile(
            rf"\b\d{{1,5}} (?:[NSEW]\.? )?(?:[A-Z][a-z]{{1,20}} ){{1,3}}{_STREETS}"
            r"[^\n]{0,60}?\b(?:[A-Z]{2} \d{5}|[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}|\d{5})\b"
        ),
        _always,
    ),
)  # fmt: skip
"""In the order of their bits; a bit is never given to another kind."""


def _strong(value: str) -> bool:
    """A secret mixes letters and digits; words after `password:` are prose or a variable."""
    mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
    return mixed and not _PLACEHOLDER.search(value) and not value.lower().startswith("password")


def has_kind(kind: Kind, text: str) -> bool:
    """Whether a text holds anything of one kind that is real by its form and check."""
    return any(kind.is_real(match) for match in kind.pattern.finditer(text))


def kinds_in(text: str) -> int:
    """Return the bits of all kinds found in a text."""
    return sum(1 << kind.bit for kind in KINDS if has_kind(kind, text))


def kind_names(bits: int) -> list[str]:
    """Return what the kinds of a bitmask are called."""
    return [kind.name for kind in KINDS if bits >> kind.bit & 1]
