"""The two commands set themselves up: which Python they take, and when they do nothing."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

import bootstrap
import debian
import lock

SH = shutil.which("sh") or "/bin/sh"


def fake_python(folder: Path, name: str, *, version: str, probe: int) -> Path:
    """A program that answers as a Python of some version would."""
    path = folder / name
    path.write_text(
        f'#!{SH}\ncase "$2" in\n *v.sys.exit*|*"sys.exit("*) exit {probe};;\n'
        f' *sys.version.split*) echo {version};;\n *) echo ran {name} "$@";;\nesac\n',
        encoding="utf-8",
    )
    path.chmod(0o755)
    return path


def find_python(root: Path, folder: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SH, str(root / "scripts" / "python.sh"), "script.py"],
        env={"PATH": str(folder), **extra},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_old_python_is_passed_over_for_a_newer_one(root: Path, tmp_path: Path) -> None:
    fake_python(tmp_path, "python3", version="3.9.1", probe=1)
    fake_python(tmp_path, "python3.12", version="3.12.1", probe=0)
    assert find_python(root, tmp_path).stdout == "ran python3.12 script.py\n"


def test_only_an_old_python_is_an_error_that_says_what_to_install(
    root: Path, tmp_path: Path
) -> None:
    fake_python(tmp_path, "python3", version="3.9.1", probe=1)
    done = find_python(root, tmp_path)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer; python3 is: 3.9.1" in done.stderr
    assert "make PYTHON=" in done.stderr


def test_no_python_at_all_is_said(root: Path, tmp_path: Path) -> None:
    done = find_python(root, tmp_path)
    assert done.returncode == 1
    assert "none that runs" in done.stderr


def test_a_python_beyond_the_locks_is_taken_with_a_note(root: Path, tmp_path: Path) -> None:
    fake_python(tmp_path, "python3", version="3.16.0", probe=3)
    done = find_python(root, tmp_path)
    assert done.stdout == "ran python3 script.py\n"
    assert "newer than the pinned packages" in done.stderr


def test_a_named_python_is_the_only_one_tried(root: Path, tmp_path: Path) -> None:
    fake_python(tmp_path, "python3", version="3.12.0", probe=0)
    old = fake_python(tmp_path, "mine", version="3.8.0", probe=1)
    assert "mine is: 3.8.0" in find_python(root, tmp_path, PYTHON=str(old)).stderr


@pytest.fixture
def checkout(root: Path, tmp_path: Path) -> Path:
    """A checkout's deciding files, with an environment that claims to be filled for `dev`."""
    shutil.copytree(root / "requirements", tmp_path / "requirements")
    shutil.copy(root / "pyproject.toml", tmp_path)
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").touch()
    (venv / "python-tag").write_text("3.12.1", encoding="utf-8")
    stamp = bootstrap.stamp_path(venv, "dev")
    stamp.write_text(bootstrap.digest(tmp_path, "dev", "3.12.1"), encoding="utf-8")
    return tmp_path


def test_a_filled_environment_serves_both_profiles(checkout: Path) -> None:
    assert bootstrap.is_current(checkout, checkout / ".venv", "dev")
    assert bootstrap.is_current(checkout, checkout / ".venv", "base")


def test_another_lock_means_set_up_again(checkout: Path) -> None:
    with (checkout / "requirements" / "dev.txt").open("a", encoding="utf-8") as lock_file:
        lock_file.write("# changed\n")
    assert not bootstrap.is_current(checkout, checkout / ".venv", "dev")


def test_another_python_means_set_up_again(checkout: Path) -> None:
    (checkout / ".venv" / "python-tag").write_text("3.13.0", encoding="utf-8")
    assert not bootstrap.is_current(checkout, checkout / ".venv", "dev")


def test_a_moved_checkout_means_set_up_again(checkout: Path, tmp_path: Path) -> None:
    moved = checkout.rename(tmp_path.with_name(f"{tmp_path.name}-moved"))
    assert not bootstrap.is_current(moved, moved / ".venv", "dev")


def test_a_tools_settings_do_not(checkout: Path) -> None:
    with (checkout / "pyproject.toml").open("a", encoding="utf-8") as project:
        project.write("\n[tool.something]\nelse = 1\n")
    assert tomllib.loads((checkout / "pyproject.toml").read_text())["tool"]["something"]
    assert bootstrap.is_current(checkout, checkout / ".venv", "dev")


def test_an_unknown_profile_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["all"]) == 2
    assert "base, dev, lock" in capsys.readouterr().err


def test_what_is_missing_is_said_with_the_command_that_installs_it() -> None:
    text = debian.missing_text(["chromium"])
    assert "sudo apt-get install chromium" in text
    assert "STILLWATCH_CHROMIUM" in text


def test_a_named_browser_is_looked_for_and_no_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STILLWATCH_CHROMIUM", str(tmp_path / "absent"))
    assert not debian.present("chromium")
    browser = fake_python(tmp_path, "browser", version="1", probe=0)
    monkeypatch.setenv("STILLWATCH_CHROMIUM", str(browser))
    assert debian.present("chromium")
    assert debian.main(["chromium"]) == 0


def test_pins_are_a_lock_without_hashes() -> None:
    text = "# head\nnumpy==2.4.6 \\\n    --hash=sha256:ab\nwin==1 ; sys_platform == 'win32' \\\n"
    assert lock.pins(text).splitlines()[1:] == [
        "numpy==2.4.6",
        "win==1 ; sys_platform == 'win32'",
    ]


def test_pips_setting_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/python")
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    assert lock.environment()["UV_DEFAULT_INDEX"] == "https://mirror.example/python"


def test_help_names_every_target(root: Path) -> None:
    done = subprocess.run(["make", "help"], cwd=root, capture_output=True, text=True, check=True)
    told = {line.split()[1] for line in done.stdout.splitlines()}
    assert {"demo", "test", "test-heavy", "lint", "docs", "lock", "clean"} <= told
