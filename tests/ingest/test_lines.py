"""Lines of huge files in bounded memory."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stillwatch.ingest.lines import Lines, excerpt
from stillwatch.model.errors import InputError
from tests.ingest.sample_logs import source_at


def read(path: Path, **options: bool | int) -> list[tuple[int, bytes | None]]:
    return list(Lines(source_at(path), **options))  # type: ignore[arg-type]


@given(lines=st.lists(st.binary(max_size=12).filter(lambda b: b"\n" not in b and b"\r" not in b)))
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lines_and_numbers_are_those_of_split(lines: list[bytes], tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"x\n" + b"\n".join(lines))
    wanted = [(2 + i, line) for i, line in enumerate(lines) if line.strip()]
    assert read(path) == [(1, b"x"), *wanted]


def test_line_ends_and_marks(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"\xef\xbb\xbfa\r\n\r\nb")
    assert read(path) == [(1, b"a"), (3, b"b")]
    assert read(path, keep_blank=True) == [(1, b"a"), (2, b""), (3, b"b")]


def test_a_line_past_the_limit_is_told_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"a\n" + b"y" * (5 << 20) + b"\nb\n" + b"z" * (4 << 20))
    assert read(path, limit=3 << 20) == [(1, b"a"), (2, None), (3, b"b"), (4, None)]


def test_a_long_prompt_works(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"p" * (10 << 20) + b"\nb\n")
    assert [(n, len(line or b"")) for n, line in read(path)] == [(1, 10 << 20), (2, 1)]


def test_memory_stays_bounded_past_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(gzip.compress(b"y" * (48 << 20), 1))
    tracemalloc.start()
    assert read(path, limit=4 << 20) == [(1, None)]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 << 20


def test_half_a_line_before_a_fault_is_not_a_line(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(b'{"i": %d}\n' % (i * i * 7919) for i in range(9000)))
    path = tmp_path / "log"
    path.write_bytes(whole[: len(whole) // 2])
    lines = Lines(source_at(path))
    kept = [line for _, line in lines]
    assert kept
    assert all(line is not None and line.endswith(b"}") for line in kept)
    assert "end early" in lines.fault
    assert lines.last == len(kept)


def test_utf16_is_refused_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes("a,b\n".encode("utf-16"))
    with pytest.raises(InputError, match="UTF-16"):
        read(path)


def test_an_excerpt_is_short_and_storable() -> None:
    assert excerpt(b"\xff" * 1000) == "\ufffd" * 200
    assert excerpt("a\0b\ud800") == "a\ufffdb?"
