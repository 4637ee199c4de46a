"""Take a simulated world in as a provider takes in logs: sketches stay, texts do not."""

from __future__ import annotations

from pathlib import Path

from stillwatch.ingest.run import IngestOptions, ingest
from stillwatch.lab.simulate.content import Content
from stillwatch.lab.simulate.settings import WorldSpec
from stillwatch.lab.simulate.world import WorldSummary, simulate
from stillwatch.settings import IngestSettings
from stillwatch.store.lake import Lake


def take_in(spec: WorldSpec, content: Content, folder: Path) -> tuple[WorldSummary, Lake]:
    """Build the world of `spec` under `folder` and return it with a lake of its logs."""
    summary = simulate(spec, content, folder / "world")
    lake = Lake.create_or_open(folder / "lake")
    ingest([summary.logs], lake, IngestOptions(settings=IngestSettings(keep_text="never")))
    return summary, lake
