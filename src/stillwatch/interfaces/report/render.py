"""From documents to one self-contained HTML file.

Everything that comes from a log is hostile: templates escape it, `visible` writes out what
cannot be seen, and the page's own policy lets nothing run or load but what is in it here.
"""

from __future__ import annotations

import base64
import hashlib
import os
from pathlib import Path
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from stillwatch import __version__
from stillwatch.interfaces.report import charts, formats, graph, page, words
from stillwatch.interfaces.report.load import check_pair
from stillwatch.model.errors import ResultError
from stillwatch.model.masking import short_id, visible
from stillwatch.model.report import ReportDetail
from stillwatch.model.result import ResultDocument

_PACKAGE: Final = "stillwatch.interfaces.report"


def render_report(document: ResultDocument, detail: ReportDetail) -> str:
    """Return the report as one HTML page; raises ResultError where the two do not fit."""
    check_pair(document, detail)
    environment = _environment()
    style, script = _asset(environment, "report.css"), _asset(environment, "report.js")
    return environment.get_template("report.html.j2").render(
        page=page.build(document, detail),
        style=Markup(style),
        script=Markup(script),
        policy=_policy(style, script),
        version=__version__,
        words=words,
        limits=page,
    )


def write_report(document: ResultDocument, detail: ReportDetail, path: Path) -> None:
    """Write the page to `path`, whole or not at all. Raises ResultError."""
    text = render_report(document, detail)
    draft = path.with_name(path.name + ".part")
    try:
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, path)
    except OSError as error:
        raise ResultError(
            f"cannot be written: {error.strerror}",
            where=str(path),
            remedy="give an --out folder that can be written to and has room",
        ) from error


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(_PACKAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters.update(
        count=formats.count,
        large=formats.large,
        plural=formats.plural,
        percent=formats.percent,
        number=formats.number,
        moment=formats.moment,
        day=formats.day,
        short=short_id,
        clip=visible,
    )
    environment.globals.update(
        dollars=formats.dollars,
        span=formats.span,
        WIDTH=charts.WIDTH,
        STRIP_WIDTH=charts.STRIP_WIDTH,
        MAP_WIDTH=graph.MAP_WIDTH,
        MAP_HEIGHT=graph.MAP_HEIGHT,
    )
    return environment


def _shown(value: object) -> object:
    """Every value that a template puts out passes here; our own markup is let through."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(value)
    return value


def _asset(environment: Environment, name: str) -> str:
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]


def _policy(style: str, script: str) -> str:
    """The page's content security policy: only this style and this script, no network."""

    def digest(text: str) -> str:
        return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"

    return (
        f"default-src 'none'; style-src {digest(style)}; script-src {digest(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
