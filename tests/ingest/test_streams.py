"""Packed files: known by their first bytes, read to the first damage."""

from __future__ import annotations

import gzip
import os
import random
from pathlib import Path

import pytest
import zstandard

from stillwatch.ingest.source import Source
from stillwatch.ingest.streams import HEAD_BYTES, Stream, read_all, read_head
from stillwatch.model.errors import InputError
from tests.ingest.sample_logs import source_at

RAW = b"".join(b"%d,%d\n" % (i, random.Random(i).getrandbits(60)) for i in range(60_000))
PACKS = {"gz": gzip.compress(RAW), "zst": zstandard.compress(RAW)}


def unpacked(path: Path) -> tuple[bytes, str]:
    stream = Stream(source_at(path))
    return b"".join(stream), stream.fault


@pytest.mark.parametrize("pack", PACKS)
def test_whole_packs(pack: str, tmp_path: Path) -> None:
    path = tmp_path / "named.csv"
    path.write_bytes(PACKS[pack])
    assert unpacked(path) == (RAW, "")


@pytest.mark.parametrize("pack", PACKS)
def test_packs_one_after_the_other(pack: str, tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(PACKS[pack] * 3)
    assert unpacked(path) == (RAW * 3, "")


def test_zero_padding_after_gzip_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(PACKS["gz"] + b"\0" * 70_000 + PACKS["gz"] + b"\0")
    assert unpacked(path) == (RAW * 2, "")


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_pack_that_ends_early_gives_up_what_it_has(
    pack: str, share: float, tmp_path: Path
) -> None:
    path = tmp_path / "log"
    path.write_bytes(PACKS[pack][: int(len(PACKS[pack]) * share)])
    got, fault = unpacked(path)
    assert RAW.startswith(got)
    assert len(got) > len(RAW) * (share - 0.25)
    assert "end early" in fault


@pytest.mark.parametrize("pack", PACKS)
def test_damage_in_the_middle_is_told(pack: str, tmp_path: Path) -> None:
    broken = bytearray(PACKS[pack])
    broken[-6] ^= 0xFF
    path = tmp_path / "log"
    path.write_bytes(bytes(broken))
    got, fault = unpacked(path)
    assert "damaged" in fault or pack == "zst"
    assert len(got) > len(RAW) * 0.9


def test_a_wrong_checksum_costs_the_last_byte_at_most(tmp_path: Path) -> None:
    broken = bytearray(gzip.compress(b"one\ntwo\nthree\n" * 100))
    broken[-6] ^= 0xFF
    path = tmp_path / "log"
    path.write_bytes(bytes(broken))
    got, fault = unpacked(path)
    assert got[:-1] == (b"one\ntwo\nthree\n" * 100)[: len(got) - 1]
    assert len(got) >= 1399
    assert "damaged" in fault


@pytest.mark.parametrize("pack", ["gz", "zst"])
def test_a_bomb_comes_in_small_blocks(pack: str, tmp_path: Path) -> None:
    raw = bytes(40 << 20)
    path = tmp_path / "log"
    path.write_bytes(gzip.compress(raw, 1) if pack == "gz" else zstandard.compress(raw))
    blocks = [len(block) for block in Stream(source_at(path))]
    assert sum(blocks) == len(raw)
    assert max(blocks) <= (1 << 20 if pack == "gz" else 128 << 20)


def test_the_head_is_unpacked_and_bounded(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(PACKS["gz"])
    assert read_head(source_at(path)) == RAW[:HEAD_BYTES]


def test_too_large_a_document_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(PACKS["zst"])
    assert read_all(source_at(path), len(RAW)) == (RAW, "")
    with pytest.raises(InputError, match="one document of more than 0 MiB"):
        read_all(source_at(path), 1000)


def test_a_file_that_went_away_is_an_input_error(tmp_path: Path) -> None:
    gone = Source(tmp_path / "gone", "gone", 0)
    with pytest.raises(InputError, match="gone: cannot be opened"):
        Stream(gone)


def test_progress_follows_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(os.urandom(3 << 20))
    stream = Stream(source_at(path))
    seen = [stream.bytes_read for _ in stream]
    assert seen == sorted(seen)
    assert seen[-1] == 3 << 20
