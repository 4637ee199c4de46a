"""Resolve the requirements into locks with hashes, good for every platform we name.

Run by `make lock`; `make lock UPGRADE=1` moves every pin to its newest. The package index is
taken from pip's own configuration at run time and never written: a lock names packages and
hashes, and every user brings their own index. Only the first index is asked, since a local
mirror with a few platforms would otherwise hide the hashes of all others.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV_BIN = Path(sys.executable).parent
PINS = ROOT / "src" / "stillwatch" / "interfaces" / "cli" / "pins.txt"

LOCKS = {
    "base": ("pyproject.toml", "requirements/base.in"),
    "dev": ("pyproject.toml", "requirements/base.in", "requirements/dev.in"),
    "lock": ("requirements/lock.in",),
}
TARGETS = [
    *(("x86_64-manylinux_2_28", version, "") for version in ("3.11", "3.12", "3.13", "3.14")),
    *(("aarch64-manylinux_2_28", version, "") for version in ("3.11", "3.12", "3.13", "3.14")),
    *(("aarch64-apple-darwin", version, "15.0") for version in ("3.11", "3.12", "3.13")),
    ("aarch64-apple-darwin", "3.14", "26.0"),
]
"""Platform, Python, lowest macOS: each must be served by wheels alone."""


def pip_setting(name: str) -> str:
    """Return one of pip's settings (environment before files), or "" where it is not set."""
    from_environment = os.environ.get(f"PIP_{name.replace('-', '_').upper()}", "")
    if from_environment:
        return from_environment
    ask = [sys.executable, "-m", "pip", "config", "get", f"global.{name}"]
    answer = subprocess.run(ask, capture_output=True, text=True, check=False)
    return answer.stdout.strip() if answer.returncode == 0 else ""


def environment() -> dict[str, str]:
    """Return the resolver's environment: the user's, plus what only pip's settings know."""
    variables = dict(os.environ)
    for variable, setting in (("UV_DEFAULT_INDEX", "index-url"), ("SSL_CERT_FILE", "cert")):
        value = pip_setting(setting)
        if value:
            variables.setdefault(variable, value)
    return variables


def resolve(name: str, *, upgrade: bool) -> str:
    """Return the text of one lock; raises SystemExit with the resolver's words on failure."""
    output = ROOT / "requirements" / f"{name}.txt"
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "draft.txt"
        if output.exists():
            draft.write_text(output.read_text(encoding="utf-8"), encoding="utf-8")
        command = [str(VENV_BIN / "uv"), "--no-config", "--quiet", "pip", "compile", *LOCKS[name]]
        command += ["--universal", "--python-version", "3.11", "--fork-strategy", "fewest"]
        command += ["--generate-hashes", "--no-emit-index-url", "--no-annotate"]
        command += ["--custom-compile-command", "make lock", "--output-file", str(draft)]
        command += ["--upgrade"] if upgrade else []
        if name == "dev":
            command += ["--constraints", "requirements/base.txt"]
        if subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode:
            raise SystemExit(f"error: {name}: no resolution (the resolver's words are above)")
        text = draft.read_text(encoding="utf-8")
    if "://" in text:
        raise SystemExit(f"error: {name}: the resolver wrote an address; nothing was changed")
    return text


def pins(lock: str) -> str:
    """Return a lock without hashes: what `stillwatch doctor` holds installed versions against."""
    found = re.findall(r"^([a-z0-9][^\s\\]*==\S+(?: ;[^\\\n]*)?)", lock, flags=re.MULTILINE)
    return "# Written by `make lock` from requirements/base.txt.\n" + "".join(
        f"{line.strip()}\n" for line in found
    )


def check_wheels() -> list[str]:
    """Return one line for every target that the wheels of the dev lock do not serve."""
    failures = []
    for platform, version, macos in TARGETS:
        variables = {**environment(), **({"MACOSX_DEPLOYMENT_TARGET": macos} if macos else {})}
        with tempfile.TemporaryDirectory() as folder:
            command = [str(VENV_BIN / "uv"), "--no-config", "pip", "install", "--dry-run"]
            command += ["--target", folder, "--only-binary", ":all:", "-r", "requirements/dev.txt"]
            command += ["--python-platform", platform, "--python-version", version]
            done = subprocess.run(
                command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False
            )
        if done.returncode:
            failures.append(f"{platform} with Python {version}: {done.stderr.strip()}")
    return failures


def main() -> int:
    """Write the locks and the pins; return 1 where a platform we name is not served."""
    upgrade = "--upgrade" in sys.argv[1:]
    for name in LOCKS:
        text = resolve(name, upgrade=upgrade)
        (ROOT / "requirements" / f"{name}.txt").write_text(text, encoding="utf-8")
        if name == "base":
            PINS.write_text(pins(text), encoding="utf-8")
        print(f"requirements/{name}.txt: {len(pins(text).splitlines()) - 1} packages")
    failures = check_wheels()
    for failure in failures:
        print(f"error: no wheels for {failure}", file=sys.stderr)
    print(f"wheels: {len(TARGETS) - len(failures)} of {len(TARGETS)} platforms served")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
