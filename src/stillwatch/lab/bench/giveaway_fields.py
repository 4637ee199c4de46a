"""What is asked of the worlds for giveaways: every field, and whether it may tell.

A `disguise` is what an attacker sets as he likes and what no technique consists of: it must not
tell a campaign from customers, else whoever trains or tunes on these worlds learns how they
were made. `technique` is what a harvest cannot do without, or what it was reported to show; it
is published but fails nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

Kind = Literal["disguise", "technique"]
Unit = Literal["row", "account"]
Link = Literal["payer", "address", "batch", "device"]
"""What accounts are held together by, so that they are one trial: the payer for most fields;
the usual address, the half hour of sign-up or the device for what follows from them."""

DRAWN: Final = 8
"""Requests drawn of each account to describe it. As many of each, for how many an account sends
is the technique, and would speak through every count and share."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is looked at. `sql` is of an exchange for rows, an aggregate for accounts."""

    name: str
    unit: Unit
    kind: Kind
    sql: str
    reason: str = ""
    """Why it is of its kind, where that is a judgement."""
    link: Link = "payer"
    drawn: bool = field(default=False, kw_only=True)
    """Aggregated over DRAWN requests rather than all; accounts with fewer are left out."""


_OPTIONAL: Final = (
    "org_id",
    "key_id",
    "end_user_id",
    "session_id",
    "device_id",
    "payment_id",
    "email_domain",
    "signup_ts",
    "signup_ip",
    "client_ip",
    "user_agent",
    "tls_fingerprint",
    "metadata",
    "temperature",
    "max_tokens",
    "choice_count",
    "duration_ms",
    "cache_read_tokens",
)
_PLAIN: Final = (
    "model",
    "surface",
    "operation",
    "user_agent",
    "tls_fingerprint",
    "plan",
    "mail",
    "temperature",
    "max_tokens",
    "choice_count",
    "stream",
    "metadata",
    "status",
)
_IDS: Final = ("request_id", "account_id", "key_id", "session_id", "device_id", "payment_id")
_DIGIT: Final = "ascii(right({0}, 1)) + 1000 * length({0})"


_SHARED_OF_ROWS: Final[tuple[tuple[str, str, Link], ...]] = (
    ("country", "country", "address"),
    ("asn", "CAST(asn AS VARCHAR)", "address"),
    ("last octet", "CAST(split_part(client_ip, '.', 4) AS INT) % 16", "address"),
    ("first octet", "split_part(client_ip, '.', 1)", "address"),
    ("sign-up hour", "hour(signup_ts)", "batch"),
    ("sign-up weekday", "dayofweek(signup_ts)", "batch"),
    ("sign-up minute", "minute(signup_ts)", "batch"),
)
_SHARED_OF_ACCOUNTS: Final[tuple[tuple[str, str, Link], ...]] = (
    ("country", "mode(country)", "address"),
    ("asn", "CAST(mode(asn) AS VARCHAR)", "address"),
    ("sign-up hour", "hour(min(signup_ts))", "batch"),
    ("sign-up second", "microsecond(min(signup_ts)) // 1000000", "payer"),
)
_TECHNIQUE_OF_ACCOUNTS: Final[tuple[tuple[str, str, str, Link], ...]] = (
    ("requests", "count(*)", "load", "payer"),
    ("active days", "count(DISTINCT ts::DATE)", "load", "payer"),
    ("requests on an active day", "count(*) / count(DISTINCT ts::DATE)", "load", "payer"),
    ("hours of the day used", "count(DISTINCT hour(ts))", "load and hours", "payer"),
    ("entropy of hours", "entropy(hour(ts))", "load and hours", "payer"),
    (
        "day of the first request",
        "date_diff('day', min(begins), min(ts))",
        "when accounts are put to work",
        "payer",
    ),
    (
        "account's age",
        "date_diff('day', min(signup_ts), min(begins))",
        "accounts opened for a harvest; the knob `aged` takes it away",
        "batch",
    ),
    (
        "hours from sign-up to use",
        "date_diff('hour', min(signup_ts), min(ts))",
        "accounts opened for a harvest",
        "payer",
    ),
    ("mean gap", "avg(ln(1 + gap_s))", "load and pace", "payer"),
    ("spread of gaps", "stddev(ln(1 + gap_s))", "load and pace", "payer"),
    (
        "requests in a session",
        "count(*) / greatest(count(DISTINCT session_id), 1)",
        "no conversation",
        "payer",
    ),
    ("output tokens", "avg(output_tokens)", "what is taken", "payer"),
    ("output against input", "sum(output_tokens) / sum(input_tokens)", "what is taken", "payer"),
    (
        "reasoning share",
        "sum(reasoning_tokens) / greatest(sum(output_tokens), 1)",
        "what is taken",
        "payer",
    ),
    ("distinct templates", "count(DISTINCT template_hash) / count(*)", "what is asked", "payer"),
    ("entropy of capabilities", "entropy(capability)", "what is asked", "payer"),
    ("generation share", "avg(asks_generation::INT)", "what is asked", "payer"),
    ("grading share", "avg(asks_grading::INT)", "what is asked", "payer"),
    ("languages", "count(DISTINCT language)", "what is asked", "payer"),
    ("weekend share", "avg((dayofweek(ts) IN (0, 6))::INT)", "hours", "payer"),
)


def _disguise_rows() -> list[Field]:
    fields = [Field(name, "row", "disguise", name) for name in _PLAIN]
    fields += [Field(f"{n} is set", "row", "disguise", f"{n} IS NOT NULL") for n in _OPTIONAL]
    fields += [
        Field(
            f"form of {n}",
            "row",
            "disguise",
            _DIGIT.format(n),
            link="device" if n == "device_id" else "payer",
        )
        for n in _IDS
    ]
    fields += [
        Field(name, "row", "disguise", sql, link=link) for name, sql, link in _SHARED_OF_ROWS
    ]
    fields += [
        Field(name, "row", "disguise", sql)
        for name, sql in (
            ("microsecond digits", "microsecond(ts) % 100"),
            ("millisecond digits", "microsecond(ts) // 1000 % 1000"),
            ("second", "microsecond(ts) // 1000000"),
            ("minute", "minute(ts)"),
            ("sign-up second", "microsecond(signup_ts) // 1000000"),
            ("place in the file", "displaced"),
            ("sent from the sign-up address", "client_ip = signup_ip"),
        )
    ]
    return fields


def _technique_rows() -> list[Field]:
    return [
        Field(name, "row", "technique", sql, reason)
        for name, sql, reason in (
            ("hour", "hour(ts)", "when a harvest runs"),
            ("weekday", "dayofweek(ts)", "when a harvest runs"),
            ("account's age", "date_diff('hour', signup_ts, ts)", "accounts opened for a harvest"),
            ("input tokens", "input_tokens", "what is asked"),
            ("output tokens", "output_tokens", "what is taken"),
            ("reasoning tokens", "reasoning_tokens", "what is taken"),
            ("cached share", "cache_read_tokens / greatest(input_tokens, 1)", "no conversation"),
            ("finish_reason", "finish_reason", "follows from the length of the answer"),
            ("duration", "duration_ms", "follows from the length of the answer"),
            ("turns", "turn_count", "no conversation"),
            ("prompt characters", "prompt_chars", "what is asked"),
            ("language", "language", "what is asked: a pipeline writes in the language it wants"),
            ("capability", "capability", "what is asked"),
            ("asks for grading", "asks_grading", "what is asked"),
            ("asks for generation", "asks_generation", "what is asked"),
            ("asks for reasoning", "elicits_reasoning", "what is asked"),
            ("impersonal style", "style_impersonal", "what is asked"),
            ("structured style", "style_structured", "what is asked"),
            ("reads as a task", "reads_as_task", "what is asked"),
            ("system prompt is set", "system_hash IS NOT NULL", "part of what is asked"),
            ("tools are set", "tools_hash IS NOT NULL", "part of what is asked"),
            ("artefact is sent back", "artifact_hashes IS NOT NULL", "no conversation"),
            ("context is sent along", "context_hash IS NOT NULL", "no conversation"),
        )
    ]


_VARYING: Final = (
    "client_ip", "asn", "country", "key_id", "model", "user_agent", "surface", "temperature",
    "max_tokens", "metadata", "status",
)  # fmt: skip
_DRAWN_OF_ACCOUNTS: Final = (
    *((f"usual {n}", f"mode({n})") for n in _PLAIN if n not in ("operation", "status")),
    *((f"share with {n}", f"avg(({n} IS NOT NULL)::INT)") for n in _OPTIONAL),
    *((f"distinct {n}", f"count(DISTINCT {n})") for n in _VARYING),
    ("answers that failed", "avg((status <> 'success')::INT)"),
    ("sent from the sign-up address", "avg((client_ip = signup_ip)::INT)"),
)


def _disguise_accounts() -> list[Field]:
    return [
        *(Field(name, "account", "disguise", sql, drawn=True) for name, sql in _DRAWN_OF_ACCOUNTS),
        *(
            Field(name, "account", "disguise", sql, link=link)
            for name, sql, link in _SHARED_OF_ACCOUNTS
        ),
    ]


def _technique_accounts() -> list[Field]:
    return [
        Field(name, "account", "technique", sql, reason, link)
        for name, sql, reason, link in _TECHNIQUE_OF_ACCOUNTS
    ]


FIELDS: Final[tuple[Field, ...]] = (
    *_disguise_rows(),
    *_technique_rows(),
    *_disguise_accounts(),
    *_technique_accounts(),
)
