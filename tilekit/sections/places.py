"""All fields of a listing with their values and paths, including fields in rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tilekit.core.composite import Rows
from tilekit.core.field import Field, Json
from tilekit.core.kind import ListingKind
from tilekit.core.section import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPlace:
    """A field of a listing. values are the values of the field's document.

    path is `section.field` or `section.rows[<row key>].field`.
    """

    path: str
    field: Field[object]
    values: Mapping[str, Json]

    @property
    def stored(self) -> Json:
        """The stored value, None if there is none."""
        return self.values.get(self.field.name)


def fields_of_kind(documents: Mapping[str, Document], kind: ListingKind) -> Iterator[FieldPlace]:
    """The fields that this kind of listing has, section by section; documents are by section key."""
    for key, document in documents.items():
        applies = getattr(document, "applies", None)
        if applies is None or applies(kind):
            yield from places_in(document, kind, f"{key}.")


def places_in(document: Document, kind: ListingKind, prefix: str) -> Iterator[FieldPlace]:
    """The fields that apply to one document, each before the fields of its rows; blank rows are skipped."""
    for name, field in document.fields.items():
        if not (field.applies(kind) and field.is_shown_for(document.values)):
            continue
        yield FieldPlace(path=prefix + name, field=field, values=document.values)
        if isinstance(field, Rows) and field.fits(document.values.get(name)):
            for position, row in enumerate(field.value_of(document.values.get(name))):
                if row.is_blank():
                    continue
                yield from places_in(row, kind, f"{prefix}{name}[{row.row_key or position}].")
