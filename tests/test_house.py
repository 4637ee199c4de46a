"""Rules of the house that no linter holds: names, sizes, docstrings, mirrors, addresses."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

import stillwatch
from tests.conftest import ROOT

SOURCE = ROOT / "src" / "stillwatch"
LONGEST_MODULE = 400
LONGEST_FUNCTION = 50
"""Lines of a function without its docstring."""
JUNK_DRAWERS = {"utils", "util", "misc", "common", "manager", "helper", "helpers", "lib", "core"}

TESTED_ELSEWHERE: dict[str, str] = {
    "interfaces/cli/__main__.py": "tests/test_wheel.py runs it from an installed wheel",
    **{
        f"lab/simulate/generator/{part}.py": "every role drawn in generator/test_content.py"
        for part in ("answering", "tools", "vocabulary", "writing")
    },
    **{
        f"lab/simulate/corpora/{part}.py": "every corpus loaded in corpora/test_content.py"
        for part in ("compose", "people", "pipelines", "shelf", "sides")
    },
    **{
        f"lab/bench/pages/{part}.py": "every section drawn in pages/test_page.py"
        for part in (
            "boundary_map",
            "compared",
            "curves",
            "left_out",
            "look_alikes",
            "lost",
            "plan",
            "plots",
            "review",
            "section",
            "stated",
            "techniques",
        )
    },
    **{
        f"lab/bench/{part}.py": "a world is built and judged in test_world.py and test_run.py"
        for part in ("daily", "detector", "outcome", "own")
    },
}
"""Source file -> where it is tested, for those without a test file of their own name."""


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is tracked, or would be by the next commit."""
    ask = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others"]
    listed = subprocess.run(
        [*ask, "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = sorted({ROOT / name for name in listed.stdout.split("\0") if name})
    return tuple(path for path in paths if path.is_file())


@cache
def modules(folder: str = "src/stillwatch") -> tuple[Path, ...]:
    """The Python files under one folder, of which there must be some."""
    inside = ROOT / folder
    found = [path for path in project_files() if path.suffix == ".py" and inside in path.parents]
    assert found, f"nothing found under {folder}"
    return tuple(found)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


# --- Addresses -----------------------------------------------------------------------------

# Written in pieces, so that this file keeps the rule that it states.
INDEX_HOSTS = re.compile(
    "|".join(["py" + "pi\\.org", "python" + "hosted", "/" + "simple/", "dev" + "pi/"])
)
MACHINE_PATHS = re.compile(
    r"(?<![\w.~/:-])/(?:"
    + "|".join(["wo" + "rk", "ro" + "ot", "fa" + "rm", "opt/py" + "pi"])
    + r")"
    r"(?=[/\s\"'`),;:]|$)",
    flags=re.MULTILINE,
)


def test_no_file_names_a_package_index_or_a_path_of_somebodys_machine() -> None:
    found = [
        f"{relative(path)}: {match.group(0)}"
        for path in project_files()
        for pattern in (INDEX_HOSTS, MACHINE_PATHS)
        if (match := pattern.search(text_of(path)))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (INDEX_HOSTS, "https://" + "py" + "pi.org/x"),
        (INDEX_HOSTS, "https://mirror.example/" + "simple/numpy"),
        (MACHINE_PATHS, "cd /" + "work/main"),
        (MACHINE_PATHS, 'Path("/' + 'root")'),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)


# --- Locks ---------------------------------------------------------------------------------


def pins(name: str) -> dict[str, str]:
    """Package and marker -> version, of one lock."""
    lock = text_of(ROOT / "requirements" / f"{name}.txt")
    found = re.findall(r"^([a-z0-9-]+)==([^\s\\;]+)(?: ; ([^\\\n]*))?", lock, flags=re.MULTILINE)
    return {f"{package} {marker.strip()}".strip(): version for package, version, marker in found}


@pytest.mark.parametrize("name", ["base", "dev", "lock"])
def test_a_lock_holds_pins_with_hashes_and_nothing_else(name: str) -> None:
    lock = text_of(ROOT / "requirements" / f"{name}.txt")
    pin = re.compile(r"[a-z0-9-]+==\S+( ; .+)? \\")
    digest = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
    lines = [line for line in lock.splitlines() if not line.startswith("#")]
    assert [line for line in lines if not (pin.fullmatch(line) or digest.fullmatch(line))] == []
    unhashed = [
        first
        for first, second in zip(lines, [*lines[1:], ""], strict=True)
        if pin.fullmatch(first) and not digest.fullmatch(second)
    ]
    assert unhashed == []
    assert pins(name)


def test_tests_run_on_the_versions_that_users_get() -> None:
    base, dev = pins("base"), pins("dev")
    assert {name: dev.get(name) for name in base} == base


def test_every_dependency_is_locked_once_for_a_machine() -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    locked = [name.partition(" ")[0] for name in pins("base")]
    wanted = [re.split(r"[<>=!~ ;\[]", need, maxsplit=1)[0] for need in project["dependencies"]]
    assert set(wanted) <= set(locked)
    # One numpy for all Pythons; only networkit differs, by the wheels that exist.
    assert {name for name in locked if locked.count(name) > 1} == {"networkit"}


def test_the_doctor_knows_the_same_pins() -> None:
    shipped = text_of(SOURCE / "interfaces" / "cli" / "pins.txt").splitlines()[1:]
    told = {}
    for line in shipped:
        pin, _, marker = line.partition(" ; ")
        package, _, version = pin.partition("==")
        told[f"{package} {marker}".strip()] = version
    assert told == pins("base")


def test_one_version_everywhere() -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    assert project["version"] == stillwatch.__version__


# --- Reading ease --------------------------------------------------------------------------


def test_modules_are_short() -> None:
    every = [*modules(), *modules("tests"), *modules("scripts")]
    long = {relative(path): len(text_of(path).splitlines()) for path in every}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_MODULE} == {}


def test_functions_are_short() -> None:
    assert [name for path in modules() for name in long_functions(path)] == []


def long_functions(path: Path) -> list[str]:
    """Functions of one file that are longer than they should be, with their lines."""
    found = []
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and node.body[1:] else node.body
            lines = (node.end_lineno or 0) - body[0].lineno + 1
            if lines > LONGEST_FUNCTION:
                found.append(f"{relative(path)}:{node.lineno} {node.name}: {lines} lines")
    return found


def test_names_say_what_is_inside() -> None:
    every = [*modules(), *modules("tests"), *modules("scripts")]
    words = {path: {path.stem, *path.relative_to(ROOT).parts[:-1]} for path in every}
    assert [relative(path) for path, names in words.items() if names & JUNK_DRAWERS] == []


def test_no_query_of_a_scan_leaves_the_choice_among_equals_to_the_engine() -> None:
    """`mode` and its like take any of several: two scans of one lake would differ."""
    rooms = [folder for folder in SOURCE.iterdir() if folder.is_dir() and folder.name != "lab"]
    arbitrary = re.compile(r"\b(mode|any_value|first|last|arbitrary|approx_\w+)\(")
    found = [
        f"{relative(path)}: {match.group()}"
        for room in rooms
        for path in sorted(room.rglob("*.py"))
        for match in arbitrary.finditer(text_of(path))
        if "sql" in text_of(path).lower()
    ]
    assert found == []


def test_everything_public_says_what_it_is_for() -> None:
    assert [name for path in modules() for name in undocumented(path)] == []


def undocumented(path: Path) -> list[str]:
    """The module, classes and functions of one file that are public and say nothing."""
    tree = ast.parse(text_of(path))
    silent = [] if ast.get_docstring(tree) or not tree.body else [relative(path)]
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if not node.name.startswith("_") and not ast.get_docstring(node):
            silent.append(f"{relative(path)}:{node.lineno} {node.name}")
    return silent


# --- Mirrors -------------------------------------------------------------------------------


def needs_a_test(path: Path) -> bool:
    """Whether a source file has anything to run: a function with a body, or an `if`."""
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = [each for each in node.body if not isinstance(each, ast.Expr)]
            if body:
                return True
    return False


def mirrors(inside: Path) -> tuple[Path, ...]:
    """Where a source file's tests lie: a file of its name, or the cases of a signal."""
    if inside.parts[:2] in (("signals", "measures"), ("signals", "ties")):
        cases = ROOT / "tests" / "cases" / inside.stem
        return cases / "hit.jsonl", cases / "benign.jsonl"
    return (ROOT / "tests" / inside.parent / f"test_{inside.stem.strip('_')}.py",)


def test_every_source_file_has_its_test_file() -> None:
    wanted = [path.relative_to(SOURCE) for path in modules() if needs_a_test(path)]
    lacking = [
        f"{inside.as_posix()} lacks {relative(mirror)}"
        for inside in wanted
        if inside.as_posix() not in TESTED_ELSEWHERE
        for mirror in mirrors(inside)
        if not mirror.exists()
    ]
    assert lacking == []


def test_the_list_of_exceptions_is_current() -> None:
    for name, reason in TESTED_ELSEWHERE.items():
        assert (SOURCE / name).exists(), f"{name} is gone"
        assert reason
        assert not all(mirror.exists() for mirror in mirrors(Path(name))), f"{name} has its tests"


# --- Direction -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("store", "import stillwatch.lab.simulate.content"),
        ("linkage", "import stillwatch.ingest.source"),
        ("model", "import stillwatch.store.tables"),
        ("signals", "import torch"),
        ("linkage", "import httpx"),
    ],
)
def test_the_import_contracts_bite(room: str, line: str, tmp_path: Path) -> None:
    shutil.copytree(SOURCE, tmp_path / "stillwatch", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    target = tmp_path / "stillwatch" / room / "__init__.py"
    target.write_text(f"{text_of(target)}\n{line}\n", encoding="utf-8")
    done = lint(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 broken" in done.stdout
    assert f"stillwatch.{room} -> {line.split()[1]}" in done.stdout


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Hold the package in `folder` against the contracts of its pyproject.toml."""
    script = (
        "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports;"
        "sys.exit(lint_imports(no_cache=True))"
    )
    command = [sys.executable, "-c", script]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_standard_librarys_http_clients_are_banned_too(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent)) or "ruff"
    for room, rc in (("linkage", 1), ("ingest", 0)):
        folder = tmp_path / "src" / "stillwatch" / room
        folder.mkdir(parents=True)
        (folder / "probe.py").write_text("import urllib.request as web\n\nweb.urlopen\n")
        done = subprocess.run(
            [ruff, "check", "--no-cache", "--select", "TID251", str(folder)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == rc, done.stdout
