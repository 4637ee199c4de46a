"""`stillwatch simulate`: a world of request logs, with the truth apart."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from stillwatch.interfaces.cli.progress import progress
from stillwatch.lab.simulate.boundary import standing
from stillwatch.lab.simulate.corpora.content import content_from
from stillwatch.lab.simulate.knobs import turned
from stillwatch.lab.simulate.metadata import LEVELS, Level, settings_at
from stillwatch.lab.simulate.presets import PRESETS, preset
from stillwatch.lab.simulate.settings import MOST_CAMOUFLAGE, WorldSpec
from stillwatch.lab.simulate.timing import PACE
from stillwatch.lab.simulate.traces.find import traces_from
from stillwatch.lab.simulate.world import WorldSummary
from stillwatch.lab.simulate.world import simulate as build
from stillwatch.lab.simulate.world_file import as_yaml, read_world

USUAL_SIZE: Final = 100_000
FORMATS: Final = ("parquet", "jsonl")


def _count(text: str) -> Any:
    return typer.Option(help=text, min=1)


def _share(text: str, most: float = 1.0) -> Any:
    return typer.Option(help=text, min=0.0, max=most)


def simulate(
    scenario: Annotated[
        str, typer.Argument(help=f"One of {', '.join(PRESETS)}; or a world's file (YAML, JSON).")
    ],
    out: Annotated[Path | None, typer.Option(help="Folder to write logs/ and truth/ to.")] = None,
    print_spec: Annotated[
        bool, typer.Option("--print-spec", help="Print the world as YAML instead of building it.")
    ] = False,
    size: Annotated[
        int | None,
        typer.Option(help=f"Exchanges of the whole world; {USUAL_SIZE:,} if none.", min=5_000),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Equal seeds give equal bytes.", min=0)] = None,
    corpora: Annotated[
        Path | None, typer.Option(help="Folder of real text corpora; none: built-in text.")
    ] = None,
    split: Annotated[str, typer.Option(help="Side of the corpora: train or test.")] = "test",
    timing: Annotated[
        Path | None,
        typer.Option(help="Folder of request traces to keep time by; none: published fits."),
    ] = None,
    days: Annotated[int | None, _count("Days of the world.")] = None,
    accounts: Annotated[int | None, _count("Campaigns: accounts (A).")] = None,
    rate: Annotated[
        float | None, typer.Option(help="Campaigns: harvest per account and day; sets accounts.")
    ] = None,
    requests: Annotated[int | None, _count("Campaigns: harvested requests (H).")] = None,
    templates: Annotated[int | None, _count("Campaigns: prompt families of each role (P).")] = None,
    camouflage: Annotated[
        float | None, _share("Campaigns: share of ordinary requests.", MOST_CAMOUFLAGE)
    ] = None,
    paraphrase: Annotated[
        float | None, _share("Campaigns: share of the harvest under anybody's templates.")
    ] = None,
    shards: Annotated[int | None, _count("Campaigns: topical shards of the accounts.")] = None,
    synchrony: Annotated[
        float | None, _share("Campaigns: share of the harvest dealt out in turn.")
    ] = None,
    churn: Annotated[
        float | None, _share("Campaigns: share of accounts that replace banned ones.")
    ] = None,
    aged: Annotated[float | None, _share("Campaigns: accounts with an old sign-up.")] = None,
    bought: Annotated[float | None, _share("Campaigns: accounts with an honest past.")] = None,
    languages: Annotated[
        str | None, typer.Option(help="Campaigns: languages of the harvest, as in de,fr.")
    ] = None,
    metadata: Annotated[
        str | None, typer.Option(help=f"What the provider knows: {', '.join(LEVELS)}.")
    ] = None,
    no_texts: Annotated[bool, typer.Option("--no-texts", help="Write no texts.")] = False,
    sketches: Annotated[bool, typer.Option("--sketches", help="Write sketches of texts.")] = False,
    format: Annotated[str | None, typer.Option(help="parquet or jsonl.")] = None,
    set: Annotated[
        list[str] | None,
        typer.Option(help="PATH=VALUE, as in campaigns.*.reuse.per_card=1; may be repeated."),
    ] = None,
) -> None:
    """Write a simulated world of request logs, with the truth apart."""
    if split not in ("train", "test"):
        raise typer.BadParameter(f"--split is train or test, not {split!r}")
    if accounts is not None and rate is not None:
        raise typer.BadParameter("--accounts or --rate, not both: one follows from the other")
    if out is None and not print_spec:
        raise typer.BadParameter("--out is missing: name a folder to write to, or --print-spec")
    knobs = {
        "accounts": accounts, "rate": rate, "exchanges": requests, "templates": templates,
        "camouflage": camouflage, "paraphrase": paraphrase, "shards": shards,
        "synchrony": synchrony, "churn": churn, "aged": aged, "bought": bought,
        "languages": None if languages is None else languages.replace(" ", "").split(","),
    }  # fmt: skip
    known = _knowledge(metadata, texts=not no_texts, sketches=sketches)
    spec = turned(
        _world(scenario, size, seed),
        world={**_given({"days": days, "seed": seed, "format": _format(format)}), **known},
        campaigns=_given(knobs),
        assignments=set or (),
    )
    if out is None or print_spec:
        typer.echo(as_yaml(spec), nl=False)
        return
    with progress("simulate", total_rows=spec.planned_exchanges) as shown:
        content = content_from(corpora, seed=spec.seed, split=split)
        pace = traces_from(timing).pace() if timing else PACE
        world = build(spec, content, out, lambda rows: shown.advance(rows=rows), pace)
    for note in getattr(content, "notes", ()):
        typer.echo(f"note: {note}", err=True)
    _say(world, spec)


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _world(scenario: str, size: int | None, seed: int | None) -> WorldSpec:
    """Return the world of a file or of a preset."""
    path = Path(scenario)
    if path.suffix not in (".yaml", ".yml", ".json"):
        return preset(scenario, size=size or USUAL_SIZE, seed=1 if seed is None else seed)
    if size is not None:
        raise typer.BadParameter("--size is for worlds by name: a file says how big its world is")
    return read_world(path)


def _knowledge(metadata: str | None, *, texts: bool, sketches: bool) -> dict[str, Any]:
    """Return the settings that say what of a request is written."""
    known: dict[str, Any] = {}
    if metadata is not None:
        levels: dict[str, Level] = {level: level for level in LEVELS}
        if metadata not in levels:
            raise typer.BadParameter(f"--metadata is {', '.join(LEVELS)}, not {metadata!r}")
        known = settings_at(levels[metadata])
    if not texts:
        known["texts"] = False
    if sketches:
        known["sketches"] = True
    return known


def _format(wanted: str | None) -> str | None:
    if wanted is not None and wanted not in FORMATS:
        raise typer.BadParameter(f"--format is {' or '.join(FORMATS)}, not {wanted!r}")
    return wanted


def _say(world: WorldSummary, spec: WorldSpec) -> None:
    """Print what was written, and where each campaign stands against the boundary of evasion."""
    typer.echo(
        f"{world.exchanges:,} exchanges of {world.accounts:,} accounts over {world.days} days in "
        f"{world.logs}; of {world.campaign_accounts:,} campaign accounts "
        f"{world.harvest_exchanges:,} are harvest; truth in {world.truth}"
    )
    for campaign in spec.campaigns:
        stands = standing(campaign).line()
        typer.echo(f"{campaign.actor} ({campaign.technique.value}): {stands}")
