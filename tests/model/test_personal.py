"""Kinds of personal data: what counts as real, and what everybody prints as an example."""

from __future__ import annotations

import pytest

from stillwatch.model.personal import KINDS, kind_names, kinds_in

KEY = "sk-" + "aB3dE5gH7jK9mN1pQ3rS5tU7"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("mail address", "write to maria.huber@vienna-clinic.at today"),
        ("phone number", "call me at +43 660 918 2274 or"),
        ("phone number", "or (727) 326-0913."),
        ("card number", "my card 4539 1488 0343 6467 exp"),
        ("bank account", "to DE89 3704 0044 0532 0130 00 please"),
        ("national id", "SSN 536-22-8912"),
        ("API key or token", f"export OPENAI={KEY}"),
        (
            "private key",
            "-----BEGIN RSA PRIVATE KEY-----\n" + ("MIIEpAIBAAKCAQEA7x" * 2 + "\n") * 3,
        ),
        ("password", "postgres://app:h7Kq92xLw@db.internal/x"),
        ("password", "password = 'h7Kq92xLw!'"),
        ("network address", "from 91.118.22.7 yesterday"),
        ("street address", "lives at 660 Lexington Avenue, New York, NY 10022"),
    ],
)
def test_a_kind_is_found(kind: str, text: str) -> None:
    assert kind in kind_names(kinds_in(text))


@pytest.mark.parametrize(
    "text",
    [
        "user@example.com", "your_name@gmail.com", "call 555-0123", "+1 234 567 8901",
        "4111 1111 1111 1111", "127.0.0.1 and 10.0.0.4 and 8.8.8.8", "version 1.2.3.0",
        "sk-xxxxxxxxxxxxxxxxxxxxxxxx", "password: your_password1", "def f(password: str) -> None",
        "-----BEGIN PRIVATE KEY-----", "2024-05-06 12:13:14", "1234-5678-9012-3456",
        "chapter 12 Main Street", "x = 3.14159265358979 + 2.71828182845904",
    ],
)  # fmt: skip
def test_examples_and_code_are_nothing(text: str) -> None:
    assert kind_names(kinds_in(text)) == []


def test_bits_are_never_shared_and_fit_the_column() -> None:
    bits = [kind.bit for kind in KINDS]
    assert bits == list(range(len(KINDS)))
    assert max(bits) < 31


def test_names_follow_the_bits() -> None:
    assert kind_names(0) == []
    assert kind_names(0b101) == ["mail address", "card number"]
