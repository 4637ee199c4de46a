"""Read a file as blocks of bytes, unpacking gzip and Zstandard by their first bytes.

A pack that ends early or is damaged gives up everything before the damage; the stream then
says what was wrong in `fault` instead of raising, so that no good row is lost.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

import zstandard

from stillwatch.ingest.source import Source
from stillwatch.model.errors import InputError

HEAD_BYTES: Final = 64 * 1024
GZIP_MAGIC: Final = b"\x1f\x8b"
ZSTD_MAGIC: Final = b"\x28\xb5\x2f\xfd"
_PLAIN_BLOCK: Final = 1 << 20
_GZIP_BLOCK: Final = 1 << 16
_OUT_BLOCK: Final = 1 << 20
# Zstandard may unpack 4 bytes to 128 KiB; small bites keep a hostile file's blocks bounded.
_ZSTD_BLOCK: Final = 1 << 12
_SALVAGE_STEP: Final = 4096
_MEMBER_GAP: Final = b"\0"


class Stream:
    """The unpacked bytes of one file, block by block, with the place on disk for progress."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.fault = ""
        """What was wrong with the pack; empty while all is well."""
        self._file = _open(source)

    @property
    def bytes_read(self) -> int:
        """Bytes taken from disk so far (packed bytes where the file is packed)."""
        return 0 if self._file.closed else self._file.tell()

    def __iter__(self) -> Iterator[bytes]:
        """Yield blocks until the end or the first fault; closes the file."""
        try:
            magic = self._file.read(4)
            self._file.seek(0)
            if magic.startswith(GZIP_MAGIC):
                yield from self._gzip()
            elif magic == ZSTD_MAGIC:
                yield from self._zstd()
            else:
                while block := self._file.read(_PLAIN_BLOCK):
                    yield block
        except OSError as fault:
            raise InputError(f"cannot be read: {fault}", where=self.source.name) from fault
        finally:
            self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _gzip(self) -> Iterator[bytes]:
        unpack = zlib.decompressobj(wbits=31)
        waiting = b""
        while True:
            packed = waiting or self._file.read(_GZIP_BLOCK)
            at_end = not packed
            if unpack.eof:
                # Members may follow each other; padding of zeros after the last is allowed.
                waiting = packed.lstrip(_MEMBER_GAP)
                if at_end:
                    return
                if waiting:
                    unpack = zlib.decompressobj(wbits=31)
                continue
            before = unpack.copy()
            try:
                block = unpack.decompress(packed, _OUT_BLOCK)
            except zlib.error as fault:
                yield from _salvage(before, packed)
                self.fault = f"the gzip data are damaged ({fault})"
                return
            waiting = unpack.unused_data if unpack.eof else unpack.unconsumed_tail
            if block:
                yield block
            elif at_end and not unpack.eof:
                self.fault = "the gzip data end early"
                return

    def _zstd(self) -> Iterator[bytes]:
        unpack = zstandard.ZstdDecompressor().decompressobj()
        waiting = b""
        while packed := waiting or self._file.read(_ZSTD_BLOCK):
            if unpack.eof:
                unpack = zstandard.ZstdDecompressor().decompressobj()
            try:
                block = unpack.decompress(packed)
            except (zstandard.ZstdError, MemoryError) as fault:
                self.fault = f"the Zstandard data are damaged ({fault})"
                return
            waiting = unpack.unused_data if unpack.eof else b""
            if block:
                yield block
        if not unpack.eof:
            self.fault = "the Zstandard data end early"


def read_head(source: Source) -> bytes:
    """Return the first 64 KiB of the unpacked file: what formats are recognised by."""
    stream = Stream(source)
    parts: list[bytes] = []
    size = 0
    try:
        for block in stream:
            parts.append(block)
            size += len(block)
            if size >= HEAD_BYTES:
                break
    finally:
        stream.close()
    return b"".join(parts)[:HEAD_BYTES]


def read_all(source: Source, limit: int) -> tuple[bytes, str]:
    """Return the whole unpacked file and its fault, if any; InputError above `limit` bytes."""
    stream = Stream(source)
    parts: list[bytes] = []
    size = 0
    try:
        for block in stream:
            parts.append(block)
            size += len(block)
            if size > limit:
                raise InputError(
                    f"is one document of more than {limit >> 20} MiB",
                    where=source.name,
                    remedy="write one record per line, or split the file",
                )
    finally:
        stream.close()
    return b"".join(parts), stream.fault


def _salvage(unpack: zlib._Decompress, packed: bytes) -> Iterator[bytes]:
    """Yield what comes before the damage, to the last byte."""
    step = _SALVAGE_STEP
    while step:
        before = unpack.copy()
        try:
            block = unpack.decompress(packed, step)
        except zlib.error:
            unpack = before
            step //= 2
            continue
        packed = unpack.unconsumed_tail
        if not block:
            return
        yield block


def _open(source: Source) -> BinaryIO:
    try:
        return source.path.open("rb")
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        raise InputError(
            f"cannot be opened: {reason}", where=source.name, remedy="check its permissions"
        ) from fault
