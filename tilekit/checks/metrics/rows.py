"""MD-007: each row has as many cells as the header."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Edit, FixClass, RawFinding, Severity
from tilekit.checks.fixes import text_edit
from tilekit.checks.metrics.header import CELL_CHECKS
from tilekit.checks.metrics.metrics_file import (
    METRICS_FIELD,
    MetricsFile,
    RawMetricsFinding,
    metrics_file,
    metrics_of,
    raw_finding_of,
)
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.csv import Record, parse_csv, quoted_cell
from tilekit.parse.metrics_table import end_of
from tilekit.parse.positions import Unparsable
from tilekit.platform_lists import line_set

_SPACED_QUOTE = re.compile(r',[ \t]+"')
_SPACE_BEFORE = N_("Line {line} has {n} cells, but the header has {m}. Remove the space before the quotation mark.")


@check(
    code="MD-007",
    name=N_("Wrong number of cells in a metrics row"),
    severity=Severity.BLOCKER,
    message=N_(
        "Line {line} has {n} cells, but the header has {m}. Put a description that contains a comma in quotation marks."
    ),
    fix=FixClass.SUGGESTED,
    follow_ups=CELL_CHECKS,
    applies_to=N_("row"),
    expected=N_("As many cells as the header"),
    bad="a row with one comma too many",
    good="as many cells as the header has",
)
def has_even_rows(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    try:
        metrics = metrics_of(bundle)
    except Unparsable as fault:
        yield from _unreadable(bundle, fault)
        return
    if metrics is None or not metrics.table.has_columns():
        return
    for row in metrics.table.irregular:
        counts = {"n": len(row.cells), "m": len(metrics.table.header)}
        if closed := _closed_up(metrics, row):
            hit = RawMetricsFinding(row=row, value=row.cells[0], parameters=counts, edits=closed, message=_SPACE_BEFORE)
            yield raw_finding_of(metrics, hit, fix_title=N_("Remove the space"))
            continue
        hit = RawMetricsFinding(row=row, value=row.cells[0], parameters=counts, edits=_quoted_description(metrics, row))
        yield raw_finding_of(metrics, hit, fix_title=N_("Put the description in quotation marks"))


def _closed_up(metrics: MetricsFile, row: Record) -> tuple[Edit, ...]:
    """The edits that remove spaces between a comma and a quotation mark, which make the quotation mark ineffective."""
    table = metrics.table
    text = table.source.text[row.start : end_of(row)]
    plain = _SPACED_QUOTE.sub(',"', text)
    try:
        widths = [len(piece.cells) for piece in parse_csv(plain.encode()).pieces]
    except Unparsable:
        return ()
    is_even = plain != text and widths == [len(table.header)]
    return (text_edit(metrics.file, table.source, (row.start, end_of(row)), new=plain),) if is_even else ()


def _unreadable(bundle: Bundle, fault: Unparsable) -> Iterator[RawFinding]:
    """The finding about a quotation mark that is never closed. Another check reports a file that is not UTF-8."""
    file = metrics_file(bundle)
    try:
        bundle.files[file].decode("utf-8")
    except UnicodeDecodeError:
        return
    yield RawFinding(
        path=METRICS_FIELD,
        file=file,
        line=fault.position.line,
        column=fault.position.column,
        value=fault.code,
        message=N_("The file cannot be read from line {line} onwards: {reason}. Correct it."),
        parameters={"reason": fault.reason},
    )


def _quoted_description(metrics: MetricsFile, row: Record) -> tuple[Edit, ...]:
    """The edits that quote the description if it contains the extra commas: the cells after it must then fit their
    columns.
    """
    table, header = metrics.table, list(metrics.table.header)
    spare = len(row.cells) - len(header)
    if spare <= 0 or not {"description", "orientation"} <= set(header):
        return ()
    at = header.index("description")
    orientation = row.cells[header.index("orientation") + spare]
    text = ",".join(row.raw[at : at + spare + 1])
    if orientation not in line_set("orientations.txt") or '"' in text:
        return ()
    span = table.cell_span(row, at)[0], table.cell_span(row, at + spare)[1]
    return (text_edit(metrics.file, table.source, span, new=quoted_cell(text, is_quoted=True)),)
