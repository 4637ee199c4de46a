"""The product as one detector among the others, with its defaults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa

from stillwatch.campaigns.looks import Look, share
from stillwatch.campaigns.reference import Reference, load_reference
from stillwatch.lab.bench.detector import Found, FoundGroup, Keys
from stillwatch.model.look import Finding
from stillwatch.pipeline import Scan, scan
from stillwatch.settings import JudgementSettings, Settings
from stillwatch.signals.catalogue import MEASURES
from stillwatch.store.duckdb_engine import DuckEngine

_OF_VERDICT: Final = {"campaign": 2.0, "suspect": 1.0}


@dataclass(frozen=True, slots=True)
class Stillwatch:
    """A scan with default settings; `reference` only where the shipped one is under test."""

    name: str = "stillwatch"
    source: str = "this project"
    setting: str = "defaults: error rate 0.05, groups of 8 and more, shipped references"
    reference: Reference | None = None
    settings: Settings | None = None

    def find(self, engine: DuckEngine) -> Found:
        """Scan the window."""
        reference = self.reference or load_reference(None, MEASURES)
        return said(scan(engine, self.settings or Settings(), reference), engine)


def without(family: str) -> Stillwatch:
    """Return the product without one family of evidence."""
    settings = Settings(judgement=JudgementSettings(without=(family,)))
    return Stillwatch(
        f"stillwatch without {family} evidence", setting=f"defaults, {family} off",
        settings=settings,
    )  # fmt: skip


@dataclass(slots=True)
class Watching:
    """The product as it scans a lake day after day: each window judged is a look of its own,
    which knows what those before it found."""

    name: str = "stillwatch"
    source: str = "this project"
    setting: str = "defaults, with the memory of a lake"
    reference: Reference | None = None
    looks: int = 0
    findings: dict[str, Finding] = field(default_factory=dict)

    def find(self, engine: DuckEngine) -> Found:
        """Scan the window as the next look."""
        reference = self.reference or load_reference(None, MEASURES)
        self.looks += 1
        look = Look(self.looks, share(self.looks), tuple(self.findings.values()))
        found = scan(engine, Settings(), reference, look=look)
        for named in found.named:
            if named.finding is not None:
                self.findings.pop(named.campaign.id, None)
                self.findings[named.campaign.id] = named.finding
        return said(found, engine)


def said(found: Scan, engine: DuckEngine) -> Found:
    """Return what a scan says in the words of the benchmark."""
    groups: dict[str, list[FoundGroup]] = {"campaign": [], "suspect": []}
    for named in found.named:
        accounts = tuple(member.account_id for member in named.campaign.accounts)
        rate = named.campaign.error_rate
        groups[named.campaign.verdict].append(FoundGroup(accounts, rate))
    marked = _marked(engine, groups["campaign"])
    return Found(groups["campaign"], groups["suspect"], _ranking(found), marked)


def _marked(engine: DuckEngine, campaigns: Sequence[FoundGroup]) -> Keys:
    """Return the exchanges that the scan called harvest, of the accounts that it named.

    The scan also marks those of suspects, who are not named.
    """
    named = sorted({account for group in campaigns for account in group.accounts})
    if not named:
        return np.empty(0, np.int64)
    engine.put("stillwatch_named", pa.table({"account_id": pa.array(named, pa.string())}))
    marked = engine.read(
        """
        SELECT DISTINCT x.exchange_key
        FROM campaign_exchange x JOIN named_account USING (campaign_no, account_id)
            JOIN stillwatch_named USING (account_id)
        WHERE x.is_harvest"""
    )
    return np.asarray(marked["exchange_key"].to_numpy(), np.int64)


def _ranking(found: Scan) -> dict[str, float]:
    """Rank accounts: named before suspected before merely coordinated, then by both axes.

    The lesser of the two axes decides within a class, since both must hold.
    """
    names = ("account_id", "verdict", "coordination", "extraction", "membership")
    columns = (found.accounts.column(name).to_pylist() for name in names)
    scores = {}
    for account, verdict, coordination, extraction, membership in zip(*columns, strict=True):
        standing = _OF_VERDICT.get(verdict, 0.0)
        if standing or coordination is not None:
            axes = min(coordination or 0.0, extraction or 0.0) / 1_000.0
            scores[account] = standing + axes + (membership or 0.0) / 10_000.0
    return scores
