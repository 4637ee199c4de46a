"""The built wheel holds all that the checkout holds, and runs from somewhere else."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.test_house import SOURCE, project_files

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """The wheel, built from a copy of the project without any download."""
    copy = tmp_path_factory.mktemp("project")
    for path in project_files():
        target = copy / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"]
    command += ["--no-build-isolation", "--wheel-dir", "built", "."]
    subprocess.run(command, cwd=copy, check=True)
    [built] = (copy / "built").glob("*.whl")
    return built


def test_nothing_of_the_package_stays_behind(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        p.relative_to(SOURCE.parent).as_posix() for p in project_files() if SOURCE in p.parents
    }
    assert wanted - held == set()


def test_it_runs_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    for words in (["--version"], ["doctor"]):
        done = subprocess.run(
            [sys.executable, "-m", "stillwatch.interfaces.cli", *words],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    where = "import stillwatch; print(stillwatch.__file__)"
    told = subprocess.run(
        [sys.executable, "-c", where],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.startswith(str(tmp_path))
