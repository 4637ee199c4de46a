"""Do many long jobs, several at a time, and keep what each came to; broken off, it goes on.

What is kept lies under a digest of the code that made it: a figure never outlives its maker.
"""

from __future__ import annotations

import multiprocessing
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

import stillwatch

Told = Callable[[str], None]
Job = TypeVar("Job")


@cache
def code_digest(besides: tuple[str, ...] = ()) -> str:
    """Return a digest of all code and data of the package that can change a result.

    `besides` are the starts of paths, from the package's root, that cannot.
    """
    root = Path(stillwatch.__file__).parent
    digest = blake2b(digest_size=6)
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.suffix in (".py", ".json", ".yaml", ".txt") and not name.startswith(besides):
            digest.update(name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def contents_digest(folder: Path) -> str:
    """Return a digest of which files lie in `folder` and how large they are; reads none."""
    digest = blake2b(digest_size=6)
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()} {path.stat().st_size}\n".encode())
    return digest.hexdigest()


def run_kept(
    jobs: Mapping[str, Job],
    do: Callable[[Job], bytes],
    folder: Path,
    processes: int,
    told: Told | None = None,
) -> dict[str, bytes]:
    """Return what each job came to, by its name and in the order of `jobs`; see `each_kept`.

    `told` hears after every job how many are done and left, and about how long it will take.
    """
    missing = sum(1 for name in jobs if not (folder / name).exists())
    tell = _progress(len(jobs), missing, told)
    found = {}
    for name, result, kept in each_kept(jobs, do, folder, processes):
        found[name] = result
        if not kept:
            tell(name)
    return {name: found[name] for name in jobs}


def each_kept(
    jobs: Mapping[str, Job], do: Callable[[Job], bytes], folder: Path, processes: int
) -> Iterator[tuple[str, bytes, bool]]:
    """Yield name and result of each job as it is done, and whether it was done before.

    A job whose result lies in `folder` is not done again. `do` must be importable, and `jobs`
    must pickle, for each process is a fresh interpreter. A job's error is raised as it is; what
    is not begun by then is not begun, what was under way is ended, and what was done stays.
    """
    folder.mkdir(parents=True, exist_ok=True)
    missing = {name: job for name, job in jobs.items() if not (folder / name).exists()}
    for name in jobs:
        if name not in missing:
            yield name, (folder / name).read_bytes(), True
    if missing:
        for name in _do_all(missing, do, folder, processes):
            yield name, (folder / name).read_bytes(), False


def _do_all(
    missing: Mapping[str, Job], do: Callable[[Job], bytes], folder: Path, processes: int
) -> Iterator[str]:
    # A fresh interpreter each: forked ones would share DuckDB's and numba's threads.
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="under-way-", dir=folder) as scratch:
        pool = ProcessPoolExecutor(
            min(processes, len(missing)), context, initializer=_begin, initargs=(scratch,)
        )
        running = {pool.submit(_keep, do, job, folder / n): n for n, job in missing.items()}
        try:
            for done in as_completed(running):
                if (fault := done.exception()) is not None:
                    fault.add_note(f"while at {running[done]}")
                    raise fault
                yield running[done]
        except BaseException:
            for process in multiprocessing.active_children():
                process.terminate()
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def _begin(scratch: str) -> None:
    """Let Ctrl-C end a worker at once, and what it leaves lie where its parent clears away."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    tempfile.tempdir = scratch


def _keep(do: Callable[[Job], bytes], job: Job, path: Path) -> None:
    """Do one job and keep it, all or nothing, so that it also outlives who asked for it."""
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(do(job))
    part.rename(path)


def _progress(every: int, missing: int, told: Told | None) -> Told:
    """Return who is told of each finished job, and tells how far it is."""
    started, done = time.monotonic(), 0

    def tell(name: str) -> None:
        nonlocal done
        done += 1
        if told is not None:
            seconds = (time.monotonic() - started) / done * (missing - done)
            left = f"{missing - done} left, about {seconds / 60:.0f} min"
            told(f"{every - missing + done} of {every} done, {left}: {name}")

    return tell
