"""What tells harvest from camouflage in one exchange: a handful of features in a few levels.

Level 0 of a feature always means that it is not known of this exchange, and then says nothing.
All levels of an exchange are packed into one number, its pattern, so that millions of exchanges
become some thousands of patterns with counts, which is all that learning needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from stillwatch.campaigns.harvest_text import CHANNELS, carried_sql
from stillwatch.store.steps import Step

BITS: Final = 5
"""Bits of a pattern that hold one feature."""
QUICK_S: Final = 8.0
"""Seconds from an answer to the next request of the same conversation that no reader needs
fewer than."""
EXCESS: Final = (3.0, 8.0, 20.0)
"""Bits of excess between the levels of a shared text."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: SQL that gives its level, and how many levels there are."""

    name: str
    level_sql: str
    known: int
    """Levels beside 0, which is the unknown one."""


def _excess(channel: str, known: str) -> str:
    steps = " ".join(
        f"WHEN t.{channel} >= {least} THEN {place + 2}"
        for place, least in reversed(list(enumerate(EXCESS)))
    )
    return f"CASE WHEN NOT {known} OR z.outside = 0 THEN 0 {steps} ELSE 1 END"


def _steps(value: str, bounds: tuple[float, ...]) -> str:
    steps = " ".join(f"WHEN {value} < {bound} THEN {n + 1}" for n, bound in enumerate(bounds))
    return f"CASE WHEN {value} IS NULL THEN 0 {steps} ELSE {len(bounds) + 1} END"


_PACE: Final = f"""CASE WHEN r.session_item IS NULL THEN
            CASE WHEN r.pause <= {QUICK_S} THEN 2 ELSE 0 END
        WHEN r.turns = 1 THEN 1 WHEN r.session_pause <= {QUICK_S} THEN 2 ELSE 3 END"""
# Turns times pace: 4 and 8 are one and more turns of unknown pace; 1, 5, 9 alone in a session;
# 2, 6, 10 quicker than anybody reads; 3, 7, 11 a session with pauses.
_TURN: Final = "CASE WHEN r.turn_count IS NULL THEN 0 WHEN r.turn_count <= 1 THEN 1 ELSE 2 END"
_CAPABILITY: Final = (
    "other", "knowledge", "writing", "reasoning", "math", "code", "tool_use", "generation",
    "grading",
)  # fmt: skip
_LIMIT: Final = _steps("r.max_tokens", (513.0, 2049.0, 8193.0))
_HEAT: Final = _steps("r.temperature", (0.05, 0.75))

FEATURES: Final[tuple[Feature, ...]] = (
    Feature("content", _excess("content", carried_sql(CHANNELS["content"], "r")), 4),
    Feature("instructions", _excess("instructions", carried_sql(CHANNELS["instructions"], "r")), 4),
    Feature("hop", _excess("hop", carried_sql(CHANNELS["hop"], "r")), 4),
    Feature("shape", f"({_TURN}) * 4 + ({_PACE})", 11),
    Feature(
        "task",
        f"""CASE WHEN r.asks_grading THEN 1 WHEN r.asks_generation THEN 2
            WHEN r.elicits_reasoning THEN 3 WHEN r.capability IS NULL THEN 0
            ELSE coalesce(3 + list_position({list(_CAPABILITY)}, r.capability), 0) END""",
        12,
    ),
    Feature("style", _steps("r.style_impersonal", (0.25, 0.5, 0.75)), 4),
    Feature("length", _steps("r.prompt_words", (8.0, 20.0, 50.0, 120.0, 400.0)), 6),
    Feature("yield", _steps("r.log_yield", (-1.0, -0.3, 0.3, 1.0)), 5),
    Feature("thought", _steps("r.thought", (-0.15, 0.15)), 3),
    Feature(
        "configuration",
        f"CASE WHEN r.one_setting THEN 0 ELSE 1 + ({_LIMIT}) * 4 + ({_HEAT}) END",
        20,
    ),
)
"""In the order of their place in the pattern."""


def feature_steps() -> list[Step]:
    """Return the steps that make `harvest_feature` and `harvest_pattern`.

    Reads `harvest_row`, `harvest_size`, `harvest_text` and `account_model`.
    """
    return [
        Step("harvest_measured", measured_sql()),
        Step("harvest_feature", feature_sql()),
        Step(
            "harvest_pattern",
            """
        SELECT set_no, pattern, sum(weight) FILTER (WHERE is_member) AS weight
        FROM harvest_feature GROUP BY set_no, pattern""",
        ),
    ]


def measured_sql() -> str:
    """Return SQL for the rows with what must be measured beside other rows of the account."""

    def pause(partition: str) -> str:
        """Seconds nobody spoke, before or after, whichever is less."""
        return f"""least(
                epoch(r.ts - lag(r.ts) OVER {partition})
                    - coalesce(lag(r.duration_ms) OVER {partition}, 0) / 1000,
                epoch(lead(r.ts) OVER {partition} - r.ts) - coalesce(r.duration_ms, 0) / 1000)"""

    return f"""
        SELECT r.*, {pause("account_rows")} AS pause, {pause("session_rows")} AS session_pause,
            count(*) OVER (PARTITION BY r.set_no, r.account_id, r.session_item) AS turns,
            CASE WHEN r.output_tokens > 0 THEN ln(1 + r.output_tokens) - m.log_output END
                AS log_yield,
            CASE WHEN r.output_tokens > 0
                THEN r.reasoning_tokens / r.output_tokens::DOUBLE - m.reasoning_share END
                AS thought,
            min(concat_ws(' ', r.max_tokens, r.temperature)) OVER everything
                = max(concat_ws(' ', r.max_tokens, r.temperature)) OVER everything AS one_setting
        FROM harvest_row r LEFT JOIN account_model m USING (model)
        WINDOW account_rows AS (PARTITION BY r.set_no, r.account_id ORDER BY r.ts, r.exchange_key),
            session_rows AS (PARTITION BY r.set_no, r.account_id, r.session_item
                ORDER BY r.ts, r.exchange_key),
            everything AS (PARTITION BY r.set_no, r.account_id)"""


def feature_sql() -> str:
    """Return SQL for the pattern of each exchange of each set."""
    packed = "\n            + ".join(
        f"(({feature.level_sql})::BIGINT << {BITS * place})"
        for place, feature in enumerate(FEATURES)
    )
    return f"""
        SELECT r.set_no, r.exchange_key, r.account_id, r.is_member, r.weight,
            greatest(coalesce(t.content, 0), coalesce(t.instructions, 0)) >= {EXCESS[1]}
                AS templated,
            {packed} AS pattern
        FROM harvest_measured r JOIN harvest_size z USING (set_no)
            LEFT JOIN harvest_text t USING (set_no, exchange_key)"""
