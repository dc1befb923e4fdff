"""A new row of the metrics file for a metric that is shown, watched or sent and not listed."""

from bisect import bisect_left

from tilekit.bundle import Bundle
from tilekit.checks.finding import Edit, Fix
from tilekit.checks.metrics.forms import normal_metric_name, normal_source_name, short_form
from tilekit.checks.metrics.lookup import readable_metrics
from tilekit.checks.metrics.names import MAX_CHARACTERS
from tilekit.checks.metrics.rules import Metrics
from tilekit.core.messages import N_, Message
from tilekit.parse.csv import spelled
from tilekit.sections.overview import Overview

_COUNTS = (".count", "_count", "_total", ".total")


def row_fix(bundle: Bundle, name: str, kind: str = "") -> Fix | None:
    """The fix that lists the metric where its name belongs; None for a name that the platform would not keep.

    Words and orientation, and the type where kind does not say it, are a first guess from the name; the partner sees
    them in the patch.
    """
    metrics = readable_metrics(bundle)
    if metrics is None or metrics.table.odd or name != normal_metric_name(name):
        return None
    if len(name) > MAX_CHARACTERS or "metric_name" not in metrics.table.header:
        return None
    edit = _inserted(metrics, name, _line(metrics, (name, kind), bundle.section(Overview).title))
    return Fix(title=Message(N_("List {metric}"), {"metric": name}), edits=(edit,))


def _line(metrics: Metrics, metric: tuple[str, str], title: str) -> str:
    name, kind = metric
    short = short_form(name, metrics.prefix)
    values = {
        "metric_name": name,
        "metric_type": kind or ("count" if name.endswith(_COUNTS) else "gauge"),
        "description": f"The {short.lower()} that {title if title.isascii() else 'the product'} reports.",
        "orientation": "0",
        "integration": normal_source_name(metrics.source_name),
        "short_name": short,
    }
    return ",".join(spelled(values.get(column, "")) for column in metrics.table.header)


def _inserted(metrics: Metrics, name: str, line: str) -> Edit:
    """In front of the first name that comes later where names are sorted, else at the end."""
    table = metrics.table
    names, rows = list(table.names), table.rows
    place = bisect_left(names, name) if names == sorted(names) else len(rows)
    last = rows[-1] if rows else table.header_row
    line_end = next((row.line_end for row in (*rows, last) if row and row.line_end), "\n")
    if place < len(rows) or last is None:
        at, text = rows[place].start if rows else 0, line + line_end
    else:
        at, text = last.end, line + line_end if last.line_end else line_end + line
    offset = table.source.byte_offset(at)
    return Edit(file=metrics.file, start=offset, end=offset, replacement=text)
