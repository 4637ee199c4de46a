"""Finding inputs: order, what is passed over, and what is said when nothing is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from stillwatch.ingest.files import closest_paths, find_sources
from stillwatch.model.errors import InputError


def touch(path: Path, text: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def names(root: Path, *inputs: str | Path) -> list[str]:
    return [str(source.path.relative_to(root)) for source in find_sources(inputs)]


def test_a_folder_is_searched_to_any_depth_in_order(tmp_path: Path) -> None:
    for name in ("b/2.jsonl", "b/1.jsonl", "a/z/9.csv", "c.gz"):
        touch(tmp_path / name)
    assert names(tmp_path, tmp_path) == ["c.gz", "a/z/9.csv", "b/1.jsonl", "b/2.jsonl"]


def test_what_was_named_itself_is_told_from_what_was_found(tmp_path: Path) -> None:
    for name in ("a/1", "a/2", "b/3"):
        touch(tmp_path / name)
    sources = find_sources([tmp_path / "a", tmp_path / "a" / "2", f"{tmp_path}/b/*"])
    assert [(source.path.name, source.found) for source in sources] == [
        ("1", True), ("2", False), ("3", False),
    ]  # fmt: skip


def test_hidden_and_underscored_names_are_passed_over(tmp_path: Path) -> None:
    for name in ("part-0", "_SUCCESS", ".part-0.crc", "_temporary/part-1", ".git/x"):
        touch(tmp_path / name)
    assert names(tmp_path, tmp_path) == ["part-0"]


def test_bedrock_bodies_and_probes_are_no_logs(tmp_path: Path) -> None:
    hour = "AWSLogs/1/BedrockModelInvocationLogs/eu-central-1/2026/03/01/12"
    touch(tmp_path / hour / "x.json.gz")
    touch(tmp_path / hour / "data" / "r_input.json.gz")
    touch(
        tmp_path / "AWSLogs/1/BedrockModelInvocationLogs/amazon-bedrock-logs-permission-check", ""
    )
    touch(tmp_path / "data" / "own.csv")
    assert names(tmp_path, tmp_path) == [f"{hour}/x.json.gz", "data/own.csv"]


def test_globs_and_overlaps_give_each_file_once(tmp_path: Path) -> None:
    for name in ("a1.csv", "a2.csv", "b.csv", "sub/a3.csv"):
        touch(tmp_path / name)
    assert names(tmp_path, f"{tmp_path}/a*.csv", tmp_path / "a2.csv") == ["a1.csv", "a2.csv"]
    assert names(tmp_path, f"{tmp_path}/**/a*.csv") == ["a1.csv", "a2.csv", "sub/a3.csv"]


def test_a_file_whose_name_looks_like_a_glob_is_found(tmp_path: Path) -> None:
    touch(tmp_path / "log[1].csv")
    assert names(tmp_path, tmp_path / "log[1].csv") == ["log[1].csv"]


def test_names_and_sizes_are_as_the_user_wrote_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touch(tmp_path / "logs" / "a.csv", "12345")
    monkeypatch.chdir(tmp_path)
    (source,) = find_sources(["logs"])
    assert source.name == "logs/a.csv"
    assert source.size == 5


def test_a_missing_path_names_the_closest(tmp_path: Path) -> None:
    touch(tmp_path / "requests-2026.jsonl")
    with pytest.raises(InputError, match=r"did you mean .*requests-2026\.jsonl"):
        find_sources([tmp_path / "request-2026.jsonl"])


def test_the_closest_is_looked_for_where_the_path_first_fails(tmp_path: Path) -> None:
    touch(tmp_path / "exports" / "x" / "a.csv")
    assert closest_paths(tmp_path / "export" / "x" / "a.csv") == [str(tmp_path / "exports")]


@pytest.mark.parametrize(
    ("given", "what"),
    [("*.nothing", "no file matches"), ("empty", "holds no log files"), ("a\0b", "NUL")],
)
def test_inputs_without_files_are_errors(given: str, what: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=what):
        find_sources([f"{tmp_path}/{given}"])
