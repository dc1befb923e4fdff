"""The fields of a listing by section, as the API reads and writes them, for their reference page."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from msgspec import Struct

from api.reference.schemas import SchemaRow, Schemas
from listings.display.place_names import translate_message
from tilekit.core.composite import Rows
from tilekit.core.field import Field
from tilekit.core.section import Document
from tilekit.sections import SECTIONS


class SectionTable(Struct, frozen=True, kw_only=True):
    """A section and its fields, in the language of the reader."""

    key: str
    title: str
    rows: list[SchemaRow]


def section_tables() -> list[SectionTable]:
    """All sections, in the order of the wizard."""
    return [
        SectionTable(key=section.key, title=translate_message(section.heading), rows=list(_rows(section)))
        for section in SECTIONS
    ]


def _rows(document: type[Document], prefix: str = "") -> Iterator[SchemaRow]:
    for name, field in document.fields.items():
        yield _row(prefix + name, field)
        if isinstance(field, Rows):
            yield from _rows(field.row, f"{prefix}{name}[].")


def _row(name: str, field: Field[object]) -> SchemaRow:
    row = Schemas({}).row(name, field.schema(), is_required=False)
    return SchemaRow(
        name=name,
        label=translate_message(field.label),
        kind=row.kind,
        description=translate_message(field.help) if field.help else "",
        is_required=False,
        words=tuple(filter(None, row.words)),
        where=_("read-only") if field.read_only or field.staff_only else "",
    )
