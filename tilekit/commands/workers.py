"""Checks many listings: cached results first, the rest in as many processes as are useful."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

from tilekit.commands.cache import Cache
from tilekit.commands.check_selection import CheckSelection
from tilekit.commands.exit_codes import UsageError
from tilekit.commands.gc_tuning import gc_frozen
from tilekit.commands.inputs import read_input
from tilekit.commands.listing_outcome import ListingOutcome
from tilekit.commands.terminal import ProgressLine
from tilekit.core.messages import N_

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

T = TypeVar("T")
# Below this, starting processes costs more than they save.
FEW_LISTINGS = 6
# What this process does with each path. Sent once, because options such as a baseline can be long.
_work: Callable[[str], object]


def outcomes_of(
    paths: Sequence[str], selection: CheckSelection, cache: Cache, *, jobs: int | None
) -> Iterator[ListingOutcome]:
    """The outcome of each path in the given order, as soon as all earlier ones are complete.

    jobs is the number of processes; None uses all cores if that is faster. Raises UsageError.
    """
    cached = {path: outcome for path in dict.fromkeys(paths) if (outcome := _cached_outcome(path, selection, cache))}
    open_paths = [path for path in dict.fromkeys(paths) if path not in cached]
    fresh = _fresh_outcomes(open_paths, selection, cache, jobs=jobs) if open_paths else iter(())
    progress = ProgressLine(len(paths))
    for done, path in enumerate(paths):
        progress.at(done, path)
        if path not in cached:
            cached[path] = next(fresh)
        progress.clear()
        outcome = cached[path]
        yield {**outcome, "name": outcome["name"] or Path(path).stem}
    if open_paths:
        cache.trim()


def _fresh_outcomes(
    paths: Sequence[str], selection: CheckSelection, cache: Cache, *, jobs: int | None
) -> Iterator[ListingOutcome]:
    check = preload("tilekit.commands.listing_checks").check_listing
    return map_in_order(paths, partial(check, selection=selection, cache=cache), jobs=jobs)


def _cached_outcome(path: str, selection: CheckSelection, cache: Cache) -> ListingOutcome | None:
    return cache.get(cache.key(read_input(path), selection), path) if cache.folder else None


def _process_count(requested: int | None, listings: int) -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    most = requested or (cores if listings >= FEW_LISTINGS else 1)
    return max(1, min(most, listings))


def preload(module: str) -> ModuleType:
    """The module with its dependencies, imported before processes are started, so that it is loaded only once."""
    with gc_frozen():
        return import_module(module)


def map_in_order(paths: Sequence[str], work: Callable[[str], T], *, jobs: int | None) -> Iterator[T]:
    """The result of work for each path in the given order, as soon as all earlier ones are complete.

    work and its results are sent between processes. jobs is the same as in `outcomes_of`. Raises UsageError.
    """
    number = _process_count(jobs, len(paths))
    pool = _pool(number, work) if number > 1 else None
    if pool is None:
        yield from map(work, paths)
        return
    from concurrent.futures.process import BrokenProcessPool  # slow import

    with pool:
        try:
            tasks = {path: pool.submit(_work_on, path) for path in largest_first(paths)}
            yield from (tasks.pop(path).result() for path in paths)
        except BrokenProcessPool as error:
            text = N_(
                "A process that was checking a listing stopped unexpectedly, perhaps because it ran out of memory. "
                "Try --jobs 1."
            )
            raise UsageError.of(text) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _pool(jobs: int, work: Callable[[str], object]) -> "ProcessPoolExecutor | None":
    """The pool of processes; None if the system doesn't allow processes to share a lock, as in some sandboxes.

    One process then does all the work.
    """
    from concurrent.futures import ProcessPoolExecutor  # slow import
    from multiprocessing import get_start_method  # slow import

    if get_start_method() == "fork":  # otherwise each process loads the modules itself
        preload("tilekit.checks.preload").preload_checks()
    try:
        return ProcessPoolExecutor(jobs, initializer=_begin, initargs=(work,))
    except (OSError, NotImplementedError):
        return None


def _begin(work: Callable[[str], object]) -> None:
    global _work  # noqa: PLW0603 set once in each process of the pool
    _work = work
    _end_with_parent()


def _work_on(path: str) -> Any:  # noqa: ANN401 the result of any work
    return _work(path)


def _end_with_parent() -> None:
    """End a process when the command is killed, as in a cancelled CI run. Otherwise it would wait for work forever."""
    from multiprocessing import parent_process  # slow import
    from threading import Thread  # slow import

    def wait() -> None:
        if parent := parent_process():
            parent.join()
            os._exit(1)

    Thread(target=wait, daemon=True).start()


def largest_first(paths: Iterable[str]) -> list[str]:
    """The paths by size on disk: a large listing that starts last would keep a single core busy."""
    return sorted(paths, key=_size_bytes, reverse=True)


def _size_bytes(path: str) -> int:
    """The size of a listing in bytes; 0 if unknown. The check of the listing reports files that can't be read."""
    try:
        places = (os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names)  # noqa: PTH118 Paths are slow
        return sum(os.lstat(place).st_size for place in places) or os.lstat(path).st_size
    except OSError:
        return 0
