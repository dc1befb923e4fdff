"""Adds a row to the metrics file for an unlisted metric that is shown, watched or sent."""

from bisect import bisect_left

from tilekit.bundle import Bundle
from tilekit.checks.finding import Edit, Fix
from tilekit.checks.fixes import text_edit
from tilekit.checks.metrics.listed_metrics import readable_metrics
from tilekit.checks.metrics.metrics_file import MetricsFile
from tilekit.checks.metrics.names import MAX_CHARACTERS
from tilekit.checks.metrics.normal_forms import normal_metric_name
from tilekit.core.messages import N_, Message
from tilekit.parse.csv import quoted_cell

OF_ROW = ("MD-015", "MD-028", "MD-036", "MD-039")
"""Checks that report a row with only a name: the partner must add type, description, orientation and integration."""


def row_fix(bundle: Bundle, name: str, kind: str = "") -> Fix | None:
    """The fix that adds a row for the metric in sorted order; None if the platform would not accept the name.

    The row contains the name, and the type if the code shows it (kind). The partner must fill in the rest.
    """
    metrics = readable_metrics(bundle)
    if metrics is None or metrics.table.irregular or name != normal_metric_name(name):
        return None
    if len(name) > MAX_CHARACTERS or "metric_name" not in metrics.table.header:
        return None
    edit = _edit_inserting_row(metrics, name, _row_text(metrics, name, kind))
    return Fix(title=Message(N_("Add {metric}"), {"metric": name}), edits=(edit,))


def _row_text(metrics: MetricsFile, name: str, kind: str) -> str:
    values = {"metric_name": name, "metric_type": kind}
    return ",".join(quoted_cell(values.get(column, "")) for column in metrics.table.header)


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
