"""What a reader is shown of one campaign beside the result: graph, days, hours, members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from stillwatch.campaigns.evidence import item_label
from stillwatch.campaigns.judge import Judged
from stillwatch.campaigns.reference import Reference
from stillwatch.model.report import (
    AccountNode,
    CampaignDetail,
    Comparison,
    Day,
    HourProfile,
    ItemNode,
    MemberRow,
    MemberTable,
    Quantiles,
    SampleRequest,
    Tie,
    TieGraph,
)
from stillwatch.model.signal import MeasureSignal, TieSignal
from stillwatch.store.steps import Engine

MEMBERS_SHOWN: Final = 5_000
DRAWN_ACCOUNTS: Final = 120
DRAWN_ITEMS: Final = 40


@dataclass(frozen=True, slots=True)
class Subject:
    """The campaign to be shown: its number, its id, and the judgement that leads it."""

    number: int
    id: str
    lead: Judged
    bits: Mapping[str, float]
    """Bits of each tie signal over the whole campaign."""


def campaign_detail(
    engine: Engine,
    subject: Subject,
    ties: Sequence[TieSignal],
    measures: Sequence[MeasureSignal],
    reference: Reference,
    samples: Sequence[SampleRequest],
) -> CampaignDetail:
    """Return everything a page shows of one campaign."""
    members = _members(engine, subject.number)
    return CampaignDetail(
        campaign_id=subject.id,
        entities=len({row.entity for row in members}),
        graph=_graph(engine, subject, ties, members),
        timeline=_timeline(engine, subject.number),
        hours=_hours(engine, subject.number),
        samples=list(samples),
        members=MemberTable(rows=members[:MEMBERS_SHOWN], total=len(members)),
        comparisons=_comparisons(subject.lead, measures, reference),
    )


def _members(engine: Engine, number: int) -> list[MemberRow]:
    rows = engine.read(
        f"""
        SELECT n.account_id, a.entity, n.membership, h.first_ts, h.last_ts, h.exchanges,
            h.harvest_exchanges, h.output_tokens, coalesce(t.ties, 0) AS ties
        FROM named_account n JOIN account a USING (account_id)
            JOIN account_harvest h USING (campaign_no, account_id)
            LEFT JOIN campaign_ties t
                ON t.campaign_no = n.campaign_no AND t.entity_no = a.entity_no
        WHERE n.campaign_no = {number}
        ORDER BY n.membership DESC, h.harvest_exchanges DESC, n.account_id"""
    ).to_pylist()
    return [
        MemberRow(
            **{
                **row,
                "membership": round(row["membership"], 4),
                "output_tokens": int(row["output_tokens"]),
            }
        )
        for row in rows
    ]


def _graph(
    engine: Engine, subject: Subject, ties: Sequence[TieSignal], members: Sequence[MemberRow]
) -> TieGraph:
    """Draw the surest accounts and the items most of them share, strongest signals first."""
    strong = [s for s in ties if subject.bits.get(s.name, 0) >= 3]
    strong.sort(key=lambda s: -subject.bits[s.name])
    if not strong:
        return TieGraph(accounts=[], items=[], ties=[], accounts_left_out=len(members))
    per_signal = max(3, DRAWN_ITEMS // len(strong))
    union = " UNION ALL ".join(
        f"(SELECT {place} AS place, item, inside FROM campaign_item_{s.name} "
        f"WHERE campaign_no = {subject.number} ORDER BY inside DESC, item LIMIT {per_signal})"
        for place, s in enumerate(strong)
    )
    chosen = engine.read(f"SELECT * FROM ({union}) ORDER BY place, inside DESC, item").to_pylist()
    chosen = chosen[:DRAWN_ITEMS]
    total = sum(
        engine.read(
            f"SELECT count(*) FROM campaign_item_{s.name} WHERE campaign_no = {subject.number}"
        )
        .column(0)[0]
        .as_py()
        for s in strong
    )
    drawn = {row.account_id: row for row in members[:DRAWN_ACCOUNTS]}
    nodes, edges = [], []
    for row in chosen:
        signal = strong[row["place"]]
        label, holders = _holders(engine, subject.number, signal, row["item"])
        node = f"{signal.name}:{row['item']}"
        visible = [account for account in holders if account in drawn]
        if not visible:
            continue
        nodes.append(
            ItemNode(
                id=node,
                kind=signal.noun,
                family=signal.family,
                label=label,
                accounts=len(holders),
            )
        )
        bits = round(subject.bits[signal.name], 1)
        edges += [Tie(account=account, item=node, bits=bits) for account in visible]
    return TieGraph(
        accounts=[
            AccountNode(id=r.account_id, exchanges=r.exchanges, membership=r.membership)
            for r in drawn.values()
        ],
        items=nodes,
        ties=edges,
        accounts_left_out=len(members) - len(drawn),
        items_left_out=total - len(nodes),
    )


def _holders(engine: Engine, number: int, signal: TieSignal, item: int) -> tuple[str, list[str]]:
    source = (
        "(SELECT x.* FROM campaign_exchange x JOIN named_account n "
        f"USING (campaign_no, account_id) WHERE campaign_no = {number})"
    )
    rows = engine.read(
        f"""
        SELECT account_id, min(label) AS label FROM ({signal.items_sql(source)})
        WHERE item = {item} GROUP BY account_id ORDER BY account_id"""
    ).to_pylist()
    label = str(rows[0]["label"]) if rows else ""
    return item_label(signal, label), [row["account_id"] for row in rows]


def _timeline(engine: Engine, number: int) -> list[Day]:
    rows = engine.read(
        f"""
        WITH named AS (
            SELECT x.* FROM campaign_exchange x JOIN named_account n
                USING (campaign_no, account_id) WHERE campaign_no = {number}),
        fresh AS (
            SELECT first_day AS day, count(*) AS accounts FROM (
                SELECT account_id, min(day) AS first_day FROM named GROUP BY 1) GROUP BY 1)
        SELECT CAST(n.day AS DATE) AS day, count(*) AS exchanges,
            count(*) FILTER (WHERE is_harvest) AS harvest_exchanges,
            coalesce(max(f.accounts), 0) AS new_accounts,
            count(DISTINCT account_id) AS active_accounts
        FROM named n LEFT JOIN fresh f USING (day) GROUP BY n.day ORDER BY n.day"""
    ).to_pylist()
    return [Day(**row) for row in rows]


def _hours(engine: Engine, number: int) -> HourProfile:
    def counts(sql: str) -> tuple[int, ...]:
        found = {int(r["hour"]): int(r["n"]) for r in engine.read(sql).to_pylist()}
        return tuple(found.get(hour, 0) for hour in range(24))

    hour = "extract('hour' FROM ts)"
    return HourProfile(
        group=counts(
            f"SELECT {hour} AS hour, count(*) AS n FROM campaign_exchange "
            f"JOIN named_account USING (campaign_no, account_id) "
            f"WHERE campaign_no = {number} GROUP BY 1"
        ),
        everyone=counts(f"SELECT {hour} AS hour, count(*) AS n FROM exchange GROUP BY 1"),
    )


def _comparisons(
    lead: Judged, measures: Sequence[MeasureSignal], reference: Reference
) -> list[Comparison]:
    subset = lead.extraction.subset
    values = lead.values.slice if subset == "slice" else lead.values.whole
    found = []
    for signal in measures:
        quantiles = reference.quantiles(signal.name, subset)
        if signal.name not in values or quantiles is None:
            continue
        value = round(values[signal.name], 4)
        low, middle, high = quantiles
        found.append(
            Comparison(
                signal=signal.name,
                title=signal.title,
                unit="share" if "%}" in signal.statement and "+" not in signal.statement else "",
                group=Quantiles(p10=value, p50=value, p90=value),
                reference=Quantiles(p10=low, p50=middle, p90=high),
                reference_name=f"{len(reference.groups)} harmless groups",
            )
        )
    return found
