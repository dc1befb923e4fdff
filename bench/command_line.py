"""Start-up time of the `tilekit` command with compiled modules, as in an installation."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.measures import ROOT, Measure, print_measures, spread
from tests.tilekit.listing import FOLDER, base_files

_STARTS = 15
_START_MS = 150  # for the start alone, without the checks of a listing


class Shell:
    """Runs Python with compiled modules and the command's cache in a separate folder."""

    def __init__(self, folder: Path) -> None:
        caches = {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "TILEKIT_CACHE": str(folder / "cache")}
        self._environ = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"} | caches

    def milliseconds(self, *arguments: str) -> list[float]:
        """Wall-clock time of each round, without the first round, which compiles."""
        times = []
        for _ in range(_STARTS + 1):
            started = time.perf_counter()
            subprocess.run(
                [sys.executable, *arguments], cwd=ROOT, env=self._environ, check=True, stdout=subprocess.DEVNULL
            )
            times.append(1000 * (time.perf_counter() - started))
        return times[1:]

    def command(self, *words: str, target: float = _START_MS, note: str = "") -> list[Measure]:
        """Median and 95th percentile of the time of a command."""
        command_text = " ".join(word if not word.startswith("/") else "a small listing" for word in words)
        times = self.milliseconds("-m", "tilekit", *words)
        return spread(f"tilekit {command_text}", times, unit="ms", target=target, note=note)


def _small_listing(folder: Path) -> str:
    for path, data in base_files().items():
        (folder / FOLDER / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / FOLDER / path).write_bytes(data)
    return str(folder / FOLDER)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="tilekit-bench-") as folder:
        shell, listing = Shell(Path(folder)), _small_listing(Path(folder))
        bare, imported = (median(shell.milliseconds("-c", code)) for code in ("pass", "import tilekit.commands"))
        print_measures(
            Measure(what="start of Python alone", value=bare, unit="ms", note=f"median of {_STARTS} processes"),
            Measure(what="import of the tilekit command", value=imported - bare, unit="ms"),
            *shell.command("--version", target=60, note="start of the command"),
            *shell.command("checks", "--format", "json"),
            *shell.command("validate", "--explain", "MF-009"),
            *shell.command("validate", listing, note="from the cache"),
            *shell.command("validate", "--no-cache", listing, target=0, note="start and checks"),
        )


if __name__ == "__main__":
    main()
