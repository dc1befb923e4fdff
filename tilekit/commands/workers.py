"""Many listings at once: cached results first, the rest in as many processes as are worthwhile."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar

from tilekit.commands.cache import Cache
from tilekit.commands.collector import kept
from tilekit.commands.guard import UsageError
from tilekit.commands.inputs import read_input
from tilekit.commands.outcome import Outcome
from tilekit.commands.terminal import Progress
from tilekit.commands.wish import Wish
from tilekit.commands.words import said
from tilekit.core.messages import N_

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

T = TypeVar("T")
# Below this, starting processes costs more than they save.
FEW_LISTINGS = 6


def outcomes_of(paths: Sequence[str], wish: Wish, cache: Cache, *, jobs: int | None) -> Iterator[Outcome]:
    """The outcome of each path in the order given, as soon as it and those before it are there.

    jobs is how many processes may work, None for all cores where it pays. Raises UsageError.
    """
    known = {path: outcome for path in dict.fromkeys(paths) if (outcome := _known(path, wish, cache))}
    open_paths = [path for path in dict.fromkeys(paths) if path not in known]
    check = partial(loaded("tilekit.commands.checking").checked, wish=wish, cache=cache) if open_paths else None
    fresh = in_order(open_paths, check, jobs=jobs) if check else iter(())
    progress = Progress(len(paths))
    for done, path in enumerate(paths):
        progress.at(done, path)
        if path not in known:
            known[path] = next(fresh)
        progress.clear()
        outcome = known[path]
        yield {**outcome, "name": outcome["name"] or Path(path).stem}
    if open_paths:
        cache.trim()


def _known(path: str, wish: Wish, cache: Cache) -> Outcome | None:
    return cache.get(cache.key(read_input(path), wish), path) if cache.folder else None


def _jobs(wanted: int | None, listings: int) -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    most = wanted or (cores if listings >= FEW_LISTINGS else 1)
    return max(1, min(most, listings))


def loaded(module: str) -> ModuleType:
    """The module with all that it brings, before processes are started, so that it is loaded once."""
    with kept():
        return import_module(module)


def in_order(paths: Sequence[str], work: Callable[[str], T], *, jobs: int | None) -> Iterator[T]:
    """What the work gives for each path in the order given, as soon as it and those before it are there.

    work goes to other processes, and so do its results. jobs as above. Raises UsageError.
    """
    number = _jobs(jobs, len(paths))
    pool = _pool(number) if number > 1 else None
    if pool is None:
        yield from map(work, paths)
        return
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 slow import

    with pool:
        try:
            tasks = {path: pool.submit(work, path) for path in largest_first(paths)}
            yield from (tasks.pop(path).result() for path in paths)
        except BrokenProcessPool as error:
            text = N_(
                "A process that was checking a listing stopped unexpectedly, perhaps because it ran out of memory. "
                "Try --jobs 1."
            )
            raise UsageError(said(text)) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _pool(jobs: int) -> "ProcessPoolExecutor | None":
    """None if the system does not let processes share a lock, as in some sandboxes: then one does all the work."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 slow import

    try:
        return ProcessPoolExecutor(jobs, initializer=_end_with_parent)
    except (OSError, NotImplementedError):
        return None


def _end_with_parent() -> None:
    """Let a process end when the command is killed, as a cancelled run of CI does: it would wait for work for ever."""
    from multiprocessing import parent_process  # noqa: PLC0415 slow import
    from threading import Thread  # noqa: PLC0415 slow import

    def wait() -> None:
        if parent := parent_process():
            parent.join()
            os._exit(1)

    Thread(target=wait, daemon=True).start()


def largest_first(paths: Iterable[str]) -> list[str]:
    """By size on the disk: a large listing that begins when all others are done keeps a single core busy."""
    return sorted(paths, key=_size_bytes, reverse=True)


def _size_bytes(path: str) -> int:
    """0 if it is unknown; the check of the listing reports what cannot be read."""
    place = Path(path)
    try:
        return sum(file.lstat().st_size for file in place.rglob("*")) if place.is_dir() else place.lstat().st_size
    except OSError:
        return 0
