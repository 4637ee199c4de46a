"""Campaigns of this look in the light of earlier ones: names kept, work taken over, dates.

What is judged is judged by this look; the memory of the lake only says what it is called, what
it goes on from, and that what was paid for once need not be paid for again (`campaigns.looks`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from stillwatch.campaigns.continuity import Continued, Present, carry_on
from stillwatch.campaigns.detectable import Told
from stillwatch.campaigns.looks import Look
from stillwatch.campaigns.naming import Named
from stillwatch.campaigns.recognition import harvest_spans, shared_items
from stillwatch.campaigns.techniques import techniques
from stillwatch.model.look import Finding
from stillwatch.model.signal import TieSignal
from stillwatch.settings import JudgementSettings
from stillwatch.store.steps import Engine

NOT_NAMED = "a suspect: it was not named at this look"

Dates = Callable[[Sequence[Named]], Mapping[int, Told]]
"""From campaigns to the day each could have been named, by their numbers."""


def in_time(
    engine: Engine,
    named: Sequence[Named],
    signals: Sequence[TieSignal],
    look: Look,
    settings: JudgementSettings,
    dates: Dates,
) -> list[Named]:
    """Return the campaigns with lasting ids, what they continue, and since when they show."""
    spans, items = harvest_spans(engine), shared_items(engine, signals)
    present = [
        Present(one.number, one.campaign.id, spans[one.number], items.get(one.number, {}))
        for one in named
    ]
    continued = carry_on(present, look.earlier)
    ids = {one.campaign.id: continued[one.number].id for one in named}
    called = [_called(one, continued[one.number], ids, look, settings) for one in named]
    fresh = [
        one for one in called if _is_campaign(one) and _known_since(continued[one.number]) is None
    ]
    told = dates(fresh) if fresh else {}
    found = []
    for one, as_seen in zip(called, present, strict=True):
        dated = _dated(one, continued[one.number], told.get(one.number))
        found.append(replace(dated, finding=_finding(dated, as_seen)))
    return sorted(found, key=lambda one: (not _is_campaign(one), one.lead.error_rate))


def _called(
    one: Named,
    continued: Continued,
    ids: Mapping[str, str],
    look: Look,
    settings: JudgementSettings,
) -> Named:
    rate, before = one.lead.error_rate, continued.before
    campaign = one.campaign.model_copy(
        update={
            "id": continued.id,
            "verdict": look.verdict(one.campaign.verdict, rate, settings.error_rate, before),
            "error_rate": float(f"{look.stated(rate, before):.3g}"),
            "continues": list(continued.continues),
            "shares_pool_with": [ids[other] for other in one.campaign.shares_pool_with],
        }
    )
    detail = one.detail.model_copy(update={"campaign_id": continued.id})
    renamed = replace(one, campaign=campaign, detail=detail)
    return renamed.called(techniques(one.facts, before.techniques if before else ()))


def _dated(one: Named, continued: Continued, told: Told | None) -> Named:
    since = _known_since(continued)
    if since is None and told is not None:
        since = told.since
    reason = "" if since else told.reason if told else NOT_NAMED
    campaign = one.campaign.model_copy(update={"detectable_from": since})
    detail = one.detail.model_copy(update={"not_dated": reason})
    return replace(one, campaign=campaign, detail=detail)


def _known_since(continued: Continued) -> datetime | None:
    return continued.before.detectable_from if continued.before else None


def _is_campaign(one: Named) -> bool:
    return one.campaign.verdict == "campaign"


def _finding(one: Named, as_seen: Present) -> Finding:
    campaign = one.campaign
    return Finding(
        campaign_id=campaign.id,
        verdict=campaign.verdict,
        error_rate=campaign.error_rate,
        detectable_from=campaign.detectable_from,
        techniques=tuple(campaign.techniques),
        continues=tuple(campaign.continues),
        accounts=as_seen.accounts,
        items=as_seen.items,
    )
