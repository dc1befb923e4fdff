"""Adds a row to the metrics file for an unlisted metric that is shown, watched or sent."""

from bisect import bisect_left
from collections.abc import Mapping

from tilekit.bundle import Bundle
from tilekit.checks.finding import Edit, Fix
from tilekit.checks.fixes import text_edit
from tilekit.checks.metrics.listed_metrics import readable_metrics
from tilekit.checks.metrics.metrics_file import MetricsFile
from tilekit.checks.metrics.names import MAX_METRIC_NAME
from tilekit.checks.metrics.normal_forms import normal_metric_name
from tilekit.core.messages import N_, Message
from tilekit.parse.csv import quoted_cell
from tilekit.sections.initial_values import normal_source_name

OF_ROW = ("MD-028",)
"""The check that reports a row of this fix: only the partner can describe the metric."""
_NEUTRAL = "0"  # the orientation: neither higher nor lower values are better


def row_fix(bundle: Bundle, name: str, kind: str) -> Fix | None:
    """The fix that adds a row for the metric in sorted order.

    kind is the type that the code or a query shows. Without it, the type is the one that all other metrics have. None
    if the platform would not accept the name, or if a required cell is unknown: an incomplete row is worse than none.
    """
    metrics = readable_metrics(bundle)
    if metrics is None or metrics.table.irregular or name != normal_metric_name(name):
        return None
    cells = _row_cells(metrics, name, kind or _common_type(metrics))
    if len(name) > MAX_METRIC_NAME or not (cells.keys() <= set(metrics.table.header) and all(cells.values())):
        return None
    line = ",".join(quoted_cell(cells.get(column, "")) for column in metrics.table.header)
    edit = _edit_inserting_row(metrics, name, line)
    return Fix(title=Message(N_("Add {metric}"), {"metric": name}), edits=(edit,))


def _row_cells(metrics: MetricsFile, name: str, kind: str) -> Mapping[str, str]:
    """{column: text} of the required cells, except the description."""
    source = normal_source_name(metrics.source_name)
    return {"metric_name": name, "metric_type": kind, "orientation": _NEUTRAL, "integration": source}


def _common_type(metrics: MetricsFile) -> str:
    """The type of all metrics; "" if they differ or there are none."""
    types = {text.strip() for text in metrics.table.column("metric_type")}
    return types.pop() if len(types) == 1 else ""


def _edit_inserting_row(metrics: MetricsFile, name: str, line: str) -> Edit:
    """The edit that inserts the line before the first later name if names are sorted, otherwise at the end."""
    table = metrics.table
    names, rows = list(table.names), table.rows
    place = bisect_left(names, name) if names == sorted(names) else len(rows)
    last = rows[-1] if rows else table.header_row
    line_end = next((row.line_end for row in (*rows, last) if row and row.line_end), "\n")
    if place < len(rows) or last is None:
        at, text = rows[place].start if rows else 0, line + line_end
    else:
        at, text = last.end, line + line_end if last.line_end else line_end + line
    return text_edit(metrics.file, table.source, (at, at), new=text)
