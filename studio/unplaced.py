"""Findings of a section without a visible field: about the section, hidden fields or folded rows."""

from collections.abc import Sequence

from listings.addresses import control_id
from listings.references import FieldPath
from listings.words import place_words
from studio.fields import Props, flat
from studio.finding_rows import Item, WizardRow, rows_of
from studio.findings import FindingLine
from studio.wizard import Wizard


def unplaced_rows(wizard: Wizard, key: str, drawn: Sequence[Props]) -> list[WizardRow]:
    """The rows of these findings; drawn are the rendered fields. A finding in a folded row links to it."""
    shown, folded = {each["id"] for each in flat(drawn)}, _folded_rows(drawn)
    mine = (each for each in wizard.findings if each.section == key)
    found = [each for each in mine if not each.path or control_id(each.path) not in shown]
    documents = {key: wizard.documents[key].values}

    def item(line: FindingLine) -> Item:
        place = FieldPath.parse(line.path)
        if place is None or place.row not in folded:
            return Item(place=line.where, finding=line, href=line.lines_href)
        return Item(place=place_words(line.path, documents=documents), finding=line, href=line.href)

    return rows_of(found, item)


def _folded_rows(drawn: Sequence[Props]) -> set[object]:
    rows = (row for each in drawn for row in each.get("rows") or ())  # type: ignore[attr-defined]  # a list where it is there
    return {row["key"] for row in rows if row.get("is_folded")}
