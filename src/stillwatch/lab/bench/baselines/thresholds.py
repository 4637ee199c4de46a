"""Published threshold rules, as they stand: counts per account, per address, per card.

A rule counts over a period. A window of several periods is cut into whole ones, back from its
last exchange, as if the rule had been run at the end of each; a rule whose fields the window
lacks is left out, and the one on requests needs none that can be lacking.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from stillwatch.lab.bench.baselines.fields import held_fields
from stillwatch.lab.bench.detector import Found, FoundGroup
from stillwatch.store.duckdb_engine import DuckEngine

HUNT: Final = "Huntbase, hunt for CISA advisory AA26-251A, September 2026"
HUNT_DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class Rule:
    """One published rule. `times_sql` gives account_id, item, and the measure over the threshold.

    Accounts of one item (an address, a card) are named together from 1.0 times the threshold.
    """

    name: str
    source: str
    period: str
    needs: tuple[str, ...]
    times_sql: str
    decides: bool = True
    """Whether it names accounts; else it only asks for a review, as its author does."""


def sharing_sql(columns: tuple[str, ...], least: int, days: int | None) -> str:
    """Return SQL: how many times `least` accounts hold the values an account holds."""
    known = " AND ".join(f"{column} IS NOT NULL" for column in columns)
    return f"""
SELECT account_id, item, count(*) OVER (PARTITION BY item, period) / {least}.0 AS times
FROM (
    SELECT DISTINCT account_id, concat_ws(' ', {", ".join(columns)}) AS item,
        {_period_sql(days)} AS period
    FROM exchange WHERE {known}
)"""


def requests_sql(least: int, days: int) -> str:
    """Return SQL: how many times `least` requests an account sends in a period."""
    return f"""
SELECT account_id, account_id AS item, count(*) / {least}.0 AS times
FROM exchange GROUP BY account_id, {_period_sql(days)}"""


def heavy_use_sql() -> str:
    """Return SQL: the least of three ratios over an hour, all of which must reach 1.

    The rule's fourth condition, a product of the three above 10, then holds by itself.
    """
    return """
SELECT account_id, account_id AS item,
    least(max(input_tokens) / 5001.0, count(*) / 11.0, avg(output_tokens) / 500.0) AS times
FROM exchange GROUP BY account_id, date_trunc('hour', ts)"""


def _period_sql(days: int | None) -> str:
    if days is None:
        return "0"
    last = "(SELECT max(epoch_us(ts)) FROM exchange)"
    return f"({last} - epoch_us(ts)) // {days * 86_400_000_000}"


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        name="20 accounts or more from one address",
        source=f"{HUNT}: identify-account-clusters",
        period=f"{HUNT_DAYS} days",
        needs=("client_ip",),
        times_sql=sharing_sql(("client_ip",), 20, HUNT_DAYS),
    ),
    Rule(
        # There per account and address; per account is the wider reading.
        name="more than 10,000 requests of one account",
        source=f"{HUNT}: high-volume-api-requests",
        period=f"{HUNT_DAYS} days",
        needs=(),
        times_sql=requests_sql(10_001, HUNT_DAYS),
    ),
    Rule(
        name="more than 5 accounts with one client build on one address",
        source=f"{HUNT}: coordinated-user-agent-activity, there a baseline for comparison",
        period=f"{HUNT_DAYS} days",
        needs=("client_ip", "user_agent"),
        times_sql=sharing_sql(("client_ip", "user_agent"), 6, HUNT_DAYS),
        decides=False,
    ),
    Rule(
        name="input above 5,000 tokens, more than 10 requests, above 500 output tokens on average",
        source="Elastic detection rule b1773d05, Potential Abuse of Resources by High Token Count",
        period="clock hour",
        needs=("input_tokens",),
        times_sql=heavy_use_sql(),
    ),
    Rule(
        # There it adds to a score within a cluster of accounts; here it stands alone.
        name="4 accounts or more on one means of payment",
        source="Glasswally 2026, hydra worker: payment_sharing",
        period="the whole window",
        needs=("payment_id",),
        times_sql=sharing_sql(("payment_id",), 4, None),
    ),
)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """All rules together: an account is named where any of them names it."""

    name: str = "thresholds"
    rules: tuple[Rule, ...] = RULES

    @property
    def source(self) -> str:
        """Return where each rule was published."""
        return "; ".join(f"{rule.name} ({rule.source})" for rule in self.rules)

    @property
    def setting(self) -> str:
        """Return the period of each rule."""
        return "; ".join(f"{rule.name}: within {rule.period}" for rule in self.rules)

    def find(self, engine: DuckEngine) -> Found:
        """Run every rule the window has the fields for; rank by the highest ratio of any."""
        named: list[FoundGroup] = []
        suspected: list[FoundGroup] = []
        scores: dict[str, float] = {}
        fields = sorted({field for rule in self.rules for field in rule.needs})
        held = held_fields(engine, fields) if fields else set()
        for rule in self.rules:
            if not held.issuperset(rule.needs):
                continue
            times = engine.read(
                f"SELECT account_id, item, max(times) AS times FROM ({rule.times_sql}) "
                "GROUP BY account_id, item"
            )
            (named if rule.decides else suspected).extend(_reached(times))
            highest = times.group_by("account_id").aggregate([("times", "max")])
            pairs = (highest.column(column).to_pylist() for column in ("account_id", "times_max"))
            for account, value in zip(*pairs, strict=True):
                scores[account] = max(scores.get(account, 0.0), value or 0.0)
        return Found(named, suspected, scores)


def _reached(times: pa.Table) -> list[FoundGroup]:
    over = times.filter(pc.greater_equal(times.column("times"), 1.0))
    by_item = over.group_by("item").aggregate([("account_id", "list")])
    accounts = by_item.column("account_id_list").to_pylist()
    return [FoundGroup(tuple(sorted(each))) for each in sorted(accounts)]
