"""Every number a user may set, with its unit and reason, validated once at the edge."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Any, Literal

import orjson
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stillwatch.model.errors import SettingsError


class Part(BaseModel):
    """A closed, frozen group of settings."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False
    )


class IngestSettings(Part):
    """How logs are taken in."""

    keep_text: Literal["never", "suspects", "all"] = "suspects"
    """`suspects` keeps texts until a scan has looked, then only of accounts it has named."""
    text_grace_days: Annotated[int, Field(ge=0)] = 14
    """Days (of event time) that texts of unnamed accounts outlive under `suspects`."""
    text_limit_chars: Annotated[int, Field(ge=200)] = 8_000
    """Characters kept of one text; sketches see more."""
    chunk_rows: Annotated[int, Field(ge=1)] = 20_000
    """Rows parsed at a time."""
    commit_rows: Annotated[int, Field(ge=1)] = 200_000
    """Rows per lake version: what a kill can cost at most."""


class EngineSettings(Part):
    """How a scan may use the machine."""

    memory_gib: Annotated[float, Field(ge=0.1)] = 6.0
    """DuckDB's memory limit; beyond it, it works from disk."""
    threads: Annotated[int, Field(ge=0)] = 0
    """0: as many as the machine has."""


class LinkageSettings(Part):
    """When a tie counts as more than chance."""

    chance_degree: Annotated[float, Field(gt=0, lt=1)] = 0.5
    """c of the subcritical edge threshold c/n: the mean number of ties chance may give an
    account. Below 1, chance cannot build a giant component."""
    pair_cap: Annotated[int, Field(ge=4)] = 64
    """Holders of an item up to which all its pairs are looked at; beyond, accounts are sampled."""
    scales: Annotated[int, Field(ge=1, le=8)] = 5
    """Popularity scales; each allows items four times as popular on a quarter of accounts."""
    hub_minimum: Annotated[int, Field(ge=3)] = 8
    """Holders from which one item's holders are looked at as a group."""
    hub_limit: Annotated[int, Field(ge=1)] = 2_000
    """Most items whose holders are looked at, the most shared first; more is reported."""
    roll_up_limit: Annotated[float, Field(gt=0, le=1)] = 0.2
    """An organisation naming more than this share of all accounts is taken for a default value
    and not rolled up."""


class JudgementSettings(Part):
    """When a group is called what it is called."""

    error_rate: Annotated[float, Field(gt=0, lt=1)] = 0.05
    """Expected share of false names among the named groups."""
    suspect_error_rate: Annotated[float, Field(gt=0, lt=1)] = 0.2
    """The same for suspects."""
    group_minimum: Annotated[int, Field(ge=2)] = 8
    """Fewest accounts of a campaign: below, structure alone cannot tell a team."""
    family_cap_bits: Annotated[float, Field(gt=0)] = 40.0
    """Most bits one family of evidence may give."""
    without: tuple[str, ...] = ()
    """Families of evidence that are not looked at (`stillwatch signals` lists them), where they
    may not be used, or to see what they are worth."""
    membership: Annotated[float, Field(gt=0, lt=1)] = 0.5
    """Membership from which an account is named."""
    price_low: Annotated[float, Field(ge=0)] = 2.0
    """Dollars per million output tokens, lower list price, for the harvest's value."""
    price_high: Annotated[float, Field(ge=0)] = 75.0
    """Dollars per million output tokens, upper list price."""


class Settings(Part):
    """All settings. The digest of what was used is printed in every result."""

    ingest: IngestSettings = IngestSettings()
    engine: EngineSettings = EngineSettings()
    linkage: LinkageSettings = LinkageSettings()
    judgement: JudgementSettings = JudgementSettings()

    def digest(self) -> str:
        """Return the SHA-256 of the settings as canonical JSON: equal settings, equal digest."""
        canonical = orjson.dumps(self.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(canonical).hexdigest()


def read_yaml(path: Path, *, wrong: str, remedy: str) -> Any:
    """Return what a YAML file holds.

    Raises SettingsError where it cannot be read, or, with `wrong` and `remedy`, is no YAML;
    then it names the line too.
    """
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise SettingsError(
            f"cannot be read: {fault.strerror}", where=str(path), remedy="check the path"
        ) from fault
    except (yaml.YAMLError, ValueError) as fault:  # ValueError: no UTF-8, or no such date
        mark = getattr(fault, "problem_mark", None)
        raise SettingsError(
            f"{wrong}: {getattr(fault, 'problem', None) or fault}",
            where=f"{path}:{mark.line + 1}" if mark else str(path),
            remedy=remedy,
        ) from fault


def load_settings(path: Path | None) -> Settings:
    """Read settings from a YAML file, or the defaults where there is none.

    Raises SettingsError naming the setting as the user wrote it.
    """
    if path is None:
        return Settings()
    written = read_yaml(path, wrong="is not YAML", remedy="see docs/operations.md")
    if written is None:  # An empty file, or one of comments.
        return Settings()
    try:
        return Settings.model_validate(written)
    except ValidationError as fault:
        first = fault.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "settings"
        raise SettingsError(
            f"{name}: {first['msg']}", where=str(path), remedy="see docs/operations.md"
        ) from fault
