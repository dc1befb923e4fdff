"""Reads and checks an archive once within limits: `python -m tilekit.trial_import MEMORY_MB CPU_SECONDS [FOLDER]`.

This is a separate program, so that an archive that exceeds the limits ends only this process. It reads the archive from
standard input. Each line on standard output is a JSON object: {"done", "total"} subjects checked, {"refused": {"id",
"parameters"}}, or {"is_read": true} at the end. Exit code 3 means that more memory than MEMORY_MB was needed.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Scope, Stage
from tilekit.checks.registered_checks import all_checks
from tilekit.media import pdf, svg, wheel
from tilekit.scaffold.archive_directory import ArchiveRefused
from tilekit.scaffold.bundles import bundle_of_package
from tilekit.scaffold.read import Package, read_zip
from tilekit.tile import tile_of

OUT_OF_MEMORY = 3
# The interpreter can hang or crash if an allocation fails, so the program ends before that.
_RESERVE_MB = 250
_WATCH_SECONDS = 0.02
_READERS: dict[str, Callable[[bytes], object]] = {".svg": svg.inspect, ".pdf": pdf.inspect, ".whl": wheel.inspect}


def main(memory_mb: int, cpu_seconds: int, within: str = "") -> None:
    """Do the same work as an import of the archive, or of a folder in it.

    Raises MemoryError, or ends the process as soon as it needs more memory.
    """
    _limit(memory_mb + _RESERVE_MB, cpu_seconds)
    Thread(target=_watch, args=(memory_mb,), daemon=True).start()
    try:
        package = read_zip(sys.stdin.buffer.read(), within)
    except ArchiveRefused as refused:
        _print_json(refused=refused.message.as_json())
        return
    _check(bundle_of_package(package))
    _look_at_media(package)
    _end_above(memory_mb)
    _print_json(is_read=True)


def _check(bundle: Bundle) -> None:
    subjects = {check.subject for check in all_checks() if check.stage is Stage.INSTANT}
    done: list[str] = []

    def note(subject: str) -> None:
        done.append(subject)
        _print_json(done=len(done), total=len(subjects))

    _print_json(done=0, total=len(subjects))
    run_checks(bundle, Context(scope=Scope.SUBMISSION, is_first=True), stages={Stage.INSTANT}, on_subject=note)
    tile_of(bundle)


def _look_at_media(package: Package) -> None:
    """Inspect each media file in the same way as when it is stored."""
    for path in package.files:
        reader = _READERS.get(path[path.rfind(".") :].lower())
        if reader:
            reader(package.files[path])


def _limit(memory_mb: int, cpu_seconds: int) -> None:
    import resource  # optional dependency

    resource.setrlimit(resource.RLIMIT_AS, (memory_mb * 1_000_000, memory_mb * 1_000_000))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))  # SIGXCPU at the first limit is the reason
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _watch(memory_mb: int) -> None:
    """Call _end_above again and again. If this thread gets no memory itself, the limit has been exceeded."""
    try:
        while True:
            _end_above(memory_mb)
            time.sleep(_WATCH_SECONDS)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _end_above(memory_mb: int) -> None:
    """End this process at once if it has ever needed more memory."""
    if _peak_mb() > memory_mb:
        os._exit(OUT_OF_MEMORY)


def _peak_mb() -> int:
    """The peak memory of this process.

    Linux reports it for this program alone; the value of the resource module starts with the memory of the parent.
    """
    status = Path("/proc/self/status")
    if status.exists():
        (peak,) = (line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(peak) // 1_000
    import resource  # optional dependency

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_000


def _print_json(**values: object) -> None:
    sys.stdout.write(json.dumps(values, default=str) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
