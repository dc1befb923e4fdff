"""MD-001 to MD-007: the file, its header line and the number of cells in each row."""

from collections.abc import Iterator
from difflib import get_close_matches

from tilekit.checks.finding import Edit, Severity
from tilekit.checks.metrics.rules import Hit, Metrics, in_quotes, metrics_check
from tilekit.core.messages import N_
from tilekit.parse.metrics_table import Row, standard_columns

_NEWER = ("curated_metric", "sample_tags")


@metrics_check(
    "MD-001",
    Severity.BLOCKER,
    N_("{file} is empty. It needs at least the header line."),
    fix=N_("Write the header line"),
)
def has_header(metrics: Metrics) -> Iterator[Hit]:
    """The file is not empty and its first line names columns."""
    table = metrics.table
    if table.fault or table.has_columns():
        return
    text = N_("The first line of {file} names no column. It needs the header line.") if table.header else ""
    edit = Edit(file=metrics.file, start=0, end=0, replacement=",".join(standard_columns()) + "\n")
    yield Hit(row=table.header_row, edits=(edit,), message=text)


@metrics_check(
    "MD-002",
    Severity.BLOCKER,
    N_("The column {name} is not known. Remove it or correct its name."),
    fix=N_("Rename the column"),
)
def knows_columns(metrics: Metrics) -> Iterator[Hit]:
    """Every column of the header is one of the eleven, and stands there once."""
    header = metrics.table.header if metrics.table.has_columns() else ()
    free = [name for name in standard_columns() if name not in header]
    for name in dict.fromkeys(header):
        if name in standard_columns() and header.count(name) > 1:
            text = N_("The column {name} is there twice. Remove one.")
            yield Hit(row=metrics.table.header_row, column=name, value=name, parameters={"name": name}, message=text)
        elif name not in standard_columns():
            near = get_close_matches(name.strip().lower().replace(" ", "_"), free, n=1, cutoff=0.75)
            yield Hit(
                row=metrics.table.header_row,
                column=name,
                value=name,
                parameters={"name": name},
                cells={name: near[0]} if near else None,
            )


def _lacking(metrics: Metrics, names: tuple[str, ...]) -> Iterator[Hit]:
    table = metrics.table
    if not table.has_columns():
        return
    for name in names:
        if name not in table.header:
            edits = tuple(_appended(metrics, row, name) for row in (table.header_row, *table.rows) if row)
            yield Hit(row=table.header_row, value=name, parameters={"name": name}, edits=edits)


def _appended(metrics: Metrics, row: Row, name: str) -> Edit:
    """An empty cell at the end of a row, the column's name at the end of the header."""
    at = metrics.table.source.byte_offset(row.end)
    text = f",{name}" if row is metrics.table.header_row else ","
    return Edit(file=metrics.file, start=at, end=at, replacement=text)


@metrics_check("MD-003", Severity.BLOCKER, N_("The column {name} is missing."), fix=N_("Add the column"))
def has_needed_columns(metrics: Metrics) -> Iterator[Hit]:
    """The nine columns from metric_name to short_name are there."""
    yield from _lacking(metrics, tuple(name for name in standard_columns() if name not in _NEWER))


@metrics_check(
    "MD-004",
    Severity.WARNING,
    N_("Add the column curated_metric (it may be empty)."),
    fix=N_("Add the column"),
)
def has_curated_metric(metrics: Metrics) -> Iterator[Hit]:
    """The column curated_metric is there."""
    yield from _lacking(metrics, ("curated_metric",))


@metrics_check(
    "MD-005",
    Severity.ADVICE,
    N_("Add the column sample_tags (it may be empty)."),
    fix=N_("Add the column"),
)
def has_sample_tags(metrics: Metrics) -> Iterator[Hit]:
    """The column sample_tags is there."""
    yield from _lacking(metrics, ("sample_tags",))


@metrics_check("MD-006", Severity.ADVICE, N_("Put the columns in the usual order."), fix=N_("Put them in order"))
def keeps_order(metrics: Metrics) -> Iterator[Hit]:
    """Known columns stand in the standard order; a header with other faults is left alone."""
    header = list(metrics.table.header)
    wanted = [name for name in standard_columns() if name in header]
    if header == wanted or sorted(header) != sorted(wanted) or metrics.table.odd:
        return
    order = [header.index(name) for name in wanted]
    records = [row for row in (metrics.table.header_row, *metrics.table.rows) if row]
    yield Hit(row=metrics.table.header_row, edits=tuple(_reordered(metrics, row, order) for row in records))


def _reordered(metrics: Metrics, row: Row, order: list[int]) -> Edit:
    table = metrics.table
    texts = [table.text[start:end] for start, end in table.cell_spans(row)]
    start, end = table.source.byte_offset(row.start), table.source.byte_offset(row.end)
    return Edit(file=metrics.file, start=start, end=end, replacement=",".join(texts[index] for index in order))


@metrics_check(
    "MD-007",
    Severity.BLOCKER,
    N_("Line {line} has {n} cells, the header has {m}. A description with a comma needs quotes."),
    fix=N_("Put the description in quotation marks"),
)
def has_even_rows(metrics: Metrics) -> Iterator[Hit]:
    """Every row has as many cells as the header, and every quotation mark is closed."""
    table = metrics.table
    if table.fault:
        text = N_("{file} cannot be read from line {line} on: {reason}.")
        row = Row(table.fault.line, 0, 0, ())
        yield Hit(row=row, value=table.fault.reason, parameters={"reason": table.fault.reason}, message=text)
    for row in table.odd if table.has_columns() else ():
        yield Hit(
            row=row,
            value=row.cells[0],
            parameters={"n": len(row.cells), "m": len(table.header)},
            edits=_quoted_description(metrics, row),
        )


def _quoted_description(metrics: Metrics, row: Row) -> tuple[Edit, ...]:
    """The fix where the spare commas stand in the description: what follows it must then fit its columns."""
    table = metrics.table
    spare = len(row.cells) - len(table.header)
    if spare <= 0 or not {"description", "orientation"} <= set(table.header):
        return ()
    at = list(table.header).index("description")
    after = row.cells[at + spare + 1 :]
    if after[list(table.header).index("orientation") - at - 1 :][:1] not in (["-1"], ["0"], ["1"]):
        return ()
    spans = table.cell_spans(row)
    start, end = spans[at][0], spans[at + spare][1]
    text = table.text[start:end]
    if '"' in text:
        return ()
    source = table.source
    return (
        Edit(
            file=metrics.file,
            start=source.byte_offset(start),
            end=source.byte_offset(end),
            replacement=in_quotes(text),
        ),
    )
