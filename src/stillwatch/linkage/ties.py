"""Pairs of entities that share more than chance explains.

For each signal the shared items of a pair are held against a Poisson null that knows how
many items either holds and how popular items are (`chance.py`; research/judgement.md, S3). The
tail is bounded by Chernoff, which every SQL engine can compute and which errs on the side of
no tie. Evidence of one family counts once; families are combined by Fisher's method over
those that speak, with the price of choosing them.

Popular items would make pairs explode. So there are scales: scale s looks at items of up to
cap * 4^s holders on the 4^-s of entities with the lowest draw, and each item costs the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, log

from stillwatch.linkage.chance import degree_class_sql
from stillwatch.linkage.entities import DRAW_SPACE
from stillwatch.model.signal import TieSignal
from stillwatch.settings import LinkageSettings
from stillwatch.store.steps import Step

LN2 = log(2)
NO_TIES = """
        SELECT 0::BIGINT AS one, 0::BIGINT AS other, 0.0 AS bits, 0 AS families, 0 AS scale
        WHERE false"""


def tie_steps(signals: Sequence[TieSignal], entities: int, settings: LinkageSettings) -> list[Step]:
    """Return the steps that make `tie` (one, other, bits, families, scale).

    `signals` are those with any shared item, each with its table `rate_S`; `entities` is the
    number of all entities.
    """
    if not signals:
        return [Step("tie", NO_TIES)]
    families = len({signal.family for signal in signals})
    steps: list[Step] = []
    for scale in range(settings.scales):
        if scale and entities // 4**scale < settings.pair_cap // 2:
            break
        for signal in signals:
            steps.append(Step(f"pair_{signal.name}_{scale}", pair_sql(signal, scale, settings)))
        names = [f"pair_{signal.name}_{scale}" for signal in signals]
        sampled = max(2, entities // 4**scale)
        least = log(sampled * settings.scales / settings.chance_degree) / LN2
        steps.append(Step(f"tie_{scale}", tie_sql(names, signals, scale, families, least)))
    scales = [step.name for step in steps if step.name.startswith("tie_")]
    union = "\n        UNION ALL ".join(f"SELECT * FROM {name}" for name in scales)
    steps.append(Step("tie", strongest_tie_sql(union)))
    return steps


def pair_sql(signal: TieSignal, scale: int, settings: LinkageSettings) -> str:
    """Return SQL for pairs that share items of one signal at one scale, with their bits."""
    cap = settings.pair_cap * 4**scale
    draw = DRAW_SPACE // 4**scale
    name = signal.name
    if signal.value_space:
        # Identifiers: how rare a value is in the world, not only in this log. A value of many
        # holders is less and less likely to be one person's, so the chance grows steeply.
        chance = f"least(1.0, one_held * other_held * pow(rarest, 4) / {signal.value_space}.0)"
        bits = f"-log2({chance})"
    else:
        x = f"ceil(shared / {signal.views}.0)"
        rate = f"greatest(rate / {signal.views}.0, 1e-12)"
        excess = f"({x} * ln({x} / {rate}) - ({x} - {rate})) / {LN2}"
        bits = f"CASE WHEN {x} > {rate} THEN {excess} ELSE 0 END"
    return f"""
        WITH held AS (
            SELECT i.entity_no, i.item, d.holders
            FROM item_{name} i JOIN degree_{name} d USING (item) JOIN entity e USING (entity_no)
            WHERE d.holders <= {cap} AND e.draw < {draw}),
        shared AS (
            SELECT a.entity_no AS one, b.entity_no AS other, count(*) AS shared,
                min(a.holders) AS rarest
            FROM held a JOIN held b ON a.item = b.item AND a.entity_no < b.entity_no
            GROUP BY a.entity_no, b.entity_no),
        rated AS (
            SELECT s.one, s.other, s.shared, s.rarest, c.rate,
                a.held AS one_held, b.held AS other_held
            FROM shared s JOIN reach_{name} a ON s.one = a.entity_no
                JOIN reach_{name} b ON s.other = b.entity_no
                JOIN rate_{name} c ON c.scale = {scale}
                    AND c.one = {degree_class_sql("a.held")}
                    AND c.other = {degree_class_sql("b.held")})
        SELECT one, other, shared, {bits} AS bits FROM rated
        WHERE {bits} >= 1"""


def tie_sql(
    names: Sequence[str], signals: Sequence[TieSignal], scale: int, families: int, least: float
) -> str:
    """Return SQL for the pairs whose families together reach `least` bits at one scale."""
    union = "\n            UNION ALL ".join(
        f"SELECT one, other, '{signal.family}' AS family, bits FROM {name}"
        for name, signal in zip(names, signals, strict=True)
    )
    return f"""
        WITH spoken AS (
            {union}),
        family AS (
            SELECT one, other, family, max(bits) AS bits FROM spoken
            GROUP BY one, other, family),
        summed AS (
            SELECT one, other, count(*) AS families, sum(bits) AS bits FROM family
            GROUP BY one, other)
        SELECT one, other, families, {combined_bits_sql("bits", "families", families)} AS bits,
            {scale} AS scale
        FROM summed
        WHERE {combined_bits_sql("bits", "families", families)} >= {least}"""


def combined_bits_sql(bits: str, spoke: str, families: int) -> str:
    """Return SQL for the bits of a sum over `spoke` families chosen out of `families`.

    Fisher: the sum of f exponential tails is Gamma(f), so with x = bits ln 2 the chance is
    exp(-x) sum_{k<f} x^k / k!; choosing the f families costs log2 of the number of ways.
    """
    arms = []
    for count in range(1, families + 1):
        x = f"({bits} * {LN2})"
        terms = " + ".join(f"pow({x}, {k}) / {_factorial(k)}" for k in range(count))
        price = log(comb(families, count)) / LN2
        arms.append(f"WHEN {spoke} = {count} THEN {bits} - log2({terms}) - {price}")
    return "CASE " + " ".join(arms) + " ELSE 0 END"


def strongest_tie_sql(union: str) -> str:
    """Return SQL for each pair's strongest tie over the scales."""
    return f"""
        SELECT one, other, max(bits) AS bits, max(families) AS families, min(scale) AS scale
        FROM ({union}) GROUP BY one, other"""


def _factorial(number: int) -> int:
    return 1 if number < 2 else number * _factorial(number - 1)
