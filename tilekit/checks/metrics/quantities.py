"""The quantities that a text names and that a metric may measure: processor time, memory, disks and durations."""

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.metrics.listed_metrics import listed_metrics, metric_of


class MeasuredQuantity(Struct, frozen=True):
    """How texts call a quantity, and parts of the names, units and descriptions of metrics that measure it."""

    said: re.Pattern[str]
    measured: re.Pattern[str]


def _quantity(said: str, measured: str) -> MeasuredQuantity:
    return MeasuredQuantity(re.compile(rf"\b(?:{said})\b", re.IGNORECASE), re.compile(measured, re.IGNORECASE))


QUANTITIES = (
    _quantity("CPU", r"cpu|processor|\bcores?\b|load|util|thread|comput|vcore|percent|usage"),
    _quantity(r"memory|RAM", r"mem|heap|\bram\b|rss|swap|byte|\bgc\b|buffer|cache|\boom|pool|alloc|garbage|usage"),
    _quantity(r"disks?", r"disk|storage|volume|\bfs\b|filesystem|space|byte|partition|mount|drive|device|usage|file"),
    _quantity(
        r"latency|latencies",
        r"laten|duration|time|delay|second|elapsed|response|\brtt\b|percentile|wait|\bage\b|\blag\b|\bms\b|quantile"
        r"|histogram|speed|performance",
    ),
)


def unmeasured(text: str, metrics: Iterable[str], bundle: Bundle) -> Iterator[re.Match[str]]:
    """The quantities that the text names, although it is about metrics of the listing that all measure another."""
    listed = [metric_of(listed_metrics(bundle), name) for name in metrics]
    rows = [row for row in listed if row]
    if not rows or len(rows) < len(listed):
        return
    measured = " ".join(f"{row.name.replace('_', ' ')} {row.unit} {row.description} {row.short_name}" for row in rows)
    for quantity in QUANTITIES:
        match = quantity.said.search(text)
        if match and not quantity.measured.search(measured):
            yield match
