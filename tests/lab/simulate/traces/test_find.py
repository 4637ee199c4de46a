"""Traces are found by how they begin, and what they lack stays as fitted."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from stillwatch.lab.simulate.timing import PACE, PEOPLE
from stillwatch.lab.simulate.tokens import SIZES
from stillwatch.lab.simulate.traces.find import traces_from
from stillwatch.model.errors import InputError
from tests.lab.simulate.traces import files

REAL = Path(os.environ.get(files.REAL_NAME, Path(__file__).parents[5] / "shared" / "data"))


def test_all_formats_are_found_whatever_their_folder_is_called(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    files.azure(tmp_path / "a")
    files.mooncake(tmp_path / "a")
    files.servegen(tmp_path / "b")
    files.agents(tmp_path)
    (tmp_path / "a" / "prompts.csv").write_text("prompt\nhello there\n")
    found = traces_from(tmp_path)
    assert len(found.sources) == 4
    # ServeGen's clients have gaps with a coefficient of variation of 2, Azure's stream of 1.
    assert found.burst_cv == 2.0
    pace = found.pace()
    assert (pace.burst_shape, pace.think_median_s) == (0.25, 60.0)
    assert pace.sizes.chat is found.chat
    assert pace.sizes.code == SIZES.code


def test_one_file_is_enough_and_the_rest_stays_as_fitted(tmp_path: Path) -> None:
    pace = traces_from(files.mooncake(tmp_path)).pace()
    assert pace.sizes.conversation != SIZES.conversation
    assert (pace.hours, pace.burst_shape) == (PACE.hours, 1.0)
    assert pace.profile(PEOPLE).tolist() == PEOPLE.tolist()


def test_no_trace_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such file or folder.*Mooncake"):
        traces_from(tmp_path / "nowhere")
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="no known trace found"):
        traces_from(tmp_path)


@pytest.mark.skipif(not REAL.is_dir(), reason="no traces: set STILLWATCH_CORPORA to their folder")
def test_the_fitted_constants_are_those_of_the_published_traces() -> None:
    found = traces_from(REAL)
    for name in ("chat", "code", "conversation"):
        for measured, fitted in zip(getattr(found, name), getattr(SIZES, name), strict=True):
            assert measured.mean == pytest.approx(fitted.mean, abs=0.01)
            assert measured.sigma == pytest.approx(fitted.sigma, abs=0.01)
    assert found.reasoning is not None
    assert found.reasoning.mean == pytest.approx(5.92, abs=0.01)
    assert found.activity_sigma == pytest.approx(1.90, abs=0.01)
    assert found.think_s is not None
    assert found.think_s.median == pytest.approx(120, abs=0.1)
    assert found.agent_gap_s is not None
    assert found.agent_gap_s.median == pytest.approx(0.33, abs=0.01)
    assert found.hours is not None
    assert np.sum(found.hours) == pytest.approx(1.0)
