"""Install what is missing from Debian where that is allowed, else say what to install.

Run as `python scripts/debian.py chromium`. Standard library only: it runs before anything
is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

PROGRAMS = {"chromium": ("chromium", "chromium-browser", "google-chrome")}
"""Debian package -> the programs any of which will do. Packages not listed have no program."""

OVERRIDES = {"chromium": "STILLWATCH_CHROMIUM"}
"""Debian package -> the environment variable that names a program to use instead."""


def present(package: str) -> bool:
    """Return whether a program of `package` can be run, wherever it came from."""
    override = os.environ.get(OVERRIDES.get(package, ""), "")
    candidates = (override,) if override else PROGRAMS.get(package, ())
    return any(shutil.which(candidate) for candidate in candidates)


def may_install() -> bool:
    """Return whether this user may install Debian packages without being asked."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: Sequence[str]) -> bool:
    """Install `packages` with apt and return whether that worked; its words go to stderr."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages]
    print(f"installing from Debian: {' '.join(packages)}", file=sys.stderr, flush=True)
    for step in (["apt-get", "update", "--quiet"], command):
        if subprocess.run(step, env=quiet, stdout=sys.stderr, check=False).returncode:
            return False
    return True


def missing_text(packages: Sequence[str]) -> str:
    """Return what to tell a person who must install `packages` by hand."""
    names = " ".join(packages)
    lines = [
        f"error: missing: {names}",
        f"       Debian or Ubuntu: sudo apt-get install {names}",
    ]
    lines += [
        f"       elsewhere: install it by its own means, or set {OVERRIDES[package]} to its path"
        for package in packages
        if package in OVERRIDES
    ]
    return "\n".join(lines)


def main(packages: Sequence[str]) -> int:
    """Make `packages` present; return 1 with a remedy where that cannot be done."""
    wanted = [package for package in packages if not present(package)]
    if not wanted or (may_install() and install(wanted)):
        return 0
    print(missing_text(wanted), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
