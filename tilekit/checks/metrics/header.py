"""MD-001 to MD-007: the file, its header line and the number of cells in each row."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Edit, FixClass, LaterEdits, Severity, Spot
from tilekit.checks.metrics.rules import (
    FIELD,
    Hit,
    Metrics,
    cell_edit,
    metrics_check,
    metrics_file,
    metrics_of,
    spot_of,
)
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.core.near import nearest
from tilekit.lists import members
from tilekit.parse.csv import Record, parse_csv, spelled
from tilekit.parse.metrics_table import end_of, standard_columns
from tilekit.parse.positions import Unparsable

_NEWER = ("curated_metric", "sample_tags")
_OTHER_SIGNS = re.compile(r"[;\t]")
_SPACED_QUOTE = re.compile(r',[ \t]+"')
# What can be wrong with cells, which nobody reads while their column has no known name or their row is torn.
_OF_CELLS = (
    "MD-008", "MD-009", "MD-010", "MD-011", "MD-013", "MD-015", "MD-016", "MD-017", "MD-018", "MD-019", "MD-020",
    "MD-021", "MD-022", "MD-023", "MD-028", "MD-029", "MD-031", "MD-036", "MD-037", "MD-039", "MD-040", "MD-044",
    "MD-045", "MD-046",
)  # fmt: skip
_SPACE_BEFORE = N_("Line {line} has {n} cells, but the header has {m}. Remove the space before the quotation mark.")
_FEWEST = len(standard_columns()) - len(_NEWER)


@metrics_check(
    "MD-001",
    Severity.BLOCKER,
    N_("{file} is empty. Add at least the header line."),
    fix_title=N_("Add the header line"),
    fix=FixClass.SUGGESTED,
    follow_ups=_OF_CELLS,
)
def has_header(metrics: Metrics) -> Iterator[Hit]:
    """The file is not empty and its first line names columns. A header is added where the first row fits it."""
    table = metrics.table
    if table.has_columns():
        return
    if any(len(_OTHER_SIGNS.split(cell)) > _FEWEST for cell in table.header):
        text = N_("The cells of {file} are not separated by commas. Save the file as CSV with commas.")
        yield Hit(row=table.header_row, message=text)
        return
    text = N_("The first line of {file} contains no column names. Add the header line.") if table.header else ""
    width = len(table.header) or None
    edit = Edit(file=metrics.file, start=0, end=0, replacement=",".join(standard_columns()[:width]) + "\n")
    yield Hit(row=table.header_row, edits=(edit,) if _fits_header(table.header) else (), message=text)


def _fits_header(cells: Sequence[str]) -> bool:
    """Whether cells can stand under the standard columns: as many as those, with a type where one belongs."""
    has_type = cells[1:2] and cells[1] in members("metric_types.txt")
    return not cells or (_FEWEST <= len(cells) <= len(standard_columns()) and bool(has_type))


@metrics_check(
    "MD-002",
    Severity.BLOCKER,
    N_("{name} is not a known column. Correct its name or remove it."),
    fix_title=N_("Rename the column"),
    fix=FixClass.SUGGESTED,
    follow_ups=_OF_CELLS,
)
def knows_columns(metrics: Metrics) -> Iterator[Hit]:
    """Every column of the header is one of the eleven, and stands there once."""
    header, meant = metrics.table.header if metrics.table.has_columns() else (), _meant(metrics)
    for name in dict.fromkeys(header):
        if name in standard_columns() and header.count(name) > 1:
            text = N_("The column {name} appears twice. Remove one.")
            yield Hit(row=metrics.table.header_row, column=name, value=name, parameters={"name": name}, message=text)
        elif name not in standard_columns():
            yield Hit(
                row=metrics.table.header_row,
                column=name,
                value=name,
                parameters={"name": name, "number": header.index(name) + 1},
                edits=LaterEdits(partial(_renamed, metrics, name, meant[name])) if name in meant else (),
                message="" if name.strip() else N_("Column {number} has no name. Add a name or remove the column."),
            )


def _renamed(metrics: Metrics, name: str, meant: str) -> list[Edit]:
    """The column under its name; if spaces stand around that, they stand around its cells too."""
    table, at = metrics.table, metrics.table.header.index(name)
    padded = [row for row in table.rows if row.cells[at] != row.cells[at].strip()] if name != name.strip() else []
    named = [cell_edit(metrics, row, name, text=meant) for row in (table.header_row,) if row]
    return named + [cell_edit(metrics, row, name, text=row.cells[at].strip()) for row in padded]


def _meant(metrics: Metrics) -> dict[str, str]:
    """Unknown column -> the missing one that it surely is, written otherwise."""
    header = metrics.table.header
    free = [name for name in standard_columns() if name not in header]
    odd = [name for name in dict.fromkeys(header) if name not in standard_columns()]
    near = {name: nearest(name.strip().lower().replace(" ", "_"), free, cutoff=0.75) for name in odd}
    return {name: column for name, column in near.items() if column}


def _lacking(metrics: Metrics, names: tuple[str, ...]) -> Iterator[Hit]:
    """The columns that are not there; of one that has another name MD-002 speaks."""
    table = metrics.table
    there = {*table.header, *_meant(metrics).values(), *_called_otherwise(metrics)}
    for name in names if table.has_columns() else ():
        if name not in there:
            edits = LaterEdits(partial(_widened, metrics, name))
            yield Hit(row=table.header_row, value=name, parameters={"name": name}, edits=edits)


def _called_otherwise(metrics: Metrics) -> Iterator[str]:
    """The columns in whose place an unknown one stands."""
    for name, usual in zip(metrics.table.header, standard_columns(), strict=False):
        if name not in standard_columns():
            yield usual


def _widened(metrics: Metrics, name: str) -> list[Edit]:
    """The column in its usual place, before those that come later; without cells, but for its name."""
    later = standard_columns()[standard_columns().index(name) + 1 :]
    place = next((at for at, column in enumerate(metrics.table.header) if column in later), len(metrics.table.header))
    rows = (metrics.table.header_row, *metrics.table.rows, *metrics.table.odd)
    return [_inserted(metrics, row, name, place=place) for row in rows if row]


def _inserted(metrics: Metrics, row: Record, name: str, *, place: int) -> Edit:
    table, is_inside = metrics.table, place < len(row.cells)
    at = table.source.byte_offset(table.cell_span(row, place)[0] if is_inside else end_of(row))
    text = name if row is table.header_row else ""
    return Edit(file=metrics.file, start=at, end=at, replacement=f"{text}," if is_inside else f",{text}")


@metrics_check(
    "MD-003",
    Severity.BLOCKER,
    N_("The column {name} is missing. Add it."),
    fix_title=N_("Add the column"),
    fix=FixClass.SUGGESTED,
    follow_ups=("MD-008", "MD-015", "MD-028", "MD-036", "MD-039"),  # its cells are for the partner to fill
)
def has_needed_columns(metrics: Metrics) -> Iterator[Hit]:
    """The nine columns from metric_name to short_name are there."""
    yield from _lacking(metrics, tuple(name for name in standard_columns() if name not in _NEWER))


@metrics_check(
    "MD-004",
    Severity.WARNING,
    N_("The column curated_metric is missing. Add it; its cells may be empty."),
    fix_title=N_("Add the column"),
    fix=FixClass.SAFE,
)
def has_curated_metric(metrics: Metrics) -> Iterator[Hit]:
    """The column curated_metric is there."""
    yield from _lacking(metrics, ("curated_metric",))


@metrics_check(
    "MD-005",
    Severity.ADVICE,
    N_("The column sample_tags is missing. Add it; its cells may be empty."),
    fix_title=N_("Add the column"),
    fix=FixClass.SAFE,
)
def has_sample_tags(metrics: Metrics) -> Iterator[Hit]:
    """The column sample_tags is there."""
    yield from _lacking(metrics, ("sample_tags",))


@metrics_check(
    "MD-006",
    Severity.ADVICE,
    N_("The columns are not in the usual order."),
    fix_title=N_("Reorder the columns"),
    fix=FixClass.SAFE,
)
def keeps_order(metrics: Metrics) -> Iterator[Hit]:
    """Known columns stand in the standard order; a header with other faults is left alone."""
    header = list(metrics.table.header)
    wanted = [name for name in standard_columns() if name in header]
    if header == wanted or sorted(header) != sorted(wanted) or metrics.table.odd:
        return
    order = [header.index(name) for name in wanted]
    records = [row for row in (metrics.table.header_row, *metrics.table.rows) if row]
    yield Hit(row=metrics.table.header_row, edits=tuple(_reordered(metrics, row, order) for row in records))


def _reordered(metrics: Metrics, row: Record, order: list[int]) -> Edit:
    table = metrics.table
    start, end = table.source.byte_offset(row.start), table.source.byte_offset(end_of(row))
    return Edit(file=metrics.file, start=start, end=end, replacement=",".join(row.raw[index] for index in order))


@check(
    code="MD-007",
    severity=Severity.BLOCKER,
    message=N_(
        "Line {line} has {n} cells, but the header has {m}. Put a description that contains a comma in quotation marks."
    ),
    fix=FixClass.SUGGESTED,
    follow_ups=_OF_CELLS,
)
def has_even_rows(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """Every row has as many cells as the header, and every quotation mark is closed."""
    try:
        metrics = metrics_of(bundle)
    except Unparsable as fault:
        yield from _unreadable(bundle, fault)
        return
    if metrics is None or not metrics.table.has_columns():
        return
    for row in metrics.table.odd:
        counts = {"n": len(row.cells), "m": len(metrics.table.header)}
        if closed := _closed_up(metrics, row):
            hit = Hit(row=row, value=row.cells[0], parameters=counts, edits=closed, message=_SPACE_BEFORE)
            yield spot_of(metrics, hit, N_("Remove the space"))
            continue
        hit = Hit(row=row, value=row.cells[0], parameters=counts, edits=_quoted_description(metrics, row))
        yield spot_of(metrics, hit, N_("Put the description in quotation marks"))


def _closed_up(metrics: Metrics, row: Record) -> tuple[Edit, ...]:
    """The fix for spaces between a comma and a quotation mark, which then quotes nothing."""
    table = metrics.table
    text = table.source.text[row.start : end_of(row)]
    plain = _SPACED_QUOTE.sub(',"', text)
    start, end = table.source.byte_offset(row.start), table.source.byte_offset(end_of(row))
    try:
        widths = [len(piece.cells) for piece in parse_csv(plain.encode()).pieces]
    except Unparsable:
        return ()
    is_even = plain != text and widths == [len(table.header)]
    return (Edit(file=metrics.file, start=start, end=end, replacement=plain),) if is_even else ()


def _unreadable(bundle: Bundle, fault: Unparsable) -> Iterator[Spot]:
    """Quotation marks that do not match; what is not UTF-8 has a finding of its own."""
    file = metrics_file(bundle)
    try:
        bundle.files[file].decode("utf-8")
    except UnicodeDecodeError:
        return
    yield Spot(
        path=FIELD,
        file=file,
        line=fault.position.line,
        column=fault.position.column,
        value=fault.reason.id,
        message=N_("{file} cannot be read from line {line} onwards: {reason}."),
        parameters={"reason": fault.reason},
    )


def _quoted_description(metrics: Metrics, row: Record) -> tuple[Edit, ...]:
    """The fix where the spare commas stand in the description: what follows it must then fit its columns."""
    table, header = metrics.table, list(metrics.table.header)
    spare = len(row.cells) - len(header)
    if spare <= 0 or not {"description", "orientation"} <= set(header):
        return ()
    at = header.index("description")
    orientation = row.cells[header.index("orientation") + spare]
    text = ",".join(row.raw[at : at + spare + 1])
    if orientation not in members("orientations.txt") or '"' in text:
        return ()
    source = table.source
    start, end = table.cell_span(row, at)[0], table.cell_span(row, at + spare)[1]
    replacement = spelled(text, is_quoted=True)
    return (
        Edit(
            file=metrics.file,
            start=source.byte_offset(start),
            end=source.byte_offset(end),
            replacement=replacement,
        ),
    )
