"""What is done stays done, in order, and is told."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from stillwatch.lab.kept import code_digest, contents_digest, run_kept

# Fresh processes can only be sent what they can import: here the standard library's own.
DO = b64encode


def test_results_come_in_order_and_are_read_back(tmp_path: Path) -> None:
    told: list[str] = []
    jobs = {f"job-{n}": b"%d" % n for n in (3, 1, 2)}
    found = run_kept(jobs, DO, tmp_path / "kept", 2, told.append)
    assert list(found.items()) == [(name, b64encode(job)) for name, job in jobs.items()]
    assert [line.split(":")[0] for line in told] == [
        "1 of 3 done, 2 left, about 0 min",
        "2 of 3 done, 1 left, about 0 min",
        "3 of 3 done, 0 left, about 0 min",
    ]
    assert {line.split(": ")[1] for line in told} == set(jobs)
    changed = dict.fromkeys(jobs, b"never looked at")
    assert run_kept(changed, DO, tmp_path / "kept", 1) == found


def test_a_broken_off_run_keeps_what_was_done_and_goes_on(tmp_path: Path) -> None:
    jobs: dict[str, Any] = {"good": b"text", "bad": None}
    with pytest.raises(TypeError) as raised:
        run_kept(jobs, DO, tmp_path, 1)
    assert raised.value.__notes__[0] == "while at bad"
    assert [path.name for path in tmp_path.iterdir()] == ["good"]
    told: list[str] = []
    found = run_kept({**jobs, "bad": b"mended"}, DO, tmp_path, 1, told.append)
    assert found == {"good": b64encode(b"text"), "bad": b64encode(b"mended")}
    assert told == ["2 of 2 done, 0 left, about 0 min: bad"]


def test_code_that_decides_nothing_is_left_out_of_the_digest() -> None:
    assert code_digest() == code_digest(("no such folder/",))
    assert len({code_digest(), code_digest(("interfaces/",)), code_digest(("lab/",))}) == 3


def test_a_folder_is_known_by_its_files_wherever_it_lies(tmp_path: Path) -> None:
    def folder(place: str, **files: str) -> str:
        for name, text in files.items():
            path = tmp_path / place / "inside" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return contents_digest(tmp_path / place)

    assert folder("one", a="1", b="2") == folder("two", a="1", b="2")
    assert len({folder("one"), folder("three", a="1"), folder("four", a="1", b="22")}) == 3
