"""Suggested changes: of a field, of cells of a row, of a record of a CSV file or a new one, or of a file."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from listings.content.references import Documents, FieldPath, value_at_path
from listings.writes.uploads import IncomingFile
from reviews.models import Thread
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.core.section import Values
from tilekit.parse.csv import Table, parse_csv
from tilekit.parse.csv_edit import AddRow, SetCell, edit
from tilekit.parse.positions import Unparsable
from tilekit.parse.text import BOM
from tilekit.sections.row_matching import rows_of
from tilekit.suggest.metric_columns import NAME_COLUMN


class SuggestionKind(StrEnum):
    VALUE = "value"
    ROW = "row"
    RECORD = "record"
    NEW_RECORD = "new_record"
    FILE = "file"


_IN_FILES = (SuggestionKind.RECORD, SuggestionKind.NEW_RECORD, SuggestionKind.FILE)


class SuggestedChange(Struct, frozen=True, kw_only=True):
    """What a reviewer suggests instead of what a submission has at a place.

    before and after are values of a field, {name: value} of the changed cells of a row or record, or whole texts of a
    file. An upload field has a reference to its file, so that a reviewer can suggest another one. record is {column:
    text} of the whole record, by which it is identified in a later version of the file. A new record has no such
    text; before has empty cells.
    """

    kind: SuggestionKind
    before: Json
    after: Json
    record: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_in_file(self) -> bool:
        return self.kind in _IN_FILES

    @property
    def cells(self) -> Mapping[str, Json]:
        """{name: suggested value} of the changed cells; {} if the change is not about cells."""
        return self.after if isinstance(self.after, dict) and self.kind is not SuggestionKind.VALUE else {}

    @property
    def uploads(self) -> Mapping[str, FileRef]:
        """{name of the cell, "" for a field: the suggested file, which the reviewer uploaded}."""
        return references_in(self.after)

    @property
    def renames(self) -> Mapping[str, str]:
        """{old name: new name} if the name of a metric in a record changes."""
        is_named = NAME_COLUMN in self.record and NAME_COLUMN in self.cells
        return {self.record[NAME_COLUMN]: str(self.cells[NAME_COLUMN])} if is_named else {}

    def after_rename(self, renames: Mapping[str, str]) -> "SuggestedChange":
        """The same change, if its record has another name now."""
        new_name = renames.get(self.record.get(NAME_COLUMN, ""))
        return replace(self, record={**self.record, NAME_COLUMN: new_name}) if new_name else self

    def as_json(self) -> dict[str, Json]:
        """The form in which a thread stores the change; see `change_of`."""
        return {"kind": self.kind.value, "before": self.before, "after": self.after, "record": {**self.record}}


def change_of(thread: Thread) -> SuggestedChange | None:
    """The change that a thread suggests; None if it suggests nothing.

    Threads of earlier releases have only the new text of a text field.
    """
    stored = thread.suggested
    if stored is None:
        text = thread.suggestion
        return SuggestedChange(kind=SuggestionKind.VALUE, before=thread.excerpt, after=text) if text else None
    return SuggestedChange(
        kind=SuggestionKind(stored["kind"]), before=stored["before"], after=stored["after"], record=stored["record"]
    )


def references_in(value: Json) -> Mapping[str, FileRef]:
    """{name of the cell, "" for a field: the file} of a value of a field, or of cells of a row."""
    if reference := FileRef.from_json(value):
        return {"": reference}
    cells = value if isinstance(value, dict) else {}
    return {name: reference for name, cell in cells.items() if (reference := FileRef.from_json(cell))}


def value_now(change: SuggestedChange, path: str, documents: Documents) -> Json:
    """What the documents have in the place of `before`; None if it is empty, or the row was removed."""
    value = value_at_path(path, documents)
    if change.kind is SuggestionKind.VALUE:
        return value
    return {name: value.get(name) for name in change.cells} if isinstance(value, dict) else None


def is_row_removed(path: str, documents: Documents) -> bool:
    """Whether the path is that of a row, or of a cell in one, that the documents don't have any more."""
    row, bracket, _cell = path.partition("]")
    return bool(bracket) and value_at_path(row + bracket, documents) is None


def text_now(change: SuggestedChange, data: bytes) -> Json:
    """What a file has in the place of `before`; None if it has no such record or is not text."""
    if change.kind is SuggestionKind.FILE:
        return file_text(data)
    table = _table_of(data)
    if table is None:
        return None
    index = _index_in(table, change)
    if index is not None:
        return {name: table.cell(table.records[index], name) for name in change.cells}
    is_addable = change.kind is SuggestionKind.NEW_RECORD and set(change.cells) <= set(table.header)
    return dict.fromkeys(change.cells, "") if is_addable else None


def changed_values(change: SuggestedChange, place: FieldPath, values: Values) -> dict[str, Json]:
    """{field: new value} of the section with the change. A removed row stays removed."""
    if place.row is None:
        return {place.field: _stored_value(change.after, values.get(place.field))}
    cells = change.cells if change.kind is SuggestionKind.ROW else {place.inner: change.after}
    rows = rows_of(values.get(place.field))
    return {place.field: [_with_cells(row, cells) if row.get("key") == place.row else row for row in rows]}


def _with_cells(row: Mapping[str, Json], cells: Mapping[str, Json]) -> dict[str, Json]:
    return {**row, **{name: _stored_value(value, row.get(name)) for name, value in cells.items()}}


def _stored_value(value: Json, replaced: Json) -> Json:
    """The value as it is stored: a suggested file gets the path of the file that it replaces, like any upload."""
    reference = FileRef.from_json(value)
    if reference is None:
        return value
    return IncomingFile(name=reference.name, sha256=reference.sha256, size=reference.size).reference(replaced)


def changed_bytes(change: SuggestedChange, data: bytes) -> bytes:
    """The file with the change, with the byte order mark and the line ends that it had.

    Raises LookupError if it has no such record.
    """
    if change.kind is SuggestionKind.FILE:
        text = str(change.after)
        text = text.replace("\n", "\r\n") if b"\r\n" in data else text
        return (BOM if data.startswith(BOM) else b"") + text.encode()
    table = _table_of(data)
    index = _index_in(table, change) if table else None
    if index is None and change.kind is SuggestionKind.NEW_RECORD:
        return edit(data, [AddRow(values={name: str(value) for name, value in change.cells.items()})])
    if index is None:
        raise LookupError
    return edit(data, [SetCell(row=index, column=name, value=str(value)) for name, value in change.cells.items()])


def file_text(data: bytes) -> str | None:
    """The text of a file, with plain line ends; None if it is not UTF-8."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None


def record_at(data: bytes, line: int) -> Mapping[str, str] | None:
    """{column: text} of the record that begins at a line of a CSV file, from 1; None for the header and other lines."""
    table = _table_of(data)
    record = next((record for record in table.records if record.line == line), None) if table else None
    if table is None or record is None or len(set(table.header)) != len(table.header):
        return None
    return {name: table.cell(record, name) for name in table.header}


def columns_at(data: bytes, line: int) -> tuple[str, ...]:
    """The names of the columns if the header of the CSV file is at the line, from 1; none for other lines."""
    table = _table_of(data)
    header = next((piece for piece in table.pieces if piece.cells), None) if table else None
    is_header = header is not None and header.line == line and len(set(header.cells)) == len(header.cells)
    return tuple(header.cells) if header and is_header else ()


def _table_of(data: bytes) -> Table | None:
    try:
        return parse_csv(data)
    except Unparsable:
        return None


def _index_in(table: Table, change: SuggestedChange) -> int | None:
    """The index of the record that the change is about, in a later version of the file; None if there is none.

    A new record is about the one that has been added in the meantime, if its first cell is the same.
    """
    if change.kind is not SuggestionKind.NEW_RECORD:
        return _record_index(table, change.record)
    name = next(iter(table.header), "")
    return _record_index(table, {name: str(change.cells[name])}) if name in change.cells else None


def _record_index(table: Table, record: Mapping[str, str]) -> int | None:
    """The index of the record or, if its cells have changed, of the only one with the same first cell."""
    rows = [{name: table.cell(row, name) for name in table.header} for row in table.records]
    same = [index for index, row in enumerate(rows) if row == record]
    first = next(iter(table.header), "")  # PostgreSQL does not keep the order of the record's cells
    alike = [index for index, row in enumerate(rows) if first in row and row[first] == record.get(first)]
    return same[0] if same else alike[0] if len(alike) == 1 else None
