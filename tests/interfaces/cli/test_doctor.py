"""The doctor: each finding, and the whole on the machine that runs the tests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from stillwatch.interfaces.cli import doctor
from stillwatch.interfaces.cli.app import main
from stillwatch.interfaces.cli.doctor import State


def test_this_machine_is_fit(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    found = {each["subject"]: each["state"] for each in json.loads(capsys.readouterr().out)}
    assert {found[engine] for engine in ("duckdb", "deltalake", "networkit", "numba")} == {"ok"}
    assert "FAIL" not in found.values()


def test_a_failed_check_is_an_error_and_the_rest_is_still_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(folder: Path) -> None:
        raise RuntimeError("no such library\nand a long story")

    monkeypatch.setattr(doctor, "ROUND_TRIPS", {"engine": broken})
    assert main(["doctor"]) == 1
    captured = capsys.readouterr()
    assert "FAIL   engine: RuntimeError: no such library -- pip install" in captured.out
    assert "long story" not in captured.out
    assert "python: " in captured.out
    assert "checks failed -- mend what is marked FAIL" in captured.err


@pytest.mark.parametrize(
    ("version", "state"), [((3, 10), State.FAIL), ((3, 11), State.OK), ((3, 14), State.OK)]
)
def test_python(version: tuple[int, ...], state: State) -> None:
    assert doctor.check_python(version).state is state


def test_pins_that_agree_are_one_line() -> None:
    [finding] = doctor.check_pins([Requirement("duckdb==2.0.0")], {"duckdb": "2.0.0"}.get)
    assert (finding.state, finding.said) == (State.OK, "all 1 as tested")


def test_a_version_off_its_pin_is_a_warning_and_a_missing_package_a_failure() -> None:
    pins = [Requirement("duckdb==2.0.0"), Requirement("numpy==2.4.6")]
    off, missing = doctor.check_pins(pins, {"duckdb": "2.1.0"}.get)
    assert (off.subject, off.state) == ("duckdb", State.WARN)
    assert off.said == "2.1.0 is installed, tested with 2.0.0"
    assert (missing.subject, missing.state) == ("numpy", State.FAIL)
    assert missing.remedy == "pip install 'numpy==2.4.6'"


def test_pins_apply_to_this_machine_only() -> None:
    names = [pin.name for pin in doctor.pinned()]
    assert len(names) == len(set(names))
    assert "colorama" not in names  # pinned for Windows alone


def test_little_space_is_a_warning_with_its_remedy() -> None:
    finding = doctor.check_space("disk here", 10**8, 5 * 10**9)
    assert finding.line() == "warn   disk here: 0.1 GB free -- 5 GB or more serve better"


def test_a_temporary_folder_that_is_not_there_fails(tmp_path: Path) -> None:
    finding = doctor.check_temporary(tmp_path / "absent")
    assert finding.state is State.FAIL
    assert "TMPDIR" in finding.remedy


def test_memory_is_known_here_and_positive() -> None:
    memory = doctor.free_memory()
    assert memory is not None
    assert memory > 0


def test_extras_say_what_they_lack() -> None:
    needs = [
        Requirement("duckdb>=2"),
        Requirement("pyspark>=4; extra == 'spark'"),
        Requirement("stix2>=3; extra == 'share'"),
        Requirement("pywin32>=1; sys_platform == 'win32' and extra == 'share'"),
    ]
    share, spark = doctor.check_extras(needs, ["spark", "share"], {"stix2": "3.0"}.get)
    assert (share.subject, share.state) == ("extra share", State.OK)
    assert (spark.state, spark.said) == (State.ABSENT, "not installed: pyspark")
    assert "pip install 'stillwatch[spark]'" in spark.remedy
