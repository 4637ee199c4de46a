"""ServeGen's clients: rates and gaps by ten minutes, token histograms by six hours.

`chunk-N-trace.csv` (no header): start of the window in seconds, requests a second, coefficient
of variation of the gaps, the family fitted to them and its two parameters. `chunk-N-dataset.json`:
window -> histograms of `input_tokens`, `output_tokens` and, for reasoning models,
`reason_ratio`, each written as a Python dictionary in a string. One client per chunk, one folder
per model (alibaba/ServeGen, Apache-2.0; Xiang et al., NSDI 2026).
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any, Final

import numpy as np
import orjson
import pyarrow as pa

from stillwatch.lab.simulate.tokens import Exchange, Lengths
from stillwatch.lab.simulate.traces.measured import (
    LEAST_ARRIVALS,
    LEAST_SPAN_S,
    WINDOW_S,
    Floats,
    Traces,
    lengths,
)
from stillwatch.lab.simulate.traces.reading import REMEDY, table
from stillwatch.model.errors import InputError

RATES: Final = re.compile(rb"\d+(\.\d+)?,[\d.eE+-]+,[\d.eE+-]+,\w*,[\d.eE+-]*,[\d.eE+-]*\r?(\n|$)")
NAMES: Final = ("start", "rate", "cv", "family", "first", "second")
CHUNK: Final = re.compile(r"chunk-\d+-(trace\.csv|dataset\.json)$")
_STEPS: Final = 64


def recognised(head: bytes) -> bool:
    """Say whether a file that begins with `head` is a client's rates or histograms."""
    return bool(RATES.match(head)) or b'"input_tokens": "{' in head


def measure(files: list[Path]) -> Traces:
    """Measure the clients. Each counts once for hours and bursts, however large it is.

    The spread of activity is taken within models, for models differ in size. Histograms are
    weighed by window. Raises InputError with file and line.
    """
    rates = {path: _rates(path) for path in files if path.suffix == ".csv"}
    found = [path for path in files if path.suffix == ".json"]
    bursts = [steady for _, rate, cv in rates.values() for steady in _steady(rate, cv)]
    chat, reasoning = _histograms(found)
    told = f"ServeGen: {len(rates)} clients' rates, {len(found)} clients' token histograms"
    return Traces(
        sources=(told,),
        hours=_hours([(start, rate) for start, rate, _ in rates.values()]),
        burst_cv=float(np.median(bursts)) if bursts else None,
        activity_sigma=_activity(rates),
        chat=chat,
        reasoning=reasoning,
    )


def _rates(path: Path) -> tuple[Floats, Floats, Floats]:
    types = dict.fromkeys(("start", "rate", "cv"), pa.float64())
    columns = table(path, types, NAMES)
    start, rate, cv = (columns[name].to_numpy() for name in ("start", "rate", "cv"))
    return start, rate, cv


def _steady(rate: Floats, cv: Floats) -> list[float]:
    """Return the client's median burstiness, over windows with enough arrivals to tell."""
    enough = (rate * WINDOW_S >= LEAST_ARRIVALS) & (cv > 0)
    return [float(np.median(cv[enough]))] if enough.any() else []


def _hours(clients: list[tuple[Floats, Floats]]) -> tuple[float, ...] | None:
    shares = []
    for start, rate in clients:
        if len(start) and np.ptp(start) >= LEAST_SPAN_S and rate.any():
            mass = np.bincount((start % 86_400 // 3_600).astype(np.intp), rate, minlength=24)
            shares.append(mass / mass.sum())
    mean = np.mean(shares, axis=0) if shares else np.zeros(24)
    return tuple(mean.tolist()) if mean.all() else None


def _activity(rates: dict[Path, tuple[Floats, Floats, Floats]]) -> float | None:
    """Return the spread of log mean rate over clients, pooled over models."""
    by_model: dict[str, list[float]] = {}
    for path, (_, rate, _) in rates.items():
        if rate.any():
            model = str(path.parent / CHUNK.sub("", path.name))
            by_model.setdefault(model, []).append(float(np.log(rate.mean())))
    several = [np.array(logs) for logs in by_model.values() if len(logs) > 1]
    apart = np.concatenate([logs - logs.mean() for logs in several] or [np.zeros(0)])
    return float(np.sqrt((apart**2).mean())) if len(apart) >= LEAST_ARRIVALS else None


def _histograms(files: list[Path]) -> tuple[Exchange | None, Lengths | None]:
    """Return tokens read and written by models that do not reason, and reasoning tokens."""
    asked: list[tuple[Floats, Floats]] = []
    told: list[tuple[Floats, Floats]] = []
    thought: list[tuple[Floats, Floats]] = []
    for path in files:
        for window in _windows(path):
            wrote = _histogram(path, window, "output_tokens")
            if not len(wrote[0]):
                continue
            if "reason_ratio" in window:
                thought.append(_product(wrote, _histogram(path, window, "reason_ratio")))
            else:
                asked.append(_histogram(path, window, "input_tokens"))
                told.append(wrote)
    read, written, reasoned = (_pooled(each) for each in (asked, told, thought))
    return (read, written) if read and written else None, reasoned


def _windows(path: Path) -> list[dict[str, Any]]:
    try:
        loaded = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        where = f"{path}:{error.lineno}"
        raise InputError(f"not JSON ({error.msg})", where=where, remedy=REMEDY) from error
    windows = loaded.values() if isinstance(loaded, dict) else [None]
    named = [window for window in windows if isinstance(window, dict)]
    if len(named) < len(windows):
        raise InputError("not histograms by window", where=str(path), remedy=REMEDY)
    return named


def _histogram(path: Path, window: dict[str, Any], name: str) -> tuple[Floats, Floats]:
    try:
        read = ast.literal_eval(window[name])
        values, shares = np.array(list(read), float), np.array(list(read.values()), float)
    except (KeyError, TypeError, ValueError, SyntaxError, AttributeError) as error:
        raise InputError(
            f"no histogram in {name} ({type(error).__name__})", where=str(path), remedy=REMEDY
        ) from error
    return values, shares


def _product(tokens: tuple[Floats, Floats], ratio: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Return the histogram of output times reasoning share, as if the two were independent."""
    (ordered, mass), (share, share_mass) = tokens, ratio
    order = np.argsort(ordered)
    reached = (np.cumsum(mass[order]) - mass[order] / 2) / mass.sum()
    steps = np.interp((np.arange(_STEPS) + 0.5) / _STEPS, reached, ordered[order])
    return np.outer(steps, share).ravel(), np.outer(np.ones(_STEPS), share_mass).ravel()


def _pooled(parts: list[tuple[Floats, Floats]]) -> Lengths | None:
    if not parts:
        return None
    values = np.concatenate([value for value, _ in parts])
    return lengths(values, np.concatenate([mass / mass.sum() for _, mass in parts]))
