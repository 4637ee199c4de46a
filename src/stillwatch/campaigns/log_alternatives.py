"""Harmless explanations that the log itself can test, beside those held against references.

Each says what nearly every member would show if it were true: one employer's mail domain, one
place, the same items, end users passed on. How many do, held against what outsiders show, gives
bits against it, or, below zero, for it. Members are not independent, so no test gives more than
CAP bits; and where fewer than FEWEST members have the field, nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import lgamma, log, log2
from typing import Any, Final

from stillwatch.model.noted import ReasonedAlternative
from stillwatch.store.steps import Engine, Step

CAP: Final = 12.0
FEWEST: Final = 5
LEAST_BASE: Final = 0.02
"""Share of outsiders taken to show a mark whatever was seen."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One harmless explanation and its mark."""

    hypothesis: str
    mark: str
    """Column of `tested_account`: true where an account bears the mark, null where unknown."""
    expected: float
    """Share of members that bear it if the explanation is true."""
    said: str
    """Sentence with slots {shown}, {known}, {outside:.0%}."""


EXPLANATIONS: Final[tuple[Explanation, ...]] = (
    Explanation(
        "one company or institution", "same_house", 0.9,
        "{shown} of {known} members carry the group's commonest organisation or mail domain"
        " ({outside:.0%} of others do)",
    ),
    Explanation(
        "one place: an office, a campus, one address", "same_block", 0.8,
        "{shown} of {known} members mostly come from the group's commonest address block"
        " ({outside:.0%} of others do)",
    ),
    Explanation(
        "one class or benchmark: everybody works through the same items", "same_items", 0.8,
        "of {known} members {shown} send mostly prompts that others of them send word for word"
        " ({outside:.0%} of outsiders do)",
    ),
    Explanation(
        "an evaluation that runs again and again", "repeats", 0.8,
        "of {known} members {shown} repeat mostly prompts of their own on other days"
        " ({outside:.0%} of others do)",
    ),
    Explanation(
        "a router or product that passes its users on", "passes_users", 0.8,
        "of {known} members {shown} name an end user with nearly every request"
        " ({outside:.0%} of others do)",
    ),
    Explanation(
        "one intake: all signed up together", "same_week", 0.8,
        "{shown} of {known} members signed up in the group's fullest week"
        " ({outside:.0%} of others did)",
    ),
)  # fmt: skip


def log_alternatives(
    engine: Engine, told: Callable[[str], None] | None = None
) -> dict[int, list[ReasonedAlternative]]:
    """Return, by campaign, each explanation that could be tested, the likeliest first.

    Reads `named_account`, `account` and `exchange`.
    """
    engine.run(log_test_steps(), told)
    rows = engine.read(f"SELECT {_counted()} FROM tested_account GROUP BY campaign_no").to_pylist()
    return {row["campaign_no"]: _alternatives(row, EXPLANATIONS) for row in rows}


def bits_against(shown: int, known: int, expected: float, outside: float) -> float:
    """Return log2 of how much likelier the marks are without the explanation than with it.

    With it, `expected` of the members bear the mark, or more. Without it, as many as outsiders
    do, or any share: campaigns share addresses and weeks of sign-up too, so that a third of the
    members on one address is no office, however rare that is elsewhere.
    """
    base = min(max(outside, LEAST_BASE), expected)
    explained = _log_likelihood(shown, known, max(expected, min(shown / known, 0.99)))
    any_share = -log2(known + 1) - _log_choose(known, shown)
    bits = max(_log_likelihood(shown, known, base), any_share) - explained
    return round(max(-CAP, min(CAP, bits)), 1)


def _log_likelihood(shown: int, known: int, share: float) -> float:
    return shown * log2(share) + (known - shown) * log2(1 - share)


def _log_choose(known: int, shown: int) -> float:
    return (lgamma(known + 1) - lgamma(shown + 1) - lgamma(known - shown + 1)) / log(2)


def log_test_steps() -> list[Step]:
    """Return the steps that make `tested_account` (campaign_no, account_id, inside, marks).

    Each campaign is held against a sample of accounts that no campaign names.
    """
    return [
        Step("tested_profile", profile_sql()),
        Step("tested_house", commonest_sql("house")),
        Step("tested_block", commonest_sql("block")),
        Step("tested_week", commonest_sql("week")),
        Step("tested_item", item_sql()),
        Step("tested_account", account_sql()),
    ]


def profile_sql() -> str:
    """Return SQL for what is tested of each account: the named ones and 2,000 others."""
    blocks = "exchange WHERE account_id IN (SELECT account_id FROM looked_at)"
    return f"""
        WITH looked_at AS (
            SELECT account_id, campaign_no FROM named_account
            UNION ALL
            (SELECT account_id, NULL AS campaign_no FROM account
            WHERE account_id NOT IN (SELECT account_id FROM named_account)
            ORDER BY item_hash(account_id), account_id LIMIT 2000)),
        prompted AS (
            SELECT account_id, prompt_hash, count(*) AS sent, count(DISTINCT day) AS days
            FROM exchange WHERE prompt_hash IS NOT NULL
                AND account_id IN (SELECT account_id FROM looked_at)
            GROUP BY account_id, prompt_hash),
        repeated AS (
            SELECT account_id, sum(sent) FILTER (WHERE days >= 2) / sum(sent)::DOUBLE AS share
            FROM prompted GROUP BY account_id HAVING sum(sent) >= 4),
        placed AS ({_commonest_sql("account_id", "client_block", blocks)})
        SELECT l.campaign_no, l.account_id, max(coalesce(x.org_id, x.email_domain)) AS house,
            max(b.value) AS block, date_trunc('week', min(x.signup_ts)) AS week,
            CASE WHEN count(x.end_user_id) > 0 OR (SELECT count(end_user_id) FROM exchange) > 0
                THEN count(x.end_user_id) / count(*)::DOUBLE END AS users,
            max(coalesce(r.share, CASE WHEN r.account_id IS NULL THEN NULL ELSE 0 END)) AS again
        FROM looked_at l JOIN exchange x USING (account_id) LEFT JOIN repeated r USING (account_id)
            LEFT JOIN placed b USING (account_id)
        GROUP BY l.campaign_no, l.account_id"""


def commonest_sql(field: str) -> str:
    """Return SQL for the commonest value of a field in each campaign; of equals the least."""
    return _commonest_sql("campaign_no", field, "tested_profile WHERE campaign_no IS NOT NULL")


def _commonest_sql(of: str, field: str, rows: str) -> str:
    """Return SQL for the commonest `value` of a field for each value of `of`.

    `rows` is a table with its WHERE. An engine's own `mode` takes any of the equals, another one
    with each run.
    """
    return f"""
        SELECT {of}, value FROM (
            SELECT {of}, {field} AS value,
                row_number() OVER (PARTITION BY {of} ORDER BY count(*) DESC, {field}) AS place
            FROM {rows} AND {field} IS NOT NULL GROUP BY {of}, {field})
        WHERE place = 1"""


def item_sql() -> str:
    """Return SQL for the share of each account's prompts that three of its campaign sent, too;
    of outsiders, that three outsiders sent."""
    return """
        WITH sent AS (
            SELECT coalesce(p.campaign_no, -1) AS side, p.account_id, x.prompt_hash,
                count(*) AS sent
            FROM tested_profile p JOIN exchange x USING (account_id)
            WHERE x.prompt_hash IS NOT NULL GROUP BY 1, 2, 3),
        held AS (
            SELECT side, prompt_hash, count(*) AS holders FROM sent GROUP BY side, prompt_hash)
        SELECT s.side, s.account_id,
            sum(s.sent) FILTER (WHERE h.holders >= 3) / sum(s.sent)::DOUBLE AS share
        FROM sent s JOIN held h USING (side, prompt_hash)
        GROUP BY s.side, s.account_id HAVING sum(s.sent) >= 4"""


def account_sql() -> str:
    """Return SQL for the marks of members and, once for each campaign, of outsiders."""
    return """
        SELECT c.campaign_no, p.account_id, p.campaign_no IS NOT NULL AS inside,
            p.house = h.value AS same_house, p.block = b.value AS same_block,
            p.week = w.value AS same_week, p.users >= 0.9 AS passes_users,
            p.again >= 0.5 AS repeats,
            CASE WHEN i.account_id IS NOT NULL THEN coalesce(i.share, 0) >= 0.5 END AS same_items
        FROM (SELECT DISTINCT campaign_no FROM named_account) c
            JOIN tested_profile p
                ON p.campaign_no IS NULL OR p.campaign_no = c.campaign_no
            LEFT JOIN tested_house h ON h.campaign_no = c.campaign_no
            LEFT JOIN tested_block b ON b.campaign_no = c.campaign_no
            LEFT JOIN tested_week w ON w.campaign_no = c.campaign_no
            LEFT JOIN tested_item i ON i.account_id = p.account_id
                AND i.side = coalesce(p.campaign_no, -1)"""


def _counted() -> str:
    parts = ["campaign_no"]
    for test in EXPLANATIONS:
        parts += [
            f"count({test.mark}) FILTER (WHERE inside) AS {test.mark}_known",
            f"count(*) FILTER (WHERE inside AND {test.mark}) AS {test.mark}_shown",
            f"coalesce(avg({test.mark}::INTEGER) FILTER (WHERE NOT inside), 0) "
            f"AS {test.mark}_outside",
        ]
    return ", ".join(parts)


def _alternatives(
    row: Mapping[str, Any], tests: Sequence[Explanation]
) -> list[ReasonedAlternative]:
    found = []
    for test in tests:
        shown, known = row[f"{test.mark}_shown"], row[f"{test.mark}_known"]
        outside = float(row[f"{test.mark}_outside"])
        if known < FEWEST:
            continue
        found.append(
            ReasonedAlternative(
                hypothesis=test.hypothesis,
                bits_against=bits_against(shown, known, test.expected, outside),
                reason=test.said.format(shown=f"{shown:,}", known=f"{known:,}", outside=outside),
            )
        )
    return sorted(found, key=lambda each: (each.bits_against, each.hypothesis))
