"""From judged groups to named campaigns: members, harvest, evidence, and what is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from stillwatch.campaigns.alternatives import alternatives
from stillwatch.campaigns.artefacts import campaign_replays, count_replays, replay_evidence
from stillwatch.campaigns.detail import Subject, campaign_detail
from stillwatch.campaigns.evidence import measure_evidence, tie_evidence
from stillwatch.campaigns.harvest import harvests
from stillwatch.campaigns.judge import Judged
from stillwatch.campaigns.log_alternatives import log_alternatives
from stillwatch.campaigns.pools import pool_neighbours
from stillwatch.campaigns.profile import profiles
from stillwatch.campaigns.reference import Reference
from stillwatch.campaigns.samples import samples
from stillwatch.campaigns.settling import settle
from stillwatch.campaigns.technique_facts import Facts, facts
from stillwatch.campaigns.techniques import Technique, techniques
from stillwatch.campaigns.third_parties import personal_counts
from stillwatch.campaigns.worth import worth
from stillwatch.model.look import Finding
from stillwatch.model.noted import ReasonedAlternative
from stillwatch.model.report import CampaignDetail, TechniqueNote
from stillwatch.model.result import Alternative, Campaign, Evidence, Harvest, Member
from stillwatch.model.signal import MeasureSignal, TieSignal
from stillwatch.model.tie import GroupTies
from stillwatch.settings import JudgementSettings
from stillwatch.store.steps import Engine

Signals = tuple[Sequence[TieSignal], Sequence[MeasureSignal]]


@dataclass(frozen=True, slots=True)
class Named:
    """A named campaign, what is shown of it, and its number in the scan's tables."""

    number: int
    campaign: Campaign
    detail: CampaignDetail
    lead: Judged
    """The judgement that it was named by."""
    facts: Facts
    finding: Finding | None = None
    """What the lake is to remember of it; there where the scan is one look of many."""

    def called(self, techniques_of: Sequence[Technique]) -> Named:
        """Return the campaign with these techniques, by name and with their reasons."""
        notes = [TechniqueNote(name=t.name, reason=t.reason) for t in techniques_of]
        names = [note.name for note in notes]
        return replace(
            self,
            campaign=self.campaign.model_copy(update={"techniques": names}),
            detail=self.detail.model_copy(update={"techniques": notes}),
        )


def name_campaigns(
    engine: Engine,
    leads: Sequence[Judged],
    tied: Callable[[Mapping[int, np.ndarray]], dict[int, list[GroupTies]]],
    signals: Signals,
    reference: Reference,
    settings: JudgementSettings,
    told: Callable[[str], None] | None = None,
) -> list[Named]:
    """Return the campaigns and suspects. Makes `named_account` and `bystander` on the way.

    `leads` are the groups to be named, the surest first; `tied` gives the ties inside groups
    of entities.
    """
    members = settle(engine, leads, signals[0], settings, told)
    ties = tied(members)
    taken, seen = harvests(engine, settings), facts(engine)
    drawn = profiles(engine, signals[0], told)
    everywhere = count_replays(engine, told)
    replays, carried = campaign_replays(engine), personal_counts(engine)
    tested = log_alternatives(engine, told)
    ids = {number: _campaign_id(engine, number) for number in members if number in taken}
    neighbours = pool_neighbours(engine, ids, signals[0])
    found = []
    for number, campaign_id in ids.items():
        lead = leads[number]
        inside = ties.get(number, [])
        subject = Subject(number, campaign_id, lead, {tie.signal: tie.bits for tie in inside})
        evidence = _evidence(
            engine, subject, inside, len(members[number]), signals, reference, settings
        )
        if everywhere is not None and number in replays:
            evidence += replay_evidence(engine, number, replays[number], everywhere)
            evidence.sort(key=lambda e: -e.bits)
        campaign = _campaign(engine, subject, evidence, signals[1], reference, taken[number])
        weighed = [*campaign.alternatives, *_as_alternatives(tested.get(number, []))]
        campaign = campaign.model_copy(
            update={
                "alternatives": sorted(weighed, key=lambda a: (a.bits_against, a.hypothesis)),
                "shares_pool_with": neighbours.get(number, []),
            }
        )
        detail = campaign_detail(
            engine, subject, signals[0], signals[1], reference, samples(engine, number)
        )
        detail = detail.model_copy(
            update={
                "profile": drawn.get(number),
                "worth": worth(taken[number].by_capability),
                "artefacts": replays.get(number),
                "personal": carried.get(number),
                "tested": tested.get(number, []),
            }
        )
        named = Named(number, campaign, detail, lead, seen[number])
        found.append(named.called(techniques(seen[number])))
    return found


def _as_alternatives(tested: Sequence[ReasonedAlternative]) -> list[Alternative]:
    return [Alternative(hypothesis=t.hypothesis, bits_against=t.bits_against) for t in tested]


def _evidence(
    engine: Engine,
    subject: Subject,
    ties: Sequence[GroupTies],
    members: int,
    signals: Signals,
    reference: Reference,
    settings: JudgementSettings,
) -> list[Evidence]:
    """Return all reasons for one campaign, the strongest first."""
    number, lead = subject.number, subject.lead
    by_name = {signal.name: signal for signal in signals[0]}
    extraction = [m for m in signals[1] if m.axis == "extraction"]
    timing = [m for m in signals[1] if m.axis == "coordination"]
    subset = lead.extraction.subset
    evidence = [
        *tie_evidence(engine, number, members, ties, by_name, settings.family_cap_bits),
        *measure_evidence(engine, number, lead.values.whole, "whole", reference, timing),
        *measure_evidence(engine, number, lead.chosen, subset, reference, extraction),
    ]
    return sorted(evidence, key=lambda e: -e.bits)


def _campaign(
    engine: Engine,
    subject: Subject,
    evidence: list[Evidence],
    measures: Sequence[MeasureSignal],
    reference: Reference,
    harvest: Harvest,
) -> Campaign:
    lead = subject.lead
    accounts = _accounts(engine, subject.number)
    return Campaign(
        id=subject.id,
        verdict="campaign" if lead.verdict == "campaign" else "suspect",
        error_rate=round(lead.error_rate, 6),
        coordination=round(lead.coordination.bits, 2),
        extraction=round(lead.extraction.scored.score, 2),
        techniques=[],
        accounts=accounts,
        harvest=harvest,
        evidence=evidence,
        alternatives=alternatives(
            lead.chosen,
            lead.extraction.subset,
            lead.coordination.bits,
            reference,
            [m for m in measures if m.axis == "extraction"],
        ),
        first_ts=min(account.first_ts for account in accounts),
        last_ts=max(account.last_ts for account in accounts),
        detectable_from=None,
        continues=[],
        shares_pool_with=[],
    )


def _accounts(engine: Engine, number: int) -> list[Member]:
    rows = engine.read(
        f"""
        SELECT n.account_id, n.membership, h.first_ts, h.last_ts, h.exchanges
        FROM named_account n JOIN account_harvest h USING (campaign_no, account_id)
        WHERE n.campaign_no = {number} ORDER BY n.account_id"""
    ).to_pylist()
    return [Member(**{**row, "membership": round(row["membership"], 4)}) for row in rows]


def _campaign_id(engine: Engine, number: int) -> str:
    """Name a campaign by its members: the same accounts, the same id."""
    names = engine.read(
        f"SELECT account_id FROM named_account WHERE campaign_no = {number} ORDER BY account_id"
    )
    joined = "\n".join(names.column(0).to_pylist())
    return "C-" + hashlib.sha256(joined.encode()).hexdigest()[:10]
