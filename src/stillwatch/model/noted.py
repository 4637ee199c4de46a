"""What is noted of a campaign beside the verdict: worth, artefacts, third parties, exceptions.

Parts of the sidecar `report.json` (`model/report.py`); nothing here is concluded anew.
"""

from __future__ import annotations

from datetime import date

from stillwatch.model.result import Closed, Count


class WorthBand(Closed):
    """What others trained on about as many examples of a kind, and what their student gained."""

    kind: str
    """What was harvested: reasoning, grading, code, ..."""
    exchanges: Count
    examples: Count
    """How many examples the authors used; `exchanges` lies within a factor of three, or above."""
    gain: str
    """In the authors' own measure, on their own base model: no promise for another one."""
    source: str


class ArtefactReplay(Closed):
    """Reasoning artefacts sent back outside the account, session or prefix they were bound to."""

    artefacts: Count
    """Different artefacts sent back at all."""
    uses: Count
    """Exchanges that sent one back, each artefact counted."""
    across_accounts: Count
    across_sessions: Count
    under_other_prefix: Count
    """Each use counts once, as the farthest of the three."""


class PersonalCount(Closed):
    """Exchanges of a campaign's harvest that carry one kind of third parties' data."""

    kind: str
    exchanges: Count


class ReasonedAlternative(Closed):
    """A harmless explanation that the log itself can test, and what it shows."""

    hypothesis: str
    bits_against: float
    reason: str


class NotedException(Closed):
    """A group that would have been named, but whose members somebody vouches for."""

    campaign_id: str
    entry: str
    owner: str
    reason: str
    expires: date
    accounts: Count
    covered: Count
    exchanges: Count
    account_ids: list[str]


class AllowNote(Closed):
    """What became of an entry of the allow-list that made no exception."""

    entry: str
    said: str
