"""Metrics read from pasted text, and the rows of metadata.csv that they become."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from tilekit.suggest.metric_cells import normal_cells, unit_text
from tilekit.suggest.metric_columns import NAME_COLUMN


class SourceKind(StrEnum):
    """The kind of a pasted text."""

    TABLE = "table"
    OPENMETRICS = "openmetrics"
    LINES = "lines"


class PastedMetrics(Struct, frozen=True, kw_only=True):
    """The rows of a pasted text. header is empty if it has none, separator unless it is a table.

    columns has the proposed column of metadata.csv for each cell of a row, "" for cells to leave out. skipped_lines are
    lines of a list that have no metric, and titles above a table.
    """

    kind: SourceKind
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    columns: Sequence[str] = ()
    separator: str = ""
    skipped_lines: Sequence[str] = ()

    @property
    def left_out(self) -> tuple[str, ...]:
        """The names of the columns that have values but no meaning."""
        unused = (index for index, column in enumerate(self.columns) if not column)
        names = dict(enumerate(self.header))
        return tuple(names[index] for index in unused if names.get(index) and any(row[index] for row in self.rows))


def metric_rows(pasted: PastedMetrics, *, columns: Sequence[str] = (), prefix: str = "") -> list[dict[str, str]]:
    """The cells of each metric by column, without empty ones. columns replaces the proposed columns.

    prefix is put in front of the names that do not begin with it.
    """
    meant = columns or pasted.columns
    rows = [dict(zip(meant, row, strict=False)) for row in pasted.rows]
    cells = [normal_cells({column: value for column, value in row.items() if column}) for row in rows]
    named = [
        {**row, "metric_name": prefixed(row["metric_name"], prefix)} if row.get("metric_name") else row for row in cells
    ]
    return [{column: value for column, value in row.items() if value} for row in named]


def converted_values(pasted: PastedMetrics, columns: Sequence[str]) -> dict[str, str]:
    """{value of the text: value of metadata.csv} of those that differ, without names of metrics."""
    values: dict[str, str] = {}
    for row in pasted.rows:
        cells = {column: value for column, value in zip(columns, row, strict=False) if column and value}
        normal = normal_cells(cells)
        shown = {**normal, "unit_name": unit_text(normal)} if "per_unit_name" not in cells else normal
        values |= {
            value: shown[column] for column, value in cells.items() if column != NAME_COLUMN and shown[column] != value
        }
    return values


def prefixed(name: str, prefix: str) -> str:
    """The name of a metric with the prefix, which replaces the same words at the beginning of the name.

    With `acme.queue.`, `acme_queue_depth` becomes `acme.queue.depth`.
    """
    if not prefix or name.startswith(prefix):
        return name
    return prefix + name.removeprefix(prefix.replace(".", "_"))
