from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stillwatch.lab.bench.baselines.window_shift import (
    WindowShift,
    _adjusted,
    _discrepancy,
    _fourier,
)
from stillwatch.lab.bench.detector import Found
from tests.lab.bench.baselines.small_logs import sent, window


def found(folder: Path, rows: list[dict[str, Any]], **settings: Any) -> Found:
    with window(folder, rows) as engine:
        return WindowShift(**settings).find(engine)


def everybody(accounts: int, requests: int = 20, seed: int = 1) -> list[dict[str, Any]]:
    """Return accounts that all draw their requests from the same people's habits."""
    chance = np.random.default_rng(seed)
    return [
        sent(f"s{n:02}", float(chance.integers(86_400)), **asked(chance))
        for n in range(accounts)
        for _ in range(requests)
    ]


def asked(chance: np.random.Generator) -> dict[str, Any]:
    return {
        "language": str(chance.choice(["en", "de", "fr"])),
        "capability": str(chance.choice(["code", "math", "writing", "chat"])),
        "prompt_chars": int(chance.lognormal(5, 1)),
        "prompt_words": int(chance.lognormal(3, 1)),
        "template_hash": int(chance.integers(-(2**40), 2**40)),
        "style_impersonal": float(chance.random()),
        "elicits_reasoning": bool(chance.random() < 0.05),
    }


def harvest(account: str, requests: int = 20) -> list[dict[str, Any]]:
    same = {"language": "zh", "capability": "math", "elicits_reasoning": True}
    chance = np.random.default_rng(7)
    return [sent(account, float(n), **asked(chance) | same) for n in range(requests)]


def test_an_account_unlike_everybody_is_named_alone(tmp_path: Path) -> None:
    answer = found(tmp_path, everybody(60) + harvest("odd"))
    assert [group.accounts for group in answer.named] == [("odd",)]
    assert 0 < (answer.named[0].error_rate or 0) <= 0.05
    assert max(answer.scores, key=lambda account: answer.scores[account]) == "odd"
    assert len(answer.scores) == 61


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_accounts_alike_are_not_named(seed: int, tmp_path: Path) -> None:
    answer = found(tmp_path, everybody(60, seed=seed))
    assert len(answer.named) <= 1
    assert abs(np.mean(list(answer.scores.values()))) < 0.5


def test_too_few_requests_are_not_judged(tmp_path: Path) -> None:
    answer = found(tmp_path, everybody(40) + harvest("drip", requests=4))
    assert "drip" not in answer.scores
    assert not any("drip" in group.accounts for group in answer.named)


def test_only_the_latest_requests_are_looked_at(tmp_path: Path) -> None:
    reformed = [row | {"account_id": "reformed"} for row in everybody(1, 30, seed=9)]
    late = [row | {"ts": row["ts"].replace(day=20)} for row in reformed]
    rows = everybody(60) + harvest("reformed", 60) + late
    assert found(tmp_path / "all", rows).scores["reformed"] > 5
    assert found(tmp_path / "latest", rows, window=30).scores["reformed"] < 5


def test_a_log_without_prompts_is_refused(tmp_path: Path) -> None:
    answer = found(tmp_path, [sent(f"s{n % 4}", n) for n in range(200)])
    assert not answer.named
    assert answer.refused is not None
    assert "no prompt" in answer.refused


def test_the_discrepancy_is_that_of_the_kernel() -> None:
    """Held against the unbiased sum over all pairs (Gretton et al. 2012, lemma 6)."""
    chance = np.random.default_rng(3)
    rows = _fourier(chance.normal(size=(50, 4)).astype(np.float32), chance)
    one, other = rows[:20].astype(np.float64), rows[20:].astype(np.float64)
    inside = ((one @ one.T).sum() - 20) / (20 * 19)
    outside = ((other @ other.T).sum() - 30) / (30 * 29)
    expected = inside + outside - 2 * (one @ other.T).mean()
    found = _discrepancy(one.sum(axis=0)[None, :], np.array([20]), rows[20:])
    assert found[0] == pytest.approx(expected, abs=1e-5)


def test_the_kernel_at_the_median_distance_is_the_gaussian_one() -> None:
    chance = np.random.default_rng(3)
    points = chance.normal(size=(400, 4)).astype(np.float32)
    rows = _fourier(points, chance)
    distances = np.linalg.norm(points[:200] - points[200:], axis=1)
    exact = np.exp(-((distances / np.median(distances)) ** 2) / 2)
    assert np.allclose(np.sum(rows[:200] * rows[200:], axis=1), exact, atol=0.25)
    assert np.corrcoef(np.sum(rows[:200] * rows[200:], axis=1), exact)[0, 1] > 0.9


def test_false_discovery_rates_are_those_of_benjamini_and_hochberg() -> None:
    assert _adjusted(np.array([0.04, 0.001, 0.5, 0.02])) == pytest.approx(
        [0.16 / 3, 0.004, 0.5, 0.04]
    )
