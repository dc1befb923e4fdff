"""The metrics that an asset uses, compared with the metrics file of its listing."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.metrics.listed_metrics import listed_metrics, metric_of, readable_metrics
from tilekit.parse.metrics_table import MetricsTable
from tilekit.sections.data import Data


class Declaration(StrEnum):
    """MISSING is a metric with the listing's prefix that no readable file lists, OTHER one of another product."""

    DECLARED = "declared"
    MISSING = "missing"
    OTHER = "other"


class UsedMetric(Struct, frozen=True, kw_only=True):
    """A metric with its declaration. line is its line in the metrics file, 0 if it has none."""

    name: str
    declaration: Declaration
    unit: str = ""
    line: int = 0


def used_metrics(bundle: Bundle, names: Iterable[str]) -> Iterator[UsedMetric]:
    """The metrics with these names, in their order."""
    metrics, listed = readable_metrics(bundle), listed_metrics(bundle)
    lines, prefix = _lines(metrics.table) if metrics else {}, bundle.section(Data).metric_prefix
    for name in names:
        row = metric_of(listed, name)
        if row:
            unit = f"{row.unit} per {row.per_unit}" if row.per_unit else row.unit
            line = lines.get(row.name, 0)
            yield UsedMetric(name=name, declaration=Declaration.DECLARED, unit=unit, line=line)
        else:
            is_own = bool(prefix) and name.startswith(prefix)
            yield UsedMetric(name=name, declaration=Declaration.MISSING if is_own else Declaration.OTHER)


def _lines(table: MetricsTable) -> dict[str, int]:
    return {name: row.line for row, name in zip(table.rows, table.names, strict=True)}
