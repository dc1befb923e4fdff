"""Measurements, and a table and a report of them."""

import json
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from os import cpu_count, getloadavg
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

ROOT = Path(__file__).resolve().parent.parent
MARK = "measure:"


class Measure(Struct, frozen=True, kw_only=True):
    """A measured value. target is the largest acceptable value in the same unit, 0 if there is none."""

    what: str
    value: float
    unit: str
    target: float = 0
    note: str = ""


def print_measures(*measures: Measure) -> None:
    """Print measures for the parent process, which reads them with `parse_measures`."""
    for measure in measures:
        print(MARK + json.dumps(asdict(measure)), flush=True)


def parse_measures(output: str) -> list[Measure]:
    """The measures in the output of a benchmark."""
    lines = (line.removeprefix(MARK) for line in output.splitlines() if line.startswith(MARK))
    return [Measure(**json.loads(line)) for line in lines]


def milliseconds(call: Callable[[], object]) -> float:
    """The duration of the call in milliseconds."""
    started = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - started)


def percentile(values: Sequence[float], percent: int) -> float:
    """The percentile of the values, by the nearest-rank method."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def spread(what: str, values: Sequence[float], *, unit: str, target: float = 0, note: str = "") -> list[Measure]:
    """Median and 95th percentile of the values; the target is for the 95th percentile."""
    return [
        Measure(what=f"{what}, p50", value=statistics.median(values), unit=unit, note=note),
        Measure(what=f"{what}, p95", value=percentile(values, 95), unit=unit, target=target),
    ]


def table(measures: Iterable[Measure]) -> str:
    """The measures as a text table."""
    rows = [("measurement", "value", "target", "note")]
    rows += [(row.what, f"{row.value:,.1f} {row.unit}", _target_text(row), row.note) for row in measures]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        f"{what:<{widths[0]}}  {value:>{widths[1]}}  {aim:>{widths[2]}}  {note}".rstrip()
        for what, value, aim, note in rows
    )


def _target_text(measure: Measure) -> str:
    if not measure.target:
        return "-"
    sign = "" if measure.value <= measure.target else " (missed)"
    return f"<= {measure.target:,g}{sign}"


def report(measures: Sequence[Measure]) -> dict[str, object]:
    """The measures with the time, commit and machine, as JSON data."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit.stdout.strip(),
        "machine": {
            "cores": cpu_count(),
            "load": getloadavg()[0],  # in the last minute: other processes make wall-clock times longer
            "system": platform.platform(),
            "python": sys.version.split()[0],
        },
        "measures": [asdict(measure) for measure in measures],
    }
