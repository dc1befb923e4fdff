"""Adds the metrics of one metrics file to another."""

from collections.abc import Iterator

from tilekit.parse.csv import Table, parse_csv
from tilekit.parse.csv_edit import AddRow, edit
from tilekit.suggest.metric_columns import NAME_COLUMN


def with_new_metrics(stored: bytes, sent: bytes) -> bytes:
    """The stored metrics file and, below its rows, those of the other file whose metrics it does not have.

    Columns that the stored file does not have are left out. Raises Unparsable.
    """
    rows = list(_new_rows(parse_csv(stored), parse_csv(sent)))
    return edit(stored, rows) if rows else stored


def _new_rows(stored: Table, sent: Table) -> Iterator[AddRow]:
    names = {"", *(stored.cell(record, NAME_COLUMN) for record in stored.records)}
    for record in sent.records:
        cells = {column: sent.cell(record, column) for column in sent.header if column in stored.header}
        name = cells.get(NAME_COLUMN, "")
        if name not in names:
            names.add(name)
            yield AddRow(values=cells)
