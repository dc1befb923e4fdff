"""Time of `tilekit validate` and `fix` on the corpus: one process, all cores, with a cache, and per listing."""

import contextlib
import io
import itertools
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TypeVar

import tilekit as library
from bench.measures import ROOT, Measure, print_measures, spread
from tests.shared import listing_folders
from tilekit.bundle import Bundle
from tilekit.commands import main as tilekit
from tilekit.pipeline import compile as compile_module
from tilekit.pipeline import runner

T = TypeVar("T")
_CORPUS_RUNS = 3
_COPIES, _COPY_RUNS, _COPY_JOBS = 250, 5, 2
_WRITTEN = (".json", ".yaml", ".yml", ".csv", ".md")
_MOST_TIMES, _LIMIT = 3, "at most three times as long as validate --no-cache"
# Functions that read whole pictures or run pipelines; their time is reported separately.
_PICTURES = {"read_facts", "has_plain_edge", "render_logo"}
_PIPELINES = ((compile_module, "compile_pipeline"), (runner, "run_samples"))


def _seconds(paths: Sequence[Path], *words: str, cache: str = "") -> float:
    """Time of one `tilekit validate` in a separate process, with compiled modules as in an installation; it must report
    every listing.
    """
    command = [sys.executable, "-m", "tilekit", "validate", "--format", "json", *words, *map(str, paths)]
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "TILEKIT_CACHE": cache}
        subprocess.run(command, cwd=ROOT, stdout=output, env=environ, check=False)
        seconds = time.perf_counter() - started
        output.seek(0)
        assert len(json.load(output)["listings"]) == len(paths)
    return seconds


def _seconds_of_fix(paths: Sequence[Path], *words: str) -> float:
    """Time of one `tilekit fix` in a separate process; it prints the patch."""
    command = [sys.executable, "-m", "tilekit", "fix", "--jobs", "1", *words, *map(str, paths)]
    started = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode in (0, 1)
    return time.perf_counter() - started


def _renamed_copies(paths: Sequence[Path], folder: Path) -> list[Path]:
    """Copies of the listings in turn. The name of a listing is another one in each copy, also inside of files."""
    copies = []
    for number, path in enumerate(itertools.islice(itertools.cycle(paths), _COPIES)):
        copies.append(folder / f"{path.name}{number // len(paths) or ''}")
        for file in (file for file in path.rglob("*") if file.is_file()):
            data, name = file.read_bytes(), file.relative_to(path).as_posix().replace(path.name, copies[-1].name)
            if file.suffix in _WRITTEN:
                data = data.replace(path.name.encode(), copies[-1].name.encode())
            (copies[-1] / name).parent.mkdir(parents=True, exist_ok=True)
            (copies[-1] / name).write_bytes(data)
    return copies


def _measures_of_copies(paths: Sequence[Path]) -> Iterator[Measure]:
    """Runs without a cache over many listings, and again with one."""
    with tempfile.TemporaryDirectory(prefix="tilekit-bench-") as folder:
        copies, jobs = _renamed_copies(paths, Path(folder)), ("--jobs", str(_COPY_JOBS))
        cold = statistics.median(_seconds(copies, "--no-cache", *jobs) for _ in range(_COPY_RUNS))
        alone, cache = _seconds(copies, "--no-cache", "--jobs", "1"), str(Path(folder) / "cache")
        _seconds(copies, *jobs, cache=cache)
        again = min(_seconds(copies, *jobs, cache=cache) for _ in range(_COPY_RUNS))
    what, note = f"tilekit validate, {_COPIES} listings", f"median of {_COPY_RUNS} runs without a cache"
    yield Measure(what=f"{what}, {_COPY_JOBS} processes", value=cold, unit="s", note=note)
    yield Measure(what="  one process, per listing", value=1000 * alone / _COPIES, unit="ms", target=35)
    yield Measure(what="  second run, from the cache", value=again, unit="s", target=cold / 20)


def _repeat_seconds(paths: Sequence[Path]) -> float:
    """Time of a second run on unchanged files; one process."""
    with tempfile.TemporaryDirectory(prefix="tilekit-bench-") as cache:
        _seconds(paths, "--jobs", "1", cache=cache)
        return _seconds(paths, "--jobs", "1", cache=cache)


def _milliseconds(path: Path) -> float:
    """The duration of the fastest of a few rounds, measured in this process and thus without start-up time."""
    times = []
    for _ in range(_CORPUS_RUNS):
        started = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):
            tilekit(["validate", "--format", "json", "--no-cache", str(path)])
        times.append(1000 * (time.perf_counter() - started))
    return min(times)


@contextlib.contextmanager
def _time_parts(seconds: Counter[str]) -> Iterator[None]:
    """Adds up the time of pictures and pipelines in this process, in microseconds."""
    parse = Bundle.parse

    def timed_parse(bundle: Bundle, path: str, parser: Callable[[bytes], T]) -> T:
        run = partial(parse, bundle, path, parser)
        return _timed(seconds, "pictures", run) if parser.__name__ in _PICTURES else run()

    before = [(module, name, getattr(module, name)) for module, name in _PIPELINES]
    setattr(Bundle, "parse", timed_parse)  # noqa: B010 mypy refuses the plain assignment of a method
    for module, name, function in before:
        setattr(module, name, lambda *given, run=function: _timed(seconds, "pipelines", partial(run, *given)))
    try:
        yield
    finally:
        setattr(Bundle, "parse", parse)  # noqa: B010 as above
        for module, name, function in before:
            setattr(module, name, function)


def _timed(seconds: Counter[str], what: str, run: Callable[[], T]) -> T:
    started = time.perf_counter()
    try:
        return run()
    finally:
        seconds[what] += int((time.perf_counter() - started) * 1e6)


def _milliseconds_by_part(paths: Sequence[Path]) -> tuple[float, float, float]:
    """Average milliseconds per listing in one process: everything else, pictures, pipelines. Modules are preloaded."""
    microseconds: Counter[str] = Counter()
    words = ["validate", "--format", "json", "--no-cache", "--jobs", "1"]
    _load_all()
    with contextlib.redirect_stdout(io.StringIO()):
        tilekit([*words, str(paths[0])])
        with _time_parts(microseconds):
            started = time.perf_counter()
            tilekit([*words, *map(str, paths)])
            total = time.perf_counter() - started
    per_listing = 1000 / len(paths)
    pictures, pipelines = (microseconds[what] / 1e6 * per_listing for what in ("pictures", "pipelines"))
    return total * per_listing - pictures - pipelines, pictures, pipelines


def _load_all() -> None:
    """Load every module of the library, also those that are loaded only if a listing needs them."""
    for module in walk_packages(library.__path__, f"{library.__name__}."):
        if not module.name.startswith("tilekit.commands."):
            import_module(module.name)


def main() -> None:
    paths = listing_folders()
    files = [file for path in paths for file in path.rglob("*") if file.is_file()]
    size = sum(file.stat().st_size for file in files)
    cores = os.cpu_count() or 1
    alone = _seconds(paths, "--no-cache", "--jobs", "1")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    together = _seconds(paths, "--no-cache", "--jobs", str(cores))
    again = _repeat_seconds(paths)
    rest, pictures, pipelines = _milliseconds_by_part(paths)
    fix, unsafe = _seconds_of_fix(paths), _seconds_of_fix(paths, "--unsafe-fixes", "--ignore", "IM,LG")
    note = f"{len(paths)} listings, {len(files)} files, {size / 1e6:.1f} MB"
    print_measures(
        *_measures_of_copies(paths),
        Measure(what="tilekit validate, whole corpus, one process", value=alone, unit="s", note=note),
        Measure(what="  files per second", value=len(files) / alone, unit="files/s"),
        Measure(what="  megabytes per second", value=size / 1e6 / alone, unit="MB/s"),
        Measure(what="  peak memory", value=peak, unit="MB"),
        Measure(what=f"tilekit validate, whole corpus, {cores} processes", value=together, unit="s"),
        Measure(what="  speed with all cores", value=alone / together, unit="x", note=f"{cores} cores, with start-up"),
        Measure(what="tilekit validate, second run on unchanged files", value=again, unit="s", target=alone / 10),
        Measure(
            what="tilekit fix, whole corpus, one process", value=fix, unit="s", target=_MOST_TIMES * alone, note=_LIMIT
        ),
        Measure(what="  time relative to validate", value=fix / alone, unit="x", target=_MOST_TIMES),
        Measure(what="  with suggested fixes except for pictures", value=unsafe / alone, unit="x", target=_MOST_TIMES),
        Measure(what="tilekit validate, average per listing", value=rest, unit="ms", target=30),
        Measure(
            what="  decoding pictures and drawing logos", value=pictures, unit="ms", note="in addition to the average"
        ),
        Measure(
            what="  running pipelines on their tests", value=pipelines, unit="ms", note="in addition to the average"
        ),
        *spread("tilekit validate, one listing", [_milliseconds(path) for path in paths], unit="ms"),
    )


if __name__ == "__main__":
    main()
