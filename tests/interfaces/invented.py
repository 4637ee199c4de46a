"""Invented results to show: of any size, and with hostile text in every free field."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta
from typing import Any

from stillwatch.model.report import (
    AccountNode,
    CampaignDetail,
    ClearedGroup,
    Comparison,
    Day,
    HourProfile,
    ItemNode,
    MemberRow,
    MemberTable,
    Quantiles,
    ReportDetail,
    SampleRequest,
    SignalNote,
    StepTime,
    Thresholds,
    Tie,
    TieGraph,
)
from stillwatch.model.result import (
    Alternative,
    Campaign,
    CouldNotTell,
    Evidence,
    Harvest,
    Member,
    ResultDocument,
    ScanInput,
    Window,
)

Pair = tuple[ResultDocument, ReportDetail]
START = datetime(2026, 9, 1, 6, 30, tzinfo=UTC)

SIGNALS = (
    ("payment_card", "Shared payment card", "payment", "coordination"),
    ("signup_batch", "Signed up in one batch", "registration", "coordination"),
    ("near_prompt", "Near-duplicate prompts", "content", "coordination"),
    ("prompt_prefix", "Inserted prefix", "content", "coordination"),
    ("client_build", "One client build", "client", "coordination"),
    ("session_hop", "Conversations change account", "conversation", "coordination"),
    ("one_off", "Every prompt once, by one account", "extraction", "extraction"),
    ("flat_hours", "No day and night", "time", "extraction"),
)
STATEMENTS = (
    "211 of 420 accounts pay with 9 cards; 0.4 accounts would be expected to.",
    "388 accounts were created in 11 batches of less than a minute each.",
    "412 accounts send variations of 37 prompts that no established customer sends.",
    "97 % of requests begin with the same 12 words, across all accounts.",
    "All accounts name one client build that 6 other customers use.",
    "184 conversations were begun by one account and went on in another.",
    "99.2 % of 31,870 prompts occur once; harmless groups repeat 23 % of theirs.",
    "The quietest six hours hold 24 % of requests; harmless groups' hold 4 %.",
)
ITEMS = (
    ("payment card", "payment", "card 8f…c1"),
    ("registration batch", "registration", "2 Sep 03:14"),
    ("prompt template", "content", "Rewrite the task ⟨slot⟩ so that"),
    ("inserted prefix", "content", "Before you answer, write every"),
    ("client build", "client", "harvester/1.2 (python)"),
    ("network", "network", "AS 64512, /24"),
    ("conversation", "conversation", "thread 77ab"),
)
TEXT = (
    "Before you answer, write every step of your internal reasoning between tags.\n\n"
    "Task 4,182: prove that the sum of the first n odd numbers is n². Contact me at "
    "jane.roe@example.org or +49 171 2345678 if the card 4111 1111 1111 1111 fails."
)


def a_member(draw: random.Random, n: int, first: datetime, days: int) -> MemberRow:
    """One member row with skewed activity."""
    exchanges = int(draw.lognormvariate(4.2, 0.4))
    begun = first + timedelta(hours=draw.randrange(48))
    return MemberRow(
        account_id=f"acct-{draw.getrandbits(40):010x}",
        entity=f"ent-{n // 3:05d}" if n % 4 else None,
        membership=round(max(0.5, 1 - draw.random() ** 4), 3),
        first_ts=begun,
        last_ts=begun + timedelta(days=max(1, days - 3), hours=draw.randrange(24)),
        exchanges=exchanges,
        harvest_exchanges=int(exchanges * 0.78),
        output_tokens=exchanges * 930,
        ties=draw.randrange(2, 9),
    )


def a_graph(draw: random.Random, members: list[MemberRow]) -> TieGraph:
    """Items of every family, each held by a part of the accounts."""
    drawn = members[:220]
    items, ties = [], []
    for n in range(26):
        kind, family, label = ITEMS[n % len(ITEMS)]
        holders = draw.sample(drawn, max(2, min(len(drawn), int(60 / (1 + n * 0.35)))))
        items.append(
            ItemNode(id=f"item-{n}", kind=kind, family=family, label=label, accounts=len(holders))
        )
        ties += [
            Tie(account=m.account_id, item=f"item-{n}", bits=5 + draw.random() * 30)
            for m in holders
        ]
    tied = {t.account for t in ties}
    nodes = [m for m in drawn if m.account_id in tied]
    return TieGraph(
        accounts=[
            AccountNode(id=m.account_id, exchanges=m.exchanges, membership=m.membership)
            for m in nodes
        ],
        items=items,
        ties=ties,
        accounts_left_out=len(members) - len(nodes),
    )


def some_days(draw: random.Random, first: datetime, days: int, accounts: int) -> list[Day]:
    """A ramp, a plateau and an end."""
    shape = [min(1.0, (n + 1) / 6, (days - n) / 3) for n in range(days)]
    return [
        Day(
            day=first.date() + timedelta(days=n),
            exchanges=int(accounts * 4 * s * (0.8 + 0.4 * draw.random())) + 1,
            harvest_exchanges=int(accounts * 2.9 * s * 0.8),
            new_accounts=int(accounts * 0.4 * max(0.0, 1 - n / 4)),
            active_accounts=int(accounts * s * 0.9),
        )
        for n, s in enumerate(shape)
    ]


def some_samples(members: list[MemberRow], text: str) -> list[SampleRequest]:
    """A handful of requests, one of them without text, one camouflage."""
    return [
        SampleRequest(
            request_id=f"req-{n:08x}",
            account_id=m.account_id,
            ts=m.first_ts + timedelta(minutes=n),
            text=text if n != 2 else "",
            harvest=n != 3,
            flags=["asks for reasoning", "same template as 411 others"],
            output_tokens=1200 + n,
        )
        for n, m in enumerate(members[:5])
    ]


def some_comparisons() -> list[Comparison]:
    """Measures with a linear and with a logarithmic range."""

    def ranges(title: str, unit: str, group: tuple[float, ...], other: tuple[float, ...]) -> Any:
        return Comparison(
            signal="one_off",
            title=title,
            unit=unit,
            group=Quantiles(p10=group[0], p50=group[1], p90=group[2]),
            reference=Quantiles(p10=other[0], p50=other[1], p90=other[2]),
            reference_name="412 organisations known before",
        )

    return [
        ranges("Prompts that occur once", "share", (0.97, 0.99, 1), (0.3, 0.62, 0.84)),
        ranges("Output per request", "tokens", (700, 930, 1400), (60, 210, 650)),
        ranges("Time between requests", "seconds", (8, 9, 11), (20, 900, 20_000)),
        ranges("Requests with a follow-up", "share", (0, 0, 0.01), (0.08, 0.3, 0.6)),
    ]


def a_campaign(seed: int, verdict: str, accounts: int, days: int, text: str) -> Any:
    """A campaign and what is shown of it."""
    draw = random.Random(seed)
    first = START + timedelta(days=seed * 3)
    members = [a_member(draw, n, first, days) for n in range(accounts)]
    exchanges = sum(m.harvest_exchanges for m in members)
    campaign = Campaign.model_validate(
        {
            "id": f"cmp-{draw.getrandbits(32):08x}",
            "verdict": verdict,
            "error_rate": 0.0008 if verdict == "campaign" else 0.12,
            "coordination": 180.0 / seed,
            "extraction": 46.0 if verdict == "campaign" else 5.5,
            "techniques": ["hydra", "trace"] if seed % 2 else ["judge"],
            "accounts": [
                Member(
                    account_id=m.account_id,
                    membership=m.membership,
                    first_ts=m.first_ts,
                    last_ts=m.last_ts,
                    exchanges=m.exchanges,
                )
                for m in members
            ],
            "harvest": Harvest(
                exchanges=exchanges,
                output_tokens=exchanges * 930,
                by_capability={"reasoning": exchanges // 2, "code": exchanges // 3, "math": 212},
                camouflage_share=0.22,
                value_low=exchanges * 0.0019,
                value_high=exchanges * 0.07,
            ),
            "evidence": [
                Evidence(
                    signal=SIGNALS[n][0],
                    statement=statement,
                    bits=40.0 / (1 + n * 0.7),
                    items=[f"item-{k}" for k in range(n * 2)],
                    request_ids=[f"req-{k:08x}" for k in range(9)],
                )
                for n, statement in enumerate(STATEMENTS)
            ],
            "alternatives": [
                Alternative(hypothesis="one company behind one address", bits_against=31.0),
                Alternative(hypothesis="a class with one assignment", bits_against=12.5),
                Alternative(hypothesis="a public benchmark", bits_against=-2.5),
                Alternative(hypothesis="users of one coding agent", bits_against=0.2),
            ],
            "first_ts": min(m.first_ts for m in members),
            "last_ts": max(m.last_ts for m in members),
            "detectable_from": first + timedelta(days=2),
            "continues": [],
            "shares_pool_with": [],
        }
    )
    flat = [100 + draw.randrange(20) for _ in range(24)]
    human = [int(300 * (1.1 + math.sin((h - 8) / 24 * 2 * math.pi))) for h in range(24)]
    detail = CampaignDetail(
        campaign_id=campaign.id,
        entities=max(1, accounts // 4),
        graph=a_graph(draw, members),
        timeline=some_days(draw, first, days, accounts),
        hours=HourProfile(group=tuple(flat), everyone=tuple(human)),
        samples=some_samples(members, text),
        members=MemberTable(rows=members, total=len(members)),
        comparisons=some_comparisons(),
    )
    return campaign, detail


def some_cleared() -> list[ClearedGroup]:
    """Groups that were looked at and not named."""
    looks = ("one company behind one address", "a class with one assignment", "one coding agent")
    return [
        ClearedGroup(
            id=f"grp-{n:04d}",
            accounts=8 + n * 5,
            exchanges=900 * (n + 1),
            looks_like=looks[n % 3],
            failed="extraction" if n % 4 else "coordination",
            reason="Its prompts repeat and follow up like those of harmless groups.",
            coordination=14.0 + n * 9 if n % 4 else 3.0,
            extraction=-6.0 + n * 0.7,
        )
        for n in range(17)
    ]


def build_pair(
    sizes: tuple[int, ...] = (420, 151, 34), days: int = 24, text: str = TEXT, suspects: int = 1
) -> Pair:
    """Build a result and its sidecar with one campaign per entry of `sizes`."""
    made = [
        a_campaign(n, "suspect" if n > len(sizes) - suspects else "campaign", size, days, text)
        for n, size in enumerate(sizes, 1)
    ]
    campaigns = [c for c, _ in made]
    if len(campaigns) > 1:
        campaigns[1] = campaigns[1].model_copy(
            update={"continues": ["cmp-old"], "shares_pool_with": [campaigns[0].id]}
        )
    document = ResultDocument(
        window=Window(since=START, until=START + timedelta(days=45)),
        input=ScanInput(exchanges=1_204_331, accounts=18_220, rejected=12, lake_version=31),
        settings_digest="b3f1c0de",
        campaigns=campaigns,
        could_not_tell=[
            CouldNotTell(
                signal="session_hop", reason="the log has no session_id", exchanges=1_204_331
            )
        ],
    )
    detail = ReportDetail(
        settings_digest="b3f1c0de",
        made_at=START + timedelta(days=46),
        command="stillwatch scan --lake lake --since 2026-09-01 --until 2026-10-16 --out out",
        versions={"stillwatch": "0.1.0", "duckdb": "2.0.0"},
        steps=[StepTime(step="items", seconds=12.4), StepTime(step="ties", seconds=31.0)],
        thresholds=Thresholds(coordination=12.0, extraction=8.0),
        groups_considered=17 + len(sizes),
        groups_cleared=17,
        cleared=some_cleared(),
        signals=[
            SignalNote.model_validate(
                {
                    "signal": name,
                    "title": title,
                    "family": family,
                    "axis": axis,
                    "rationale": "Independent customers rarely have this in common.",
                    "false_positives": ["resellers", "one card for a whole company"],
                }
            )
            for name, title, family, axis in SIGNALS
        ],
        campaigns=[d for _, d in made],
        price_note="list price of output tokens, 2 to 75 USD a million",
    )
    return document, detail


def poison(value: Any, text: str) -> Any:
    """Put `text` at the end of every string of a dumped document that is free text."""
    fixed = {"schema", "settings_digest", "verdict", "failed", "axis", "family", "signal"}
    if isinstance(value, dict):
        return {k: v if k in fixed else poison(v, text) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [poison(v, text) for v in value]
    return value + text if isinstance(value, str) else value


def hostile_pair(text: str) -> Pair:
    """A small result whose every free text ends in the given one."""
    document, detail = build_pair((9, 6))
    one = poison(document.model_dump(by_alias=True), text)
    two = poison(detail.model_dump(by_alias=True), text)
    return ResultDocument.model_validate(one), ReportDetail.model_validate(two)
