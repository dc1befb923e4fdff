"""Time of the instant checks for a large metadata.csv; it must be proportional to the number of rows."""

from functools import partial

from bench.measures import Measure, milliseconds, print_measures
from tests.tilekit.listing import FOLDER, base_files
from tilekit.bundle import Files
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Stage
from tilekit.scaffold.bundles import bundle_of_files

_TABLE_RUNS = 5
_TARGETS_MS = {1_000: 30, 10_000: 300}
_HEAD = "metric_name,metric_type,interval,unit_name,per_unit_name,description,orientation,integration,short_name\n"


def _table(rows: int) -> bytes:
    lines = (
        f"acme_widget.pool{row % 37}.requests_{row},gauge,,request,,Requests that {row} answered,0,acme_widget,{row}\n"
        for row in range(rows)
    )
    return (_HEAD + "".join(lines)).encode()


def _milliseconds(rows: int) -> float:
    """The best of a few rounds, each with files that are not parsed yet."""
    files = {**base_files(), "metadata.csv": _table(rows)}
    times = []
    for _ in range(_TABLE_RUNS):
        bundle = bundle_of_files(Files.of(files), FOLDER)
        times.append(milliseconds(partial(run_checks, bundle, Context(), stages={Stage.INSTANT})))
    return min(times)


def main() -> None:
    _milliseconds(1)
    times = {rows: _milliseconds(rows) for rows in _TARGETS_MS}
    few, many = times.values()
    print_measures(
        *(
            Measure(
                what=f"instant checks, metadata.csv with {rows:,} rows",
                value=value,
                unit="ms",
                target=_TARGETS_MS[rows],
            )
            for rows, value in times.items()
        ),
        Measure(
            what="  time for ten times as many rows",
            value=many / few,
            unit="times",
            target=12,
            note="10 is proportional",
        ),
    )


if __name__ == "__main__":
    main()
