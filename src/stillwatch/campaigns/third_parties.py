"""Third parties' personal data and credentials inside what a campaign harvested, counted."""

from __future__ import annotations

from stillwatch.model.noted import PersonalCount
from stillwatch.model.personal import KINDS
from stillwatch.store.steps import Engine


def personal_counts(engine: Engine) -> dict[int, list[PersonalCount]]:
    """Return, by campaign, how many harvested exchanges carry each kind, the most first.

    Counted by the bits that ingest kept, so texts need not be there. A campaign of which no text
    was ever looked at is left out, for nothing can be told of it.
    """
    counted = ", ".join(
        f"count(*) FILTER (WHERE is_harvest AND personal_kinds & {1 << kind.bit} > 0) "
        f'AS "{kind.name}"'
        for kind in KINDS
    )
    rows = engine.read(
        f"""
        SELECT campaign_no, count(personal_kinds) AS looked_at, {counted}
        FROM campaign_exchange JOIN named_account USING (campaign_no, account_id)
        GROUP BY campaign_no"""
    ).to_pylist()
    return {
        row["campaign_no"]: sorted(
            (
                PersonalCount(kind=kind.name, exchanges=row[kind.name])
                for kind in KINDS
                if row[kind.name]
            ),
            key=lambda count: (-count.exchanges, count.kind),
        )
        for row in rows
        if row["looked_at"]
    }
