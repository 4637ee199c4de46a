"""Make `.venv` hold exactly what the locks say, or return at once where it does already.

Run as `python scripts/bootstrap.py base|dev|lock`. Every download is checked against a hash
and nothing is built from source, so what runs here is what the locks name. Standard library
only; a second call costs a few milliseconds.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path

import debian

ROOT = Path(__file__).resolve().parent.parent
SATISFIED_BY = {"base": ("base", "dev"), "dev": ("dev",), "lock": ("lock",)}
"""Profile -> the profiles whose being installed makes it complete."""

PIP_FAILED = """\
error: pip could not install {lock} into .venv (its words are above).
       No network or another index: set PIP_INDEX_URL or pip's own configuration, then again.
       No matching wheel: use Python 3.11 to 3.14 on Linux (x86_64, aarch64; glibc 2.28 or
       newer) or macOS 15 and newer on Apple silicon: make PYTHON=/path/to/python3.13 ...
       A hash that does not match: the index served another file than the one locked."""

NO_VENV = """\
error: this Python lacks the modules venv and ensurepip.
       Debian or Ubuntu: sudo apt-get install python3-venv"""


def digest(root: Path, profile: str, python_tag: str) -> str:
    """Return the fingerprint of everything that decides what `.venv` should hold."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    decisive = {
        "build": project["build-system"],
        "project": project["project"],
        "packages": project["tool"]["setuptools"],
        "lock": (root / "requirements" / f"{profile}.txt").read_text(encoding="utf-8"),
        "python": python_tag,
        "place": str(root),
    }
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()


def python_tag(python: Path) -> str:
    """Return the version of the Python at `python`, or "" where it does not run."""
    if not python.exists():
        return ""
    ask = [str(python), "-c", "import sys, pip; print(sys.version)"]
    answer = subprocess.run(ask, capture_output=True, text=True, check=False)
    return answer.stdout.strip() if answer.returncode == 0 else ""


def stamp_path(venv: Path, profile: str) -> Path:
    """Return the file inside `venv` that says which locks it was filled from."""
    return venv / f"installed-{profile}.sha256"


def is_current(root: Path, venv: Path, profile: str) -> bool:
    """Return whether `venv` already holds what `profile` asks for."""
    tag_file = venv / "python-tag"
    if not tag_file.exists() or not (venv / "bin" / "python").exists():
        return False
    tag = tag_file.read_text(encoding="utf-8")
    return any(
        stamp_path(venv, each).exists()
        and stamp_path(venv, each).read_text(encoding="utf-8") == digest(root, each, tag)
        for each in SATISFIED_BY[profile]
    )


def create(venv: Path) -> str:
    """Make `venv` unless it works already; return its Python's version, "" on failure."""
    tag = python_tag(venv / "bin" / "python")
    if tag:
        return tag
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        if not (debian.may_install() and debian.install([package])):
            print(NO_VENV, file=sys.stderr)
            return ""
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(venv)], check=False)
    tag = python_tag(venv / "bin" / "python")
    if not tag:
        # Some Pythons ship ensurepip but not its wheels; half an environment helps nobody.
        shutil.rmtree(venv, ignore_errors=True)
        print(NO_VENV, file=sys.stderr)
    return tag


def pip(venv: Path, *words: str) -> bool:
    """Run the environment's pip and return whether it succeeded."""
    command = [str(venv / "bin" / "python"), "-m", "pip", "install", "-qq", "--no-input"]
    command += ["--disable-pip-version-check", "--no-warn-script-location", "--no-deps", *words]
    # A user's own `pip install --user` setting would fail inside a virtual environment.
    clean = {name: value for name, value in os.environ.items() if name != "PIP_USER"}
    return subprocess.run(command, check=False, cwd=ROOT, env=clean).returncode == 0


def fill(root: Path, venv: Path, profile: str) -> bool:
    """Install the lock of `profile` and the project itself; return whether it worked."""
    lock = f"requirements/{profile}.txt"
    if not pip(venv, "--require-hashes", "--only-binary", ":all:", "-r", lock):
        print(PIP_FAILED.format(lock=lock), file=sys.stderr)
        return False
    if profile == "lock":
        return True
    # No isolation and no index: the build uses the setuptools that the lock has just installed.
    return pip(venv, "--no-build-isolation", "--no-index", "--editable", str(root))


def main(arguments: Sequence[str]) -> int:
    """Bring `.venv` up to the profile named; return 0, or 1 with a remedy on stderr."""
    profile = arguments[0] if arguments else "base"
    if profile not in SATISFIED_BY:
        print(f"error: no profile {profile!r}; one of {', '.join(SATISFIED_BY)}", file=sys.stderr)
        return 2
    venv = ROOT / ".venv"
    if is_current(ROOT, venv, profile):
        return 0
    # Two `make` at once would fill one environment; the folder's own lock needs no extra file.
    guard = os.open(ROOT / "requirements", os.O_RDONLY)
    fcntl.flock(guard, fcntl.LOCK_EX)
    if is_current(ROOT, venv, profile):
        return 0
    started = time.monotonic()
    print(f"setting up .venv ({profile}); a minute or two the first time", flush=True)
    tag = create(venv)
    if not tag or not fill(ROOT, venv, profile):
        return 1
    (venv / "python-tag").write_text(tag, encoding="utf-8")
    stamp_path(venv, profile).write_text(digest(ROOT, profile, tag), encoding="utf-8")
    print(
        f"set up .venv ({profile}) in {time.monotonic() - started:.0f} s, Python {tag.split()[0]}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
