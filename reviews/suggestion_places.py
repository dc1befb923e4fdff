"""The places for which reviewers can suggest changes: those that the partner can edit and reviewers see."""

from collections.abc import Mapping

from msgspec import Struct, field

from listings.content.references import FieldPath, field_at
from reviews.suggested_changes import SuggestionKind, columns_at, file_text, record_at
from tilekit.core.composite import Rows, UploadField
from tilekit.core.field import Field, Json
from tilekit.core.fields import Flag, Secret
from tilekit.core.kind import ListingKind
from tilekit.core.section import Document, SectionDocument
from tilekit.sections.overview import Overview

MOST_SUGGESTED_BYTES = 200_000
TEXT_FILES = (".csv", ".json", ".yaml", ".yml", ".md", ".txt")
_AGREEMENT = "agreement_"
# The vendor is chosen from those of the organisation, not typed.
_CHOSEN = frozenset({f"{Overview.key}.vendor_name", f"{Overview.key}.vendor_id", f"{Overview.key}.vendor_url"})


class CommentPlace(Struct, frozen=True, kw_only=True):
    """The place of a comment: the path of a field or row, or a file with the number of a line, from 1."""

    path: str = ""
    file: str = ""
    line: int | None = None

    @property
    def key(self) -> str:
        """The place in the key of the form, with which a script stores its input."""
        return f"{self.path}:{self.file}:{self.line or ''}"


class SuggestionPlace(Struct, frozen=True, kw_only=True):
    """A place for which a change can be suggested, with its current content (as `SuggestedChange.before`).

    values has {name: value} of its cells or, for a field, one value with the name "". declared are their fields; it is
    empty for files and their records. path is that of the field, the row or the file's field.
    """

    kind: SuggestionKind
    path: str
    values: Mapping[str, Json]
    declared: Mapping[str, Field[object]] = field(default_factory=dict)

    def path_of(self, name: str) -> str:
        """The path of one of its cells, for the label of the input and its ID."""
        return f"{self.path}.{name}" if name else self.path


def place_in_documents(
    path: str, documents: Mapping[str, SectionDocument], kind: ListingKind
) -> SuggestionPlace | None:
    """The place of a field, cell or row; None if no change can be suggested there."""
    place, document = FieldPath.parse(path), documents.get(path.partition(".")[0])
    if place is None or document is None or not type(document).applies(kind):
        return None
    declared = document.fields.get(place.field)
    if declared is None or path in _CHOSEN or not _is_shown(declared, document, kind):
        return None
    if place.row is None:
        return _of_field(path, declared, document) if is_suggestible(declared) else None
    if not isinstance(declared, Rows) or declared.read_only:
        return None
    row = next((row for row in declared.value_of(document.values.get(place.field)) if row.row_key == place.row), None)
    return _of_row(path, row, kind) if row else None


def place_in_file(at: CommentPlace, data: bytes) -> SuggestionPlace | None:
    """The place of a text file or of a record of a CSV file; at its header, that of a new record. None if no change can
    be suggested there.

    at.path is that of the field with the file: other files are written from fields, or nobody can edit them.
    """
    declared = field_at(at.path)
    if not isinstance(declared, UploadField) or declared.read_only or not at.file.endswith(TEXT_FILES):
        return None
    if at.file.endswith(".csv") and at.line:
        return _of_record(at.path, data, at.line)
    text = file_text(data) if len(data) <= MOST_SUGGESTED_BYTES else None
    return SuggestionPlace(kind=SuggestionKind.FILE, path=at.path, values={"": text}) if text is not None else None


def _of_record(path: str, data: bytes, line: int) -> SuggestionPlace | None:
    if record := record_at(data, line):
        return SuggestionPlace(kind=SuggestionKind.RECORD, path=path, values={**record})
    columns = columns_at(data, line)
    values = dict.fromkeys(columns, "")
    return SuggestionPlace(kind=SuggestionKind.NEW_RECORD, path=path, values={**values}) if columns else None


def is_suggestible(declared: Field[object]) -> bool:
    """Whether partners type, choose or upload the value themselves, and don't confirm something with it."""
    is_box = isinstance(declared, Flag) and bool(declared.attests or declared.condition)
    is_closed = declared.read_only or declared.staff_only or declared.name.startswith(_AGREEMENT)
    return not (is_box or is_closed or isinstance(declared, Rows | Secret))


def _of_field(path: str, declared: Field[object], document: Document) -> SuggestionPlace:
    value = document.values.get(declared.name)
    return SuggestionPlace(kind=SuggestionKind.VALUE, path=path, values={"": value}, declared={"": declared})


def _of_row(path: str, row: Document, kind: ListingKind) -> SuggestionPlace | None:
    """The place of a row or, if the path has a cell, of this cell."""
    place = FieldPath.parse(path)
    cells = {name: cell for name, cell in row.fields.items() if is_suggestible(cell) and _is_shown(cell, row, kind)}
    if place and place.inner:
        cell = cells.get(place.inner)
        return _of_field(path, cell, row) if cell else None
    if not cells:
        return None
    values = {name: row.values.get(name) for name in cells}
    return SuggestionPlace(kind=SuggestionKind.ROW, path=path, values=values, declared=cells)


def _is_shown(declared: Field[object], document: Document, kind: ListingKind) -> bool:
    return declared.applies(kind) and declared.is_shown_for(document.values)
