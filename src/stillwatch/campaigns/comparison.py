"""Two campaigns side by side: of one scan, or of two.

Only what both results say is laid side by side; that two campaigns are alike is left to the
reader, for techniques spread and pools are shared. What is in both is counted, accounts whole
and items by the samples that the results keep.
"""

from __future__ import annotations

from stillwatch.model.comparison import Compared, Compares, Overlap, Side
from stillwatch.model.profile import SharedSample
from stillwatch.model.report import CampaignDetail
from stillwatch.model.result import Campaign

Told = tuple[Campaign, CampaignDetail]


def compare_campaigns(one: Told, other: Told) -> Compared:
    """Return two campaigns laid side by side, and what is in both."""
    first, second = ({m.account_id for m in told[0].accounts} for told in (one, other))
    both = len(first & second)
    return Compared(
        one=_side(one),
        other=_side(other),
        accounts=Overlap(
            one=len(first),
            other=len(second),
            both=both,
            share_of_smaller=both / max(1, min(len(first), len(second))),
        ),
        items=_items(one[1], other[1]),
        same_campaign=one[0].id == other[0].id,
        one_continues_other=other[0].id in one[0].continues,
        other_continues_one=one[0].id in other[0].continues,
        share_a_pool=other[0].id in one[0].shares_pool_with
        or one[0].id in other[0].shares_pool_with,
    )


def _side(told: Told) -> Side:
    campaign, detail = told
    return Side(
        id=campaign.id,
        verdict=campaign.verdict,
        error_rate=campaign.error_rate,
        first_ts=campaign.first_ts,
        last_ts=campaign.last_ts,
        detectable_from=campaign.detectable_from,
        accounts=len(campaign.accounts),
        entities=detail.entities,
        exchanges=sum(member.exchanges for member in campaign.accounts),
        harvest=campaign.harvest,
        techniques=detail.techniques,
        profile=detail.profile,
    )


def _items(one: CampaignDetail, other: CampaignDetail) -> list[Compares]:
    """Compare what each shares, signal by signal; the most in common first."""
    if one.profile is None or other.profile is None:
        return []
    theirs = {sample.signal: sample for sample in other.profile.shared}
    found = [
        _sampled(sample, theirs[sample.signal])
        for sample in one.profile.shared
        if sample.signal in theirs
    ]
    return sorted(found, key=lambda c: (-(c.in_both or 0.0), c.signal))


def _sampled(one: SharedSample, other: SharedSample) -> Compares:
    """Return what two samples have in common; null where either sample is empty, which is so
    where everything that a campaign shares is popular elsewhere."""
    mine, theirs = set(one.sample), set(other.sample)
    smaller = min(len(mine), len(theirs))
    both = len(mine & theirs)
    return Compares(
        signal=one.signal,
        noun=one.noun,
        one=one.items,
        other=other.items,
        sampled_in_both=both,
        in_both=both / smaller if smaller else None,
    )
