"""Converts edits of the metrics table to operations on metadata.csv."""

from collections.abc import Iterator, Mapping, Sequence

from django.http import QueryDict
from msgspec import Struct

from common.requests import parse_number
from studio.metrics.draft_metrics import NAME_COLUMN, DraftMetrics, new_file_columns
from tilekit.parse.csv import Table, parse_csv
from tilekit.parse.csv_edit import AddRow, Operation, OrderRows, RemoveRow, SetCell
from tilekit.suggest.metric_cells import usual_cells

CELL = "cell."


class GridEdit(Struct, frozen=True, kw_only=True):
    """An edit of the table in the browser. sha256 is the file that it changes.

    restores is the digest of an earlier file that an undo probably restores. is_pasted: names of rows were pasted, so a
    changed name is not a rename.
    """

    sha256: str
    operations: list[Operation]
    restores: str = ""
    is_pasted: bool = False


def operations(post: QueryDict, metrics: DraftMetrics, *, new_row: Mapping[str, str]) -> list[Operation]:
    """The operations of a form: changed `cell.<row>.<column>` values, `remove`, `add`."""
    edits: list[Operation] = list(_cell_edits(post, metrics.table)) if metrics.table else []
    if (row := parse_number(post.get("remove", ""))) is not None:
        edits.append(RemoveRow(row=row))
    if "add" in post:
        edits.append(AddRow(values=new_row))
    return edits


def metric_names(metrics: DraftMetrics) -> list[str]:
    """The name in each row of the table, "" for a row without one."""
    return [metrics.table.cell(record, NAME_COLUMN) for record in metrics.records] if metrics.table else []


def pasted_operations(
    pasted: Sequence[Mapping[str, str]], metrics: DraftMetrics, *, new_row: Mapping[str, str]
) -> Iterator[Operation]:
    """Changes the metrics that have the same names, and adds the others below them."""
    names = metric_names(metrics)
    row_by_name = {name: index for index, name in reversed(list(enumerate(names))) if name}
    for row in pasted:
        index = row_by_name.get(row.get(NAME_COLUMN, ""))
        if index is not None:
            yield from (SetCell(row=index, column=column, value=value) for column, value in row.items())
        else:
            usual = usual_cells("", name=row.get(NAME_COLUMN, ""))
            cells = {column: usual["metric_type"] if column == "metric_type" else new_row[column] for column in new_row}
            yield AddRow(values={**cells, **row})


def new_row_cells(metrics: DraftMetrics, *, prefix: str, source: str) -> Mapping[str, str]:
    """The likely values of a new row, for columns that the file has. source is its integration if no row has one."""
    last = metrics.records[-1] if metrics.records else None
    integration = metrics.table.cell(last, "integration") if metrics.table and last else source
    default_cells = {NAME_COLUMN: prefix, **usual_cells(integration)}
    columns: Sequence[str] = metrics.table.header if metrics.table and metrics.table.header else new_file_columns()
    return {name: value for name, value in default_cells.items() if name in columns}


def renames(edits: Sequence[Operation], metrics: DraftMetrics) -> dict[str, str]:
    """{old name: new name} of renamed metrics, without names that two rows have before or after the edits."""
    old = metric_names(metrics)
    rows: list[tuple[str, str]] = [(name, name) for name in old]
    for edit in edits:
        rows = _names_after(rows, edit)
    new = [name for _, name in rows]
    changed = {before: after for before, after in rows if before and after and before != after}
    return {a: b for a, b in changed.items() if old.count(a) == new.count(b) == 1 and a not in new and b not in old}


def _names_after(rows: list[tuple[str, str]], edit: Operation) -> list[tuple[str, str]]:
    """The (old, new) names of all rows after an operation; the old name of an added row is ""."""
    if isinstance(edit, OrderRows):
        return [rows[index] for index in edit.rows]
    if isinstance(edit, AddRow):
        rows.insert(len(rows) if edit.row is None else edit.row, ("", edit.values.get(NAME_COLUMN, "")))
    elif isinstance(edit, RemoveRow) and edit.row < len(rows):
        del rows[edit.row]
    elif isinstance(edit, SetCell) and edit.column == NAME_COLUMN and edit.row < len(rows):
        rows[edit.row] = (rows[edit.row][0], edit.value)
    return rows


def have_same_cells(data: bytes, other: bytes) -> bool:
    """Whether two files contain the same table, although their bytes may differ."""
    first, second = parse_csv(data), parse_csv(other)
    return [piece.cells for piece in first.pieces] == [piece.cells for piece in second.pieces]


def _cell_edits(post: QueryDict, table: Table) -> Iterator[Operation]:
    for name, value in post.items():
        if not name.startswith(CELL):
            continue
        row_text, _dot, column = name.removeprefix(CELL).partition(".")
        row = parse_number(row_text)
        if row is None or row >= len(table.records) or column not in table.header:
            continue
        if table.cell(table.records[row], column) != value:
            yield SetCell(row=row, column=column, value=str(value))
