"""Findings in plain words: how sure, how strong, what kind; and the glossary.

Kept apart from layout so that the page and the terminal say the same thing.
"""

from __future__ import annotations

from typing import Final

from stillwatch.interfaces.report.formats import count, plural
from stillwatch.model.noted import WorthBand
from stillwatch.model.result import Campaign, ResultDocument

TECHNIQUES: Final[dict[str, str]] = {
    "farm": "a data-generation pipeline split over many accounts",
    "hydra": "a harvest hidden under unrelated traffic of the same accounts",
    "drip": "a handful of requests per account, below every per-account limit",
    "relay": "another product's live users passed on to this model",
    "replay": "saved conversations of others sent again in batch",
    "trace": "inserted text that makes the model write its reasoning out",
    "judge": "grading, critique and preference choices collected from the model",
    "probe": "small variations of one prompt, trying out what gets through",
    "pivot": "traffic moved to a new model right after its release",
    "respawn": "new accounts that take over the work of banned ones",
}

FAMILIES: Final[dict[str, str]] = {
    "payment": "Payment",
    "device": "Devices",
    "network": "Network",
    "client": "Client software and keys",
    "registration": "Registration",
    "content": "What is asked",
    "conversation": "Conversations and artefacts",
    "coverage": "What is covered",
    "yield": "What is got out",
    "usage": "How much and when",
    "load": "How the load is spread",
    "relay": "Conversations that move about",
    "replay": "Whether answers are read",
    "ties": "Ties between pairs",
    "other": "Other reasons",
}

CAPABILITIES: Final[dict[str, str]] = {
    "code": "writing code",
    "math": "mathematics",
    "writing": "writing",
    "reasoning": "reasoning",
    "grading": "grading answers",
    "generation": "making tasks or data",
    "tool_use": "using tools",
    "knowledge": "knowledge questions",
    "other": "other kinds",
}

AXES: Final[dict[str, str]] = {
    "coordination": "Why they act as one",
    "extraction": "Why it is a harvest",
}

AXIS_NOTES: Final[dict[str, str]] = {
    "coordination": "Ties between the accounts that chance does not explain.",
    "extraction": "Held against groups that are coordinated and harmless.",
}

LOOK_ALIKES: Final[dict[str, str]] = {
    "everyday": "everyday customers who have nothing to do with each other",
    "new organisations": "organisations that have just begun",
    "university class": "a class with one assignment",
    "popular app": "users of one popular app",
    "prompt of the day": "people who try the prompt of the day",
    "coding agent users": "users of one coding agent",
    "nightly evaluations": "an evaluation that runs every night",
    "new release rush": "people who rush to a new release",
    "reasoning researchers": "people who study how models reason",
    "benchmark runners": "people who run one public benchmark",
    "saas backend": "the back-end of one product",
    "autoscaled company": "one company whose servers come and go",
    "company one address": "one company behind one address",
}
"""Harmless kinds of group among the references -> in words."""

FAILED: Final[dict[str, str]] = {
    "coordination": "the ties are not beyond chance",
    "extraction": "acts as one, but does not harvest",
    "both": "neither acts as one nor harvests",
}

VERDICTS: Final[dict[str, str]] = {
    "campaign": "named in a campaign",
    "suspect": "in a suspected group",
    "group_cleared": "in a group that was looked at and cleared",
    "not_grouped": "tied to nobody beyond chance",
    "could_not_tell": "could not be judged",
}

GLOSSARY: Final[tuple[tuple[str, str], ...]] = (
    ("Account", "What is billed and can be stopped; several may belong to one entity."),
    ("Campaign", "A group of accounts that act as one and harvest. Both must hold."),
    ("Suspect", "A group for which one of the two cannot be shown well enough."),
    ("Coordination", "How little chance explains what the accounts share."),
    (
        "Extraction",
        "How much the group's use looks like making training data, compared with groups that "
        "are coordinated and harmless: companies, classes, teams on one coding tool.",
    ),
    ("Bit", "Strength of evidence. Each bit halves the odds that chance did it; ten: 1 in 1,024."),
    ("Membership", "How sure it is that one account belongs to the campaign."),
    ("Harvest", "The requests whose answers serve as training data. An estimate per request."),
    ("Camouflage", "Unrelated traffic of the same accounts. It is not counted as harvest."),
    (
        "Error rate",
        "The share of groups with evidence this strong that is expected to be harmless.",
    ),
    ("Observed", "Stands in the log and can be looked up by request id."),
    ("Inferred", "Concluded from what was observed; may be wrong, with the stated error rate."),
    ("Attribution", "Who is behind a campaign. This report does not say."),
)


def technique(name: str) -> str:
    """Return what a technique is, in words; an unknown one keeps its name."""
    return TECHNIQUES.get(name, name.replace("_", " "))


def family(name: str) -> str:
    """Return the heading for a family of evidence."""
    return FAMILIES.get(name, name.replace("_", " ").capitalize())


def capability(name: str) -> str:
    """Return what was asked for, in words."""
    return CAPABILITIES.get(name, name.replace("_", " "))


def hypothesis(name: str) -> str:
    """Return a harmless explanation in words; one that is already a sentence stays."""
    return LOOK_ALIKES.get(name, name)


def worth(band: WorthBand) -> str:
    """Say what others gained from about as many examples: theirs beside what was harvested."""
    return (
        f"{plural(band.exchanges, 'exchange')} of {capability(band.kind)}; for comparison, "
        f"{plural(band.examples, 'example')}: {band.gain} ({band.source})"
    )


def error_rate(rate: float) -> str:
    """Say an error rate as a frequency, which people read better than a small decimal."""
    if rate <= 0:
        return "Not one harmless group is expected among those with evidence this strong."
    if rate >= 0.5:
        return "Groups with evidence this strong are harmless as often as not."
    size = next((n for n in (10, 100, 1_000, 10_000, 100_000) if rate * n >= 0.95), 1_000_000)
    wrong = max(1, round(rate * size))
    if rate * size < 0.5:
        return (
            "Fewer than 1 in 1,000,000 groups with evidence this strong is expected to be harmless."
        )
    return (
        f"Of {count(size)} groups with evidence this strong, about {count(wrong)} "
        f"{'is' if wrong == 1 else 'are'} expected to be harmless."
    )


def strength(bits: float) -> str:
    """Return how strong evidence of so many bits is, by the usual verbal scale."""
    for least, word in ((20.0, "very strong"), (10.0, "strong"), (4.0, "moderate"), (1.0, "weak")):
        if bits >= least:
            return word
    return "next to nothing"


def against(bits: float) -> str:
    """Say how the evidence speaks to a harmless explanation."""
    if bits >= 1:
        return f"{strength(bits)} evidence against it"
    if bits <= -1:
        return f"{strength(-bits)} evidence for it"
    return "the evidence does not decide"


def headline(document: ResultDocument, groups_cleared: int | None = None, excepted: int = 0) -> str:
    """Answer at once: how many campaigns, accounts, exchanges; suspects; exceptions; cleared."""
    named = [c for c in document.campaigns if c.verdict == "campaign"]
    suspects = len(document.campaigns) - len(named)
    if named:
        accounts = len({m.account_id for c in named for m in c.accounts})
        harvested = sum(c.harvest.exchanges for c in named)
        parts = [
            f"{plural(len(named), 'campaign')}, {plural(accounts, 'account')}, "
            f"{plural(harvested, 'exchange')} harvested"
        ]
    else:
        parts = ["Nothing named: no campaign found"]
    parts.append(plural(suspects, "suspect") if suspects else "no suspects")
    if excepted:
        parts.append(plural(excepted, "noted exception"))
    if groups_cleared is not None:
        parts.append(f"{plural(groups_cleared, 'group')} looked at and cleared")
    return "; ".join(parts)


def ordered(document: ResultDocument) -> list[Campaign]:
    """Return what a reader wants first: campaigns before suspects, the biggest harvest first."""
    return sorted(
        document.campaigns, key=lambda c: (c.verdict != "campaign", -c.harvest.exchanges, c.id)
    )
