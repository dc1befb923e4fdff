"""`tilekit validate` over the shared corpus: one process, all cores, each listing by itself."""

import contextlib
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from bench.measures import ROOT, Measure, spread, tell
from tests.shared import listing_folders
from tilekit.commands import main as tilekit

_ROUNDS = 3


def _start(paths: Sequence[Path], output: IO[bytes]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tilekit.commands", "validate", "--format", "json", *map(str, paths)]
    return subprocess.Popen(command, cwd=ROOT, stdout=output)


def _seconds(groups: Sequence[Sequence[Path]]) -> float:
    """Until all groups are done, each by a process of its own; each must answer for every listing."""
    with contextlib.ExitStack() as stack:
        outputs = [stack.enter_context(tempfile.TemporaryFile()) for _ in groups]
        started = time.perf_counter()
        for process in [_start(group, output) for group, output in zip(groups, outputs, strict=True)]:
            process.wait()
        seconds = time.perf_counter() - started
        for group, output in zip(groups, outputs, strict=True):
            output.seek(0)
            assert len(json.load(output)["listings"]) == len(group)
    return seconds


def _milliseconds(path: Path) -> float:
    """The best of some rounds, in this process: without its start."""
    times = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):
            tilekit(["validate", "--format", "json", str(path)])
        times.append(1000 * (time.perf_counter() - started))
    return min(times)


def main() -> None:
    paths = listing_folders()
    files = [file for path in paths for file in path.rglob("*") if file.is_file()]
    size = sum(file.stat().st_size for file in files)
    cores = os.cpu_count() or 1
    alone = _seconds([paths])
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    together = _seconds([paths[number::cores] for number in range(cores)])
    note = f"{len(paths)} listings, {len(files)} files, {size / 1e6:.1f} MB"
    tell(
        Measure(what="tilekit validate, whole corpus, one process", value=alone, unit="s", note=note),
        Measure(what="  files a second", value=len(files) / alone, unit="files/s"),
        Measure(what="  bytes a second", value=size / 1e6 / alone, unit="MB/s"),
        Measure(what="  peak memory", value=peak, unit="MB"),
        Measure(what=f"tilekit validate, whole corpus, {cores} processes", value=together, unit="s"),
        *spread("tilekit validate, one listing", [_milliseconds(path) for path in paths], unit="ms"),
    )


if __name__ == "__main__":
    main()
