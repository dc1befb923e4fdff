"""What counts in a listing. Values whose section, field or condition does not apply are set aside: they are kept, but
everything else works as if they had never been entered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from tilekit.core.basics import Basics, listing_kind
from tilekit.core.composite import Rows
from tilekit.core.field import Field, Json
from tilekit.core.kind import ListingKind, always
from tilekit.core.section import Document, SectionDocument, Values
from tilekit.sections.row_matching import row_identifier


class SetAside(Struct, frozen=True, kw_only=True):
    """A value that is stored but does not count.

    path is `section.field` or `section.rows[<row key>].field`; declared is the document that declares the field, a
    section or a row. condition is {other field of that document: values}, one of which it would have to have; {} if the
    kind of the listing decides.
    """

    path: str
    section: str
    declared: type[Document]
    name: str
    value: Json
    condition: Mapping[str, tuple[Json, ...]]

    def own_field(self) -> Field[object]:
        """The declared field."""
        return self.declared.fields[self.name]

    @property
    def is_entered(self) -> bool:
        """Whether a person entered the value, and could want it back. Defaults and derived values don't count."""
        field = self.own_field()
        is_ours = field.staff_only or (field.read_only and field.kind != "secret")
        return not is_ours and self.value != field.default and not field.is_empty(self.value)


class Split(Struct, frozen=True, kw_only=True):
    """The documents of a listing without what is set aside, and what is."""

    kind: ListingKind
    documents: dict[str, SectionDocument]
    set_aside: tuple[SetAside, ...]


def split(basics: Basics, documents: Mapping[str, SectionDocument]) -> Split:
    """Separate what counts from what is set aside. The documents that are passed stay unchanged."""
    kind, applied, left = listing_kind(basics, documents), dict[str, SectionDocument](), list[SetAside]()
    for key, document in documents.items():
        values = _applied_values(document, _Place(kind=kind, section=key, prefix=f"{key}.", left=left))
        applied[key] = document if values is document.values else type(document)(values)
    return Split(kind=kind, documents=applied, set_aside=tuple(left))


def applied_documents(basics: Basics, documents: Mapping[str, SectionDocument]) -> dict[str, SectionDocument]:
    """The documents without what is set aside."""
    return split(basics, documents).documents


def applies_at(path: str, kind: ListingKind, documents: Mapping[str, SectionDocument]) -> bool:
    """Whether the field at the path, or the rows that contain it, count. True for a path without a field."""
    key, _dot, rest = path.partition(".")
    document = documents.get(key)
    field = document.fields.get(re.split(r"[.\[]", rest)[0]) if document else None
    if document is None or field is None:
        return True
    return type(document).applies(kind) and field.applies(kind) and field.is_shown_for(document.values)


class _Place(Struct, frozen=True, kw_only=True):
    kind: ListingKind
    section: str
    prefix: str
    left: list[SetAside]

    def set_aside(self, document: Document, name: str, *, condition: Mapping[str, tuple[Json, ...]]) -> None:
        value = SetAside(
            path=self.prefix + name,
            section=self.section,
            declared=type(document),
            name=name,
            value=document.values[name],
            condition=condition,
        )
        self.left.append(value)


def _applied_values(document: Document, place: _Place) -> Values:
    """The values that count; the same dict if all of them do."""
    has_section = not isinstance(document, SectionDocument) or type(document).applies(place.kind)
    values: Values = {}
    for name, value in document.values.items():
        field = document.fields.get(name)
        if field is None or value is False:
            values[name] = value
            continue
        applies = has_section and field.applies(place.kind)
        says_nothing = has_section and (value == field.default or field.is_empty(value))
        if says_nothing or (applies and field.is_shown_for(document.values)):
            values[name] = _applied_rows(field, value, place) if isinstance(field, Rows) else value
        else:
            place.set_aside(document, name, condition=field.when if applies else {})
    is_same = all(name in values and values[name] is value for name, value in document.values.items())
    return document.values if is_same else values


def _applied_rows(field: Rows[Document], stored: Json, place: _Place) -> Json:
    """The rows with the cells that count; the same list if all of them do."""
    if not isinstance(stored, list) or not _has_conditions(field):
        return stored
    rows: list[Json] = []
    for number, row in enumerate(stored):
        prefix = f"{place.prefix}{field.name}[{row_identifier(row, number) if isinstance(row, dict) else number}]."
        inside = replace(place, prefix=prefix)
        rows.append(_applied_values(field.row(row), inside) if isinstance(row, dict) else row)
    return stored if all(new is old for new, old in zip(rows, stored, strict=True)) else rows


@cache
def _has_conditions(field: Rows[Document]) -> bool:
    """Whether some fields of such rows do not always apply."""
    return any(item.when or item.applies is not always or isinstance(item, Rows) for item in field.row.fields.values())
