"""Two campaigns side by side in the terminal: `stillwatch compare`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from stillwatch.interfaces.report import formats, words
from stillwatch.interfaces.show.text import OBSERVED, heading, plain
from stillwatch.model.comparison import Compared, Side
from stillwatch.model.masking import short_id
from stillwatch.model.profile import Loss, Profile, Release, Spread, Stretch

NOT_LOGGED = "not logged"
_LISTED = 6
_ITEMS = 12
_BLOCKS = " ▁▂▃▄▅▆▇█"

Row = tuple[str | Text, str | Text, str | Text]


def render_comparison(compared: Compared) -> RenderableType:
    """Return both campaigns, a row for each thing that can be compared."""
    one, other = compared.one, compared.other
    parts: list[RenderableType] = [
        Text("Two campaigns side by side", style="bold"),
        Text(_relation(compared), style="dim"),
        _table("", _head(one, other), (one.id, other.id)),
        heading("In both", OBSERVED),
        _table("", _in_both(compared), ("", "")),
    ]
    if one.profile is None or other.profile is None:
        parts.append(Text("A result of an older version has no profile: scan again.", style="dim"))
        return Group(*parts)
    profiles = one.profile, other.profile
    for title, rows in (
        ("Infrastructure: accounts to one", _infrastructure(*profiles)),
        ("How it works", _ways(*profiles)),
        ("Reaction to releases", _listed(profiles, lambda p: [_release(r) for r in p.releases])),
        (
            "Reaction to accounts that fell silent",
            _listed(profiles, lambda p: [_loss(n) for n in p.losses]),
        ),
    ):
        parts += [heading(title, OBSERVED), _table("", rows, ("", ""))]
    parts += [
        heading("Over time: intensity and disguise", OBSERVED),
        _over_time(one.id, profiles[0].stretches),
        _over_time(other.id, profiles[1].stretches),
    ]
    return Group(*parts)


def _relation(compared: Compared) -> str:
    if compared.same_campaign:
        return "Both are one campaign, at two looks."
    if compared.one_continues_other:
        return "The first continues the second."
    if compared.other_continues_one:
        return "The second continues the first."
    if compared.share_a_pool:
        return "Both stand on one pool of infrastructure, which does not make them one actor."
    return "Neither is said to continue the other."


def _head(one: Side, other: Side) -> Iterator[Row]:
    def both(title: str, said: Callable[[Side], str]) -> Row:
        return title, plain(said(one)), plain(said(other))

    yield both("Verdict", lambda s: s.verdict)
    yield both("Error rate", lambda s: f"{s.error_rate:.2g}")
    yield both("Seen", lambda s: f"{formats.moment(s.first_ts)} to {formats.moment(s.last_ts)} UTC")
    yield both(
        "Could be told from",
        lambda s: f"{formats.moment(s.detectable_from)} UTC" if s.detectable_from else "not known",
    )
    yield both("Accounts", lambda s: f"{s.accounts:,} of {s.entities:,} billing entities")
    yield both("Harvest", lambda s: f"{formats.large(s.harvest.exchanges)} exchanges")
    yield both("Output tokens", lambda s: formats.large(s.harvest.output_tokens))
    yield both("At list price", _price)
    yield both("Asked for", lambda s: _shares(_in_words(s.harvest.by_capability)))
    names = dict.fromkeys(t.name for side in (one, other) for t in side.techniques)
    for name in list(names)[:12]:
        reasons = [
            next((t.reason for t in s.techniques if t.name == name), "–") for s in (one, other)
        ]
        yield plain(f"Technique {name}", limit=40), plain(reasons[0]), plain(reasons[1])


def _price(side: Side) -> str:
    return formats.dollars(side.harvest.value_low, side.harvest.value_high)


def _in_both(compared: Compared) -> Iterator[Row]:
    shared = compared.accounts
    yield (
        "Accounts",
        f"{shared.both:,} of {shared.one:,} and {shared.other:,}",
        f"{shared.share_of_smaller:.0%} of the smaller",
    )
    for item in compared.items[:_ITEMS]:
        told = "nothing of their own" if item.in_both is None else f"{item.in_both:.0%} of a sample"
        yield (
            plain(f"Items: {item.noun}", limit=60),
            f"{item.one:,} and {item.other:,} shared inside",
            told,
        )


def _infrastructure(one: Profile, other: Profile) -> Iterator[Row]:
    mine = {spread.kind: spread for spread in one.infrastructure}
    theirs = {spread.kind: spread for spread in other.infrastructure}
    for kind in dict.fromkeys([*mine, *theirs]):
        yield (
            plain(kind[:1].upper() + kind[1:], limit=40),
            _spread(mine.get(kind)),
            _spread(theirs.get(kind)),
        )


def _spread(spread: Spread | None) -> str:
    if spread is None or not spread.accounts:
        return NOT_LOGGED
    return (
        f"{spread.accounts_each:.1f} ({spread.accounts:,} accounts on {spread.values:,}, "
        f"most on one {spread.largest:,})"
    )


def _ways(one: Profile, other: Profile) -> Iterator[Row]:
    def both(title: str, said: Callable[[Profile], str]) -> Row:
        return title, plain(said(one)), plain(said(other))

    yield both("Camouflage", lambda p: f"{p.camouflage:.0%} of the accounts' traffic")
    yield both("Templates to 100 requests", lambda p: _known(p.templates_per_hundred))
    yield both("Prompts to 100 requests", lambda p: _known(p.prompts_per_hundred))
    yield both(
        "Most used template",
        lambda p: NOT_LOGGED if p.largest_template is None else f"{p.largest_template:.0%}",
    )
    yield both("Harvest a day", lambda p: f"{p.harvest_a_day:,.0f}, at most {p.busiest_day:,}")
    yield both("An account and day", lambda p: f"{p.harvest_per_account_day:,.1f}")
    yield both("Hours 0 to 23, UTC", lambda p: f"{_curve(p.hours)} ({p.quiet_hours} quiet)")
    yield both("Models", lambda p: _shares(p.models))
    yield both("Languages", lambda p: _shares(p.languages) or NOT_LOGGED)


def _listed(
    profiles: tuple[Profile, Profile], said: Callable[[Profile], list[str]]
) -> Iterator[Row]:
    lists = [said(profile)[:_LISTED] for profile in profiles]
    for place in range(max(map(len, lists))):
        cells = [each[place] if place < len(each) else "" for each in lists]
        yield "", plain(cells[0]), plain(cells[1])
    if not any(lists):
        yield "", "none seen", "none seen"


def _release(release: Release) -> str:
    if release.first_used is None:
        return f"{release.model}: never used"
    after = (release.first_used - release.released).total_seconds() / 3600
    share = "" if release.share_after is None else f", {release.share_after:.0%} within 48 hours"
    usual = "" if release.usual_after is None else f" (others {release.usual_after:.0%})"
    return f"{release.model}: after {after:,.1f} hours{share}{usual}"


def _loss(loss: Loss) -> str:
    next_in = (
        "" if loss.hours_to_next is None else f", the first after {loss.hours_to_next:.1f} hours"
    )
    return f"{loss.day.isoformat()}: {loss.lost:,} lost, {loss.came:,} came{next_in}"


def _over_time(campaign: str, stretches: list[Stretch]) -> Table:
    table = Table(title=plain(short_id(campaign, 40)), title_justify="left", box=None)
    for name in (
        "from", "accounts", "new", "harvest a day", "account-day", "camouflage", "templates/100",
        "to a card", "to an address", "to a device", "models",
    ):  # fmt: skip
        table.add_column(name, justify="left" if name == "from" else "right")
    for s in stretches:
        table.add_row(
            formats.moment(s.begins), f"{s.accounts:,}", f"{s.new_accounts:,}",
            f"{s.harvest_a_day:,.0f}", f"{s.harvest_per_account_day:,.1f}", f"{s.camouflage:.0%}",
            _known(s.templates_per_hundred), _known(s.accounts_per_card),
            _known(s.accounts_per_address), _known(s.accounts_per_device), f"{s.models}",
        )  # fmt: skip
    return table


def _table(title: str, rows: Iterator[Row], names: tuple[str, str]) -> Table:
    table = Table(box=None, show_header=any(names), padding=(0, 2, 0, 0))
    table.add_column(title, style="dim", ratio=2)
    for name in names:
        table.add_column(plain(short_id(name, 40)) if name else "", overflow="fold", ratio=4)
    for row in rows:
        table.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in row))
    return table


def _known(value: float | None) -> str:
    return NOT_LOGGED if value is None else f"{value:,.1f}"


def _shares(counts: Mapping[str, int]) -> str:
    total = sum(counts.values())
    most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:_LISTED]
    return ", ".join(f"{name} {count / total:.0%}" for name, count in most if total)


def _in_words(by_capability: Mapping[str, int]) -> dict[str, int]:
    return {words.capability(name): count for name, count in by_capability.items()}


def _curve(hours: tuple[int, ...]) -> str:
    most = max(hours) or 1
    return "".join(_BLOCKS[round(8 * n / most)] for n in hours)
