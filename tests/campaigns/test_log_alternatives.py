"""Harmless explanations tested on the log: the sign, the words, and what is not said."""

from __future__ import annotations

from datetime import timedelta

from stillwatch.campaigns.log_alternatives import (
    CAP,
    bits_against,
    commonest_sql,
    log_alternatives,
)
from stillwatch.linkage.entities import entity_steps
from stillwatch.store.duckdb_engine import DuckEngine
from stillwatch.store.steps import Step
from tests.campaigns import made


def weighed(engine: DuckEngine, **member: object) -> dict[str, float]:
    """Bits of each explanation, of ten members who have `member` in common."""
    rows = []
    for name in [f"m-{n}" for n in range(10)] + [f"s-{n}" for n in range(60)]:
        for turn in range(6):
            rows.append(
                {
                    "account_id": name, "ts": made.START + timedelta(days=turn), "model": "m",
                    "output_tokens": 1, "email_domain": f"{name}.example",
                    "client_ip": f"198.{len(name)}.{made.number(name) % 250}.1",
                    "prompt_hash": made.number(f"{name} {turn}"),
                    "signup_ts": made.START - timedelta(days=made.number(name) % 800),
                    **(member if name.startswith("m") else {}),
                }
            )  # fmt: skip
    made.open_log(engine, rows)
    engine.run(entity_steps(0.2))
    named = "SELECT 0 AS campaign_no, account_id FROM account WHERE account_id LIKE 'm-%'"
    engine.run([Step("named_account", named)])
    return {each.hypothesis: each.bits_against for each in log_alternatives(engine)[0]}


def test_bits_have_the_sign_of_what_is_seen() -> None:
    assert bits_against(10, 10, 0.9, 0.02) < 0 < bits_against(1, 10, 0.9, 0.02)
    assert bits_against(0, 1_000, 0.9, 0.02) == CAP
    assert bits_against(8, 10, 0.8, 0.8) == 0


def test_a_part_of_the_members_is_no_office_however_rare_elsewhere() -> None:
    assert bits_against(15, 40, 0.8, 0.0) == CAP
    assert abs(bits_against(28, 40, 0.8, 0.09)) < 2, "neither nearly all nor chance"
    assert bits_against(39, 40, 0.8, 0.0) < -2


def test_evidence_for_is_bounded_by_how_many_members_there_are() -> None:
    assert -3.5 < bits_against(10, 10, 0.9, 0.02) < -2.5
    assert -7 < bits_against(100, 100, 0.9, 0.02) < -5


def test_strangers_are_no_company_and_no_class(engine: DuckEngine) -> None:
    found = weighed(engine)
    assert found["one company or institution"] > 3
    assert found["one class or benchmark: everybody works through the same items"] > 3
    assert "a router or product that passes its users on" not in found


def test_one_mail_domain_speaks_for_a_company(engine: DuckEngine) -> None:
    found = weighed(engine, email_domain="firm.example", client_ip="203.0.113.4")
    assert found["one company or institution"] < -3
    assert found["one place: an office, a campus, one address"] < -3


def test_the_same_items_speak_for_a_class_and_end_users_for_a_router(engine: DuckEngine) -> None:
    found = weighed(engine, prompt_hash=5, end_user_id="u")
    assert found["one class or benchmark: everybody works through the same items"] < -3
    assert found["an evaluation that runs again and again"] < -3
    assert found["a router or product that passes its users on"] < -3


def test_of_equally_common_values_the_least_is_taken(engine: DuckEngine) -> None:
    rows = [("b", "x"), ("a", "x"), ("a", "y"), ("b", "y"), ("c", "y")]
    table = ", ".join(f"(0, '{value}', '{account}')" for value, account in rows)
    profile = f"SELECT * FROM (VALUES {table}) AS v(campaign_no, block, account_id)"
    engine.run([Step("tested_profile", profile), Step("tested_block", commonest_sql("block"))])
    assert engine.read("SELECT * FROM tested_block").to_pylist() == [
        {"campaign_no": 0, "value": "a"}
    ]
