"""What must be masked is; what only looks like it stays; nothing invisible gets through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillwatch.model.masking import mask, mask_text, short_id, visible

SECRETS = [
    ("email", "jane.o'neil+x@mail.example.co.uk"),
    ("card", "4111 1111 1111 1111"),
    ("card", "5500-0055-5555-5559"),
    ("card", "378282246310005"),
    ("phone", "+49 (0) 171 234 5678"),
    ("phone", "(555) 123-4567"),
    ("phone", "0171 2345678"),
    ("key", "sk-proj-" + "aB3dE6gH9jK2mN5p"),
    ("key", "AKIA" + "IOSFODNN7EXAMPLE"),
    ("key", "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1"),
    ("key", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcDEF12"),
    ("bank account", "DE89 3704 0044 0532 0130 00"),
    ("bank account", "GB82WEST12345698765432"),
    ("address", "203.0.113.77"),
    ("address", "2001:db8::8a2e:370:7334"),
    ("token", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"),
    ("number", "123-45-6789"),
    ("number", "123456789012"),
    ("private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIEab\n-----END RSA PRIVATE KEY-----"),
]

HARMLESS = [
    "my password is too short",
    "token: string",
    "the secret: nobody knows",
    "at 12:30:45 on 2026-11-23 14:05",
    "pi = 3.141592653589793",
    "std::vector<int> and A::B::c",
    "1 2 3 4 5 6 7 8 9 10 11 12 13 14",
    "v1.2.3.4 of 07/2025 12",
    "1,234,567.89 dollars for 100-200 people, 1990-2000",
    "x@y and @decorator",
    "the_quick_brown_fox_function_name_is_long_indeed",
    "https://example.org/a/b/c-d-e/f?q=1",
    "Internationalisierungsmassnahmenkatalogverordnung",
    "550e8400-e29b-41d4-a716-446655440000",
    "localhost is ::1 or 127.0.0.1",
    "What is 17 * 23? Show your reasoning step by step.",
]


@pytest.mark.parametrize(("kind", "secret"), SECRETS)
def test_personal_data_and_secrets_are_masked_and_counted(kind: str, secret: str) -> None:
    masked = mask(f"please use {secret}, thanks")
    assert secret not in masked.text
    assert masked.text.startswith("please use ⟨")
    assert masked.text.endswith("⟩, thanks")
    assert masked.found == ((kind, 1),)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("password: hunter2!", "password: ⟨secret⟩"),
        ("api_key='zzz99922288'", "api_key='⟨secret⟩'"),
        ("Authorization: Bearer abcdefghijkl.mnop", "Authorization: Bearer ⟨secret⟩"),
        ("postgres://user:pa55w@db.local/x", "postgres://⟨secret⟩@db.local/x"),
    ],
)
def test_of_an_assignment_only_the_secret_is_masked(text: str, left: str) -> None:
    assert mask_text(text) == left


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert mask(text).text == text
    assert mask(text).found == ()


@given(st.text(alphabet="abc \n.,", max_size=40), st.sampled_from(SECRETS))
def test_masking_does_not_depend_on_the_words_around(around: str, secret: tuple[str, str]) -> None:
    assert secret[1] not in mask_text(f"{around} {secret[1]} {around}")


@given(st.text(max_size=300))
def test_text_of_any_kind_can_be_masked_and_shown(text: str) -> None:
    shown = visible(mask_text(text))
    shown.encode("utf-8")
    assert visible(shown) == shown


@pytest.mark.parametrize(
    "piece", ["a", "1", "1 ", "1-", "a@", "+1 ", "ABCD", "password:", "-----BEGIN PRIVATE KEY-----"]
)
def test_hostile_repetition_ends(piece: str) -> None:
    assert mask_text(piece * (60_000 // len(piece)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b", "a⟨U+0000⟩b"),
        ("\x1b[31mred", "⟨U+001B⟩[31mred"),
        ("user\u202egpj", "user⟨U+202E⟩gpj"),
        ("zero\u200bwidth", "zero⟨U+200B⟩width"),
        ("half\ud800", "half⟨U+D800⟩"),
        ("é ß 漢字\tlines\nstay", "é ß 漢字\tlines\nstay"),
    ],
)
def test_what_cannot_be_seen_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_long_text_is_cut_and_says_so() -> None:
    assert visible("x" * 10_000, 10) == "xxxxxxxxxx… (9,990 more characters)"


def test_a_long_id_keeps_both_ends() -> None:
    assert short_id("acct-0001") == "acct-0001"
    assert short_id("a" * 9_996 + "tail") == "aaaaaaaaaaaa…tail"
