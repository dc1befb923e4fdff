"""Converts edits of the metrics table to operations on metadata.csv."""

from collections.abc import Iterator, Mapping, Sequence

from django.http import QueryDict

from common.requests import parse_number
from studio.metrics.page import NAME_COLUMN, DraftMetrics
from tilekit.parse.csv import Table
from tilekit.parse.csv_edit import AddRow, Operation, RemoveRow, SetCell

CELL = "cell."


def operations(post: QueryDict, metrics: DraftMetrics, *, prefix: str) -> list[Operation]:
    """The operations of a request: changed `cell.<row>.<column>` values, `remove`, `paste` at a cell, `add`.

    prefix is the prefix of a new metric's name.
    """
    edits: list[Operation] = list(_cell_edits(post, metrics.table)) if metrics.table else []
    if (row := parse_number(post.get("remove", ""))) is not None:
        edits.append(RemoveRow(row=row))
    if "paste" in post:
        edits += _paste_edits(post, metrics)
    if "add" in post:
        edits.append(AddRow(values=_default_cells(metrics, prefix)))
    return edits


def renames(typed: Sequence[Operation], metrics: DraftMetrics) -> dict[str, str]:
    """{old name: new name} of renamed metrics, without new names that another row already has."""
    names = [metrics.table.cell(record, NAME_COLUMN) for record in metrics.records] if metrics.table else []
    cells = [edit for edit in typed if isinstance(edit, SetCell) and edit.column == NAME_COLUMN]
    new_names = {names[edit.row]: edit.value for edit in cells if isinstance(edit.row, int)}
    return {old: new for old, new in new_names.items() if old and new and names.count(old) == 1 and new not in names}


def _cell_edits(post: QueryDict, table: Table) -> Iterator[Operation]:
    for name, value in post.items():
        if not name.startswith(CELL):
            continue
        row_text, _dot, column = name.removeprefix(CELL).partition(".")
        row = int(row_text) if row_text.isascii() and row_text.isdecimal() else len(table.records)
        if row >= len(table.records) or column not in table.header:
            continue
        if table.cell(table.records[row], column) != value:
            yield SetCell(row=row, column=column, value=str(value))


def _paste_edits(post: QueryDict, metrics: DraftMetrics) -> Iterator[Operation]:
    """The operations for a block from a spreadsheet, which overwrites existing cells and adds rows below them."""
    table, row, column = metrics.table, parse_number(post.get("row", "")), post.get("column", "")
    if table is None or row is None or column not in table.header:
        return
    columns = table.header[table.header.index(column) :]
    for offset, line in enumerate(post.get("paste", "").replace("\r\n", "\n").rstrip("\n").split("\n")):
        values = dict(zip(columns, line.split("\t"), strict=False))
        if row + offset < len(table.records):
            yield from (SetCell(row=row + offset, column=name, value=value) for name, value in values.items())
        else:
            yield AddRow(values=values)


def _default_cells(metrics: DraftMetrics, prefix: str) -> Mapping[str, str]:
    """The likely values of a new row, for columns that the file has."""
    last = metrics.records[-1] if metrics.records else None
    integration = metrics.table.cell(last, "integration") if metrics.table and last else ""
    default_cells = {NAME_COLUMN: prefix, "metric_type": "gauge", "orientation": "0", "integration": integration}
    columns: Sequence[str] = metrics.table.header if metrics.table else tuple(default_cells)
    return {name: value for name, value in default_cells.items() if name in columns}
