"""How long the `tilekit` command needs before it works."""

import subprocess
import sys
import time

from bench.measures import ROOT, Measure, spread, tell

_ROUNDS = 15


def _milliseconds(*arguments: str) -> list[float]:
    times = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        times.append(1000 * (time.perf_counter() - started))
    return times


def main() -> None:
    bare = min(_milliseconds("-c", "pass"))
    imported = min(_milliseconds("-c", "import tilekit.commands"))
    tell(
        Measure(what="Python alone", value=bare, unit="ms", note="best of 15 processes"),
        Measure(what="import of the tilekit command", value=imported - bare, unit="ms", target=150),
        *spread("tilekit --version", _milliseconds("-m", "tilekit.commands", "--version"), unit="ms", target=150),
        *spread(
            "tilekit checks --format json",
            _milliseconds("-m", "tilekit.commands", "checks", "--format", "json"),
            unit="ms",
        ),
    )


if __name__ == "__main__":
    main()
