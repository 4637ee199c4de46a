"""The contract of exit codes, and that every fault is one line with its remedy."""

from __future__ import annotations

import errno
import subprocess
import sys

import pytest

import stillwatch
from stillwatch.interfaces.cli import app
from stillwatch.interfaces.cli.app import fault_line, main
from stillwatch.interfaces.cli.verbs import Verb

FAULTY = "tests.interfaces.cli.faulty_verbs"
NAMES = ("refused", "step", "bug", "missing", "interrupted", "found", "counted", "nested")


@pytest.fixture(autouse=True)
def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command know the faulty verbs instead of the real ones."""
    monkeypatch.setattr(app, "VERBS", tuple(Verb(n, "", f"{FAULTY}:{n}") for n in NAMES))


def test_an_error_of_ours_is_one_line_with_its_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["refused"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == ("stillwatch: error: lake/: no such lake -- name an existing one\n")


def test_sql_of_a_failed_step_stands_above_the_last_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["step"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[:-1] == ["--- SQL of step degrees ---", "SELECT 1", "FROM nowhere"]
    assert lines[-1].startswith("stillwatch: error: step 'degrees' failed: no table nowhere -- ")
    assert "doctor" in lines[-1]


def test_an_unforeseen_fault_is_one_line_that_offers_the_trace(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["bug"]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert "unexpected ZeroDivisionError" in line
    assert "first line" in line
    assert "second line" not in line
    assert line.endswith("run again with --debug for the trace")


@pytest.mark.parametrize("words", [["--debug", "bug"], ["bug", "--debug"]])
def test_debug_prints_the_trace_wherever_it_stands(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 1
    text = capsys.readouterr().err
    assert "Traceback (most recent call last)" in text
    assert "faulty_verbs.py" in text
    assert "--debug" not in text.splitlines()[-1]


def test_debug_after_a_double_dash_is_a_word_like_any_other(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["nested", "open", "--", "--debug"]) == 0
    assert capsys.readouterr().out == "opened --debug\n"


def test_a_missing_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["missing"]) == 1
    assert "not-there.csv: No such file or directory -- check the path" in capsys.readouterr().err


def test_breaking_off_is_said_and_gives_130(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["interrupted"]) == 130
    assert "stillwatch: interrupted" in capsys.readouterr().err


def test_a_verb_may_return_its_own_code() -> None:
    assert main(["found"]) == 3


def test_done_is_zero_whatever_was_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["counted", "7"]) == 0
    assert capsys.readouterr().out == "7\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nesteddd"], "Did you mean 'nested'? -- see `stillwatch --help`"),
        (["counted"], "-- see `stillwatch counted --help`"),
        (["counted", "seven"], "Invalid value for 'times'"),
        (["counted", "7", "--twice"], "--twice"),
        (["nested", "shut", "x"], "-- see `stillwatch nested --help`"),
    ],
)
def test_wrong_usage_is_two_and_one_line(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("stillwatch: ")
    assert said in line


def test_no_words_show_the_help_and_are_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    captured = capsys.readouterr()
    assert "counted" in captured.out
    assert captured.err == ""


def test_a_verb_may_have_verbs_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nested", "open", "case-1"]) == 0
    assert capsys.readouterr().out == "opened case-1\n"


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"stillwatch {stillwatch.__version__}\n"


def test_a_full_disk_says_what_to_do() -> None:
    line = fault_line(OSError(errno.ENOSPC, "No space left on device", "lake/part-0.parquet"))
    assert line == "lake/part-0.parquet: No space left on device -- free some disk space"


def test_help_imports_no_verb_and_no_engine() -> None:
    script = (
        "import sys; from stillwatch.interfaces.cli import main; main(['--help']);"
        "print(sorted(m for m in sys.modules if m in "
        "{'duckdb', 'pyarrow', 'numpy', 'numba', 'networkit', 'deltalake', 'torch', 'jinja2',"
        " 'stillwatch.interfaces.cli.doctor'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert "doctor" in done.stdout
