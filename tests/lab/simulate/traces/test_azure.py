"""The Azure traces: sizes by service, bursts, and errors that name the line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stillwatch.lab.simulate.traces import azure
from stillwatch.model.errors import InputError
from tests.lab.simulate.traces import files


def test_services_are_kept_apart_and_a_poisson_stream_is_not_bursty(tmp_path: Path) -> None:
    conversation = files.azure(tmp_path)
    code = files.azure(tmp_path, "AzureLLMInferenceTrace_code.csv", 50)
    code.write_text(code.read_text().replace(",100,10", ",4000,10"))
    found = azure.measure([conversation, code])
    assert found.sources == ("Azure LLM inference: 450 requests in 2 files",)
    assert found.chat is not None
    assert found.code is not None
    assert np.exp([found.chat[0].mean, found.code[0].mean]) == pytest.approx([100, 4_000])
    assert found.burst_cv == pytest.approx(1.0, abs=0.15)
    assert found.hours is None  # shorter than a day


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = files.azure(tmp_path)
    lines = path.read_text().splitlines()
    lines[6] = "2023-11-16 18:17:03.97,many,10"
    path.write_text("\n".join(lines))
    with pytest.raises(InputError, match=r"conv\.csv:7: .*many.*fetch the trace again"):
        azure.measure([path])


def test_the_header_tells() -> None:
    assert azure.recognised(b"TIMESTAMP,ContextTokens,GeneratedTokens\n2023")
    assert not azure.recognised(b"timestamp,text\n")
