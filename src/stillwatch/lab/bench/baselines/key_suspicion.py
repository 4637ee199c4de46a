"""A suspicion score for every account by itself, as the direct peer computes it.

Glasswally (2026) weighs sixteen workers into one score and suspends from 0.72. Three of them
judge one account by what the sketches hold: the rate and evenness of its requests, phrases of
extraction, sameness of its prompts. They keep their published points and, since the others
need raw text, TLS internals or other accounts, their weights are scaled up to make one; without
that no account could reach the published thresholds at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from stillwatch.lab.bench.baselines.fields import held_fields
from stillwatch.lab.bench.detector import Found, FoundGroup
from stillwatch.store.duckdb_engine import DuckEngine

SUSPENDED: Final = 0.72
REVIEWED: Final = 0.55
WEIGHTS: Final = {"velocity": 0.10, "phrases": 0.09, "sameness": 0.05}
VALUABLE: Final = ("code", "generation", "grading", "reasoning", "tool_use")
"""Capabilities for its domains of agentic work, coding, reasoning and reward modelling."""


def hours_sql() -> str:
    """Return SQL: what the workers look at, by account and clock hour.

    Sketches stand in for text: intents for its 33 phrases, templates for its structural hash,
    the first twelve words for the first thirty letters.
    """
    of = "PARTITION BY account_id, date_trunc('hour', ts)"
    valuable = ", ".join(f"'{name}'" for name in VALUABLE)
    return f"""
SELECT account_id, hour, any_value(night) AS night, count(*) AS requests,
    CASE WHEN count(gap) >= 3 THEN 1 - coalesce(stddev_pop(gap) / nullif(avg(gap), 0), 0) END
        AS evenness,
    coalesce(stddev_pop(output_tokens) / nullif(avg(output_tokens), 0), 0) AS token_spread,
    avg(phrase::INT) AS phrases,
    coalesce(list_max(map_values(histogram(domain))), 0) / count(*) AS concentration,
    CASE WHEN count(template_hash) > 1
        THEN entropy(template_hash) / log2(count(template_hash)) END AS variety,
    stddev_pop(prompt_chars) / nullif(avg(prompt_chars), 0) AS length_spread,
    list_max(map_values(histogram(prefix_hash))) / count(*) AS same_start
FROM (
    SELECT account_id, date_trunc('hour', ts) AS hour, output_tokens, template_hash, prefix_hash,
        prompt_chars,
        (epoch_us(ts) - lag(epoch_us(ts)) OVER ({of} ORDER BY ts)) / 1e6 AS gap,
        avg((hour(ts) < 6)::INT) OVER (PARTITION BY account_id, date_trunc('day', ts)) AS night,
        coalesce(elicits_reasoning, false) OR coalesce(asks_grading, false) AS phrase,
        CASE WHEN capability IN ({valuable}) THEN capability END AS domain
    FROM exchange
) GROUP BY account_id, hour"""


def points_sql(hours: str) -> str:
    """Return SQL: the points of each worker and how much it trusts them, by account and hour."""
    return f"""
SELECT account_id,
    CASE WHEN requests >= 5 THEN
        (CASE WHEN requests > 200 THEN .45 WHEN requests > 60 THEN .25 ELSE 0 END
        + CASE WHEN evenness > .7 THEN .30 WHEN evenness > .5 THEN .15 ELSE 0 END
        + CASE WHEN token_spread < .15 THEN .15 ELSE 0 END
        + CASE WHEN night > .5 THEN .10 ELSE 0 END) * (.5 + .5 * trust)
        ELSE 0 END AS velocity,
    CASE WHEN phrases > 0 THEN .40 ELSE 0 END
        + CASE WHEN requests >= 5 AND phrases >= .2 THEN .35 ELSE 0 END
        + CASE WHEN requests >= 5 AND concentration >= .7 THEN .25 ELSE 0 END AS phrases,
    CASE WHEN requests >= 10 THEN
        least(1, (CASE WHEN variety < .2 THEN .45 WHEN variety < .4 THEN .20 ELSE 0 END
        + CASE WHEN length_spread < .1 THEN .25 WHEN length_spread < .2 THEN .10 ELSE 0 END
        + CASE WHEN same_start > .6 THEN .30 WHEN same_start > .4 THEN .15 ELSE 0 END)
        * (.3 + .7 * trust)) ELSE 0 END AS sameness,
    trust
FROM (SELECT *, least(requests / 50.0, 1) AS trust FROM ({hours}))"""


def score_sql(points: str) -> str:
    """Return SQL: the weighted score of each account in its most suspicious hour."""
    parts = {
        "velocity": "velocity * (.4 + .6 * trust)",
        "phrases": "phrases * (.4 + .6 * .9)",
        "sameness": "sameness * (.4 + .6 * trust)",
    }
    weighed = " + ".join(f"{WEIGHTS[name]} * {part}" for name, part in parts.items())
    total = sum(WEIGHTS.values())
    return f"""
SELECT account_id, max(({weighed}) / {total}) AS score
FROM ({points}) GROUP BY account_id ORDER BY account_id"""


@dataclass(frozen=True, slots=True)
class KeySuspicion:
    """Accounts one by one, at the thresholds where the peer suspends and where it reviews."""

    name: str = "key_suspicion"
    source: str = "Glasswally 2026: workers velocity, cot and biometric, fused as in fusion.rs"
    setting: str = (
        "published points and thresholds: suspended from 0.72, reviewed from 0.55; weights 0.10, "
        "0.09, 0.05 scaled to one; clock hours for sliding ones; sketches for text"
    )

    def find(self, engine: DuckEngine) -> Found:
        """Score every account by its most suspicious hour; no groups."""
        if not held_fields(engine, ("template_hash", "prefix_hash")):
            return Found(refused="no prompts were logged, and the score is mostly about prompts")
        scored = engine.read(score_sql(points_sql(hours_sql()))).to_pydict()
        scores = dict(zip(scored["account_id"], scored["score"], strict=True))
        return Found(
            named=[FoundGroup((a,)) for a, s in scores.items() if s >= SUSPENDED],
            suspected=[FoundGroup((a,)) for a, s in scores.items() if REVIEWED <= s < SUSPENDED],
            scores=scores,
        )
