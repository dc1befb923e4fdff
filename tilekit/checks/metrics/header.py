"""MD-001 to MD-007: the file, its header line and the number of cells in each row."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from tilekit.checks.finding import Edit, FixClass, LazyEdits, Severity
from tilekit.checks.fixes import text_edit
from tilekit.checks.metrics.columns import CURATED
from tilekit.checks.metrics.metrics_file import (
    MetricsFile,
    RawMetricsFinding,
    cell_edit,
    metrics_check,
)
from tilekit.checks.metrics.tag_lists import SAMPLE_TAGS
from tilekit.core.messages import N_
from tilekit.core.suggestions import closest_word
from tilekit.parse.csv import Record, quoted_cell
from tilekit.parse.metrics_table import end_of, standard_columns
from tilekit.parse.pasted_table import header_separator, rows_in
from tilekit.platform_lists import line_set

_NEWER_COLUMNS = (CURATED, SAMPLE_TAGS)
# Findings about cells, which can't be checked while their column has no known name or their row is malformed.
CELL_CHECKS = (
    "MD-008", "MD-009", "MD-010", "MD-011", "MD-013", "MD-015", "MD-016", "MD-017", "MD-018", "MD-019", "MD-020",
    "MD-021", "MD-022", "MD-023", "MD-028", "MD-029", "MD-031", "MD-036", "MD-037", "MD-039", "MD-040", "MD-044",
    "MD-045", "MD-046",
)  # fmt: skip
_OTHER_DELIMITERS = re.compile(r"[;\t|:]")
_FEWEST_COLUMNS = len(standard_columns()) - len(_NEWER_COLUMNS)


@metrics_check(
    "MD-001",
    Severity.BLOCKER,
    N_("The file is empty. Add at least the header line."),
    name=N_("Metrics file without a header"),
    fix_title=N_("Add the header line"),
    fix=FixClass.SUGGESTED,
    follow_ups=CELL_CHECKS,
    applies_to=N_("file"),
    expected=N_("Has a header line"),
    bad="an empty file",
    good="the header line and rows",
)
def has_header(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """The file is not empty, and its first line names columns. The fix adds a header if the first row
    fits the columns, or writes the table with commas.
    """
    table = metrics.table
    if table.has_columns():
        return
    if any(len(_columns_in(cell)) > 1 for cell in table.header):
        text = N_("The cells are not separated by commas. Save the file as CSV with commas.")
        separator = header_separator(table.source.text, lambda cells: not set(standard_columns()).isdisjoint(cells))
        edits = LazyEdits(partial(_with_commas, metrics, separator)) if separator else ()
        title = N_("Separate the cells with commas")
        yield RawMetricsFinding(row=table.header_row, edits=edits, fix_title=title, message=text)
        return
    text = N_("The first line contains no column names. Add the header line.") if table.header else ""
    width = len(table.header) or None
    edit = Edit(file=metrics.file, start=0, end=0, replacement=",".join(standard_columns()[:width]) + "\n")
    yield RawMetricsFinding(row=table.header_row, edits=(edit,) if _fits_header(table.header) else (), message=text)


def _with_commas(metrics: MetricsFile, separator: str) -> Iterator[Edit]:
    """The edit that writes every row with commas instead of the separator."""
    source = metrics.table.source
    new = "".join(",".join(map(quoted_cell, row)) + "\n" for row in rows_in(source.text, separator))
    yield text_edit(metrics.file, source, (0, len(source.text)), new=new)


def _columns_in(cell: str) -> set[str]:
    """The standard columns that a cell names between other delimiters, with or without quotation marks."""
    return {part.strip(" \"'").lower() for part in _OTHER_DELIMITERS.split(cell)}.intersection(standard_columns())


def _fits_header(cells: Sequence[str]) -> bool:
    """Whether cells fit the standard columns: as many cells, with a type in the column for it."""
    has_type = cells[1:2] and cells[1] in line_set("metric_types.txt")
    return not cells or (_FEWEST_COLUMNS <= len(cells) <= len(standard_columns()) and bool(has_type))


@metrics_check(
    "MD-002",
    Severity.BLOCKER,
    N_("{name} is not a known column. Correct its name or remove it."),
    name=N_("Unknown or repeated column"),
    fix_title=N_("Rename the column"),
    fix=FixClass.SUGGESTED,
    follow_ups=CELL_CHECKS,
    applies_to=N_("header"),
    expected=N_("Only known columns, each listed once"),
    bad="a column called notes",
    good="the eleven columns",
)
def has_known_columns(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """Every column of the header is one of the eleven, and appears once."""
    header, suggestions = metrics.table.header if metrics.table.has_columns() else (), _misspelled_columns(metrics)
    for name in dict.fromkeys(header):
        if name in standard_columns() and header.count(name) > 1:
            text = N_("The column {name} appears more than once. Keep only one.")
            yield RawMetricsFinding(
                row=metrics.table.header_row, column=name, value=name, parameters={"name": name}, message=text
            )
        elif name not in standard_columns():
            yield RawMetricsFinding(
                row=metrics.table.header_row,
                column=name,
                value=name,
                parameters={"name": name, "number": header.index(name) + 1},
                edits=LazyEdits(partial(_edits_renaming_column, metrics, name, suggestions[name]))
                if name in suggestions
                else (),
                message="" if name.strip() else N_("Column {number} has no name. Add a name or remove the column."),
            )


def _edits_renaming_column(metrics: MetricsFile, name: str, suggestion: str) -> list[Edit]:
    """The edits that rename a column. If its name has spaces around it, they are removed from its cells too."""
    table, at = metrics.table, metrics.table.header.index(name)
    padded = [row for row in table.rows if row.cells[at] != row.cells[at].strip()] if name != name.strip() else []
    named = [cell_edit(metrics, row, name, text=suggestion) for row in (table.header_row,) if row]
    return named + [cell_edit(metrics, row, name, text=row.cells[at].strip()) for row in padded]


def _misspelled_columns(metrics: MetricsFile) -> dict[str, str]:
    """Unknown column -> the missing column that it certainly misspells."""
    header = metrics.table.header
    free = [name for name in standard_columns() if name not in header]
    unknown = [name for name in dict.fromkeys(header) if name not in standard_columns()]
    suggestions = {name: closest_word(name.strip().lower().replace(" ", "_"), free, cutoff=0.75) for name in unknown}
    return {name: column for name, column in suggestions.items() if column}


def _missing_columns(metrics: MetricsFile, names: tuple[str, ...]) -> Iterator[RawMetricsFinding]:
    """Findings about missing columns. MD-002 reports misspelled ones."""
    table = metrics.table
    not_missing = {*table.header, *_misspelled_columns(metrics).values(), *_columns_with_other_names(metrics)}
    for name in names if table.has_columns() else ():
        if name not in not_missing:
            edits = LazyEdits(partial(_edits_inserting_column, metrics, name))
            yield RawMetricsFinding(row=table.header_row, value=name, parameters={"name": name}, edits=edits)


def _columns_with_other_names(metrics: MetricsFile) -> Iterator[str]:
    """The standard columns at whose positions the file has unknown columns."""
    for name, usual in zip(metrics.table.header, standard_columns(), strict=False):
        if name not in standard_columns():
            yield usual


def _edits_inserting_column(metrics: MetricsFile, name: str) -> list[Edit]:
    """The edits that insert a column with empty cells in its usual position."""
    later = standard_columns()[standard_columns().index(name) + 1 :]
    place = next((at for at, column in enumerate(metrics.table.header) if column in later), len(metrics.table.header))
    rows = (metrics.table.header_row, *metrics.table.rows, *metrics.table.irregular)
    return [_edit_inserting_cell(metrics, row, name, place=place) for row in rows if row]


def _edit_inserting_cell(metrics: MetricsFile, row: Record, name: str, *, place: int) -> Edit:
    table, is_inside = metrics.table, place < len(row.cells)
    at = table.cell_span(row, place)[0] if is_inside else end_of(row)
    text = name if row is table.header_row else ""
    return text_edit(metrics.file, table.source, (at, at), new=f"{text}," if is_inside else f",{text}")


@metrics_check(
    "MD-003",
    Severity.BLOCKER,
    N_("The column {name} is missing. Add the column."),
    name=N_("Missing column"),
    fix_title=N_("Add the column"),
    fix=FixClass.SUGGESTED,
    follow_ups=("MD-008", "MD-015", "MD-028", "MD-036", "MD-039"),  # the partner must fill in its cells
    applies_to=N_("header"),
    expected=N_("Has the nine columns from metric_name to short_name"),
    bad="no column short_name",
    good="metric_name to short_name",
)
def has_needed_columns(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    yield from _missing_columns(metrics, tuple(name for name in standard_columns() if name not in _NEWER_COLUMNS))


@metrics_check(
    "MD-004",
    Severity.WARNING,
    N_("The column curated_metric is missing. Add the column. Its cells can be empty."),
    name=N_("No curated_metric column"),
    fix_title=N_("Add the column"),
    fix=FixClass.SAFE,
    applies_to=N_("header"),
    expected=N_("Has the column curated_metric"),
    bad="no column curated_metric",
    good="curated_metric",
)
def has_curated_metric(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    yield from _missing_columns(metrics, ("curated_metric",))


@metrics_check(
    "MD-005",
    Severity.ADVICE,
    N_("The column sample_tags is missing. Add the column. Its cells can be empty."),
    name=N_("No sample_tags column"),
    fix_title=N_("Add the column"),
    fix=FixClass.SAFE,
    applies_to=N_("header"),
    expected=N_("Has the column sample_tags"),
    bad="no column sample_tags",
    good="sample_tags",
)
def has_sample_tags(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    yield from _missing_columns(metrics, ("sample_tags",))


@metrics_check(
    "MD-006",
    Severity.ADVICE,
    N_("The columns are not in the standard order. Reorder them."),
    name=N_("Columns in a non-standard order"),
    fix_title=N_("Reorder the columns"),
    fix=FixClass.SAFE,
    applies_to=N_("header"),
    expected=N_("Columns are in the standard order"),
    bad="description before metric_type",
    good="the standard order",
)
def keeps_order(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """Known columns are in the standard order. Not checked if the header has other faults."""
    header = list(metrics.table.header)
    expected = [name for name in standard_columns() if name in header]
    if header == expected or sorted(header) != sorted(expected) or metrics.table.irregular:
        return
    order = [header.index(name) for name in expected]
    records = [row for row in (metrics.table.header_row, *metrics.table.rows) if row]
    yield RawMetricsFinding(
        row=metrics.table.header_row, edits=tuple(_edit_ordering_cells(metrics, row, order) for row in records)
    )


def _edit_ordering_cells(metrics: MetricsFile, row: Record, order: list[int]) -> Edit:
    new = ",".join(row.raw[index] for index in order)
    return text_edit(metrics.file, metrics.table.source, (row.start, end_of(row)), new=new)
