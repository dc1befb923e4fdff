"""The fields of a section that the wizard shows."""

from collections.abc import Iterator

from tilekit.core.composite import Rows
from tilekit.core.field import Field
from tilekit.core.kind import ListingKind
from tilekit.core.section import Document, SectionDocument


def shown_fields(document: Document, kind: ListingKind) -> list[Field[object]]:
    """The fields that this kind of listing shows, in order.

    Agreements are left out: they are read and accepted on separate pages.
    """
    fields = (
        field for field in document.fields.values() if not field.staff_only and not field.name.startswith("agreement_")
    )
    return [field for field in fields if field.applies(kind) and field.is_shown_for(document.values)]


def shown_names(document: SectionDocument, kind: ListingKind) -> dict[str, list[str]]:
    """{row key: names of its cells}; the key "" is for the section and the groups that it folds.

    If a save changes them, the page reloads.
    """
    fields = shown_fields(document, kind)
    groups = {"": [*(field.name for field in fields), *sorted(document.unneeded_groups(kind))]}
    for _declared, row in _shown_rows(document, kind):
        groups[row.row_key] = [cell.name for cell in shown_fields(row, kind)]
    return groups


def names_of_new_rows(document: SectionDocument, kind: ListingKind) -> dict[str, list[str]]:
    """{row key: names of its cells on a page that has just added the row} of all rows."""
    return {
        row.row_key: [cell.name for cell in shown_fields(declared.row({}), kind)]
        for declared, row in _shown_rows(document, kind)
    }


def _shown_rows(document: SectionDocument, kind: ListingKind) -> Iterator[tuple[Rows[Document], Document]]:
    for declared in shown_fields(document, kind):
        if isinstance(declared, Rows):
            yield from ((declared, row) for row in declared.value_of(document.values.get(declared.name)))
