"""ServeGen: each client counts once, reasoning is output times its share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stillwatch.lab.simulate.traces import servegen
from stillwatch.model.errors import InputError
from tests.lab.simulate.traces import files


def test_clients_give_hours_bursts_and_spread(tmp_path: Path) -> None:
    files.servegen(tmp_path, clients=12)
    found = servegen.measure(sorted(tmp_path.iterdir()))
    assert found.hours is not None
    assert found.hours[12] / found.hours[3] == pytest.approx(3.0)
    assert found.burst_cv == 2.0
    # Rates double from client to client: logs are evenly spaced by log 2.
    assert found.activity_sigma == pytest.approx(np.log(2) * np.sqrt((12**2 - 1) / 12))


def test_reasoning_is_output_times_its_share_and_such_models_say_nothing_of_chat(
    tmp_path: Path,
) -> None:
    files.servegen(tmp_path)
    found = servegen.measure(sorted(tmp_path.iterdir()))
    assert found.reasoning is not None
    assert np.exp(found.reasoning.mean) == pytest.approx(500)
    assert found.chat is None
    path = tmp_path / "chunk-0-dataset.json"
    path.write_text(path.read_text().replace("reason_ratio", "other"))
    chat = servegen.measure([path]).chat
    assert chat is not None
    assert np.exp(chat[1].mean) == pytest.approx(1_000)


def test_broken_files_are_named(tmp_path: Path) -> None:
    files.servegen(tmp_path, clients=1)
    rates, shares = tmp_path / "chunk-0-trace.csv", tmp_path / "chunk-0-dataset.json"
    rates.write_text(rates.read_text().replace("1200,1.0", "1200,fast"))
    with pytest.raises(InputError, match=r"trace\.csv:3"):
        servegen.measure([rates])
    shares.write_text('{"0":\n{"output_tokens": ')
    with pytest.raises(InputError, match=r"dataset\.json:2: not JSON"):
        servegen.measure([shares])
    shares.write_text('{"0": {"output_tokens": "open(1)"}}')
    with pytest.raises(InputError, match="no histogram in output_tokens"):
        servegen.measure([shares])
    shares.write_text("[1]")
    with pytest.raises(InputError, match="not histograms"):
        servegen.measure([shares])


def test_the_first_line_tells() -> None:
    assert servegen.recognised(b"0,0,0,,0,0\n600,0.1,1.2,Gamma,0.5,2\n")
    assert servegen.recognised(b'{"0": {"input_tokens": "{4')
    assert not servegen.recognised(b"1,2,3\n")
