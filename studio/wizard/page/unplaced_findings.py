"""Prepares findings of a section that have no visible field, for example about hidden fields or folded rows."""

from collections.abc import Sequence

from listings.content.references import FieldPath
from listings.display.place_names import place_name
from listings.page_urls import control_id
from studio.findings.finding import WizardFinding
from studio.findings.rows import FindingPlace, WizardRow, finding_rows
from studio.wizard.data import Wizard
from studio.wizard.fields.props import Props, flatten_props


def unplaced_rows(wizard: Wizard, key: str, fields: Sequence[Props]) -> list[WizardRow]:
    """Rows of the findings that none of the rendered fields shows. Findings in folded rows link to the row."""
    shown, folded = {each["id"] for each in flatten_props(fields)}, _folded_row_keys(fields)
    mine = (each for each in wizard.findings if each.section == key)
    found = [each for each in mine if not each.path or control_id(each.path) not in shown]
    documents = {key: wizard.documents[key].values}

    def item(finding: WizardFinding) -> FindingPlace:
        place = FieldPath.parse(finding.path)
        if place is None or place.row not in folded:
            return FindingPlace(place=finding.file_position, finding=finding, href=finding.lines_href)
        return FindingPlace(place=place_name(finding.path, documents=documents), finding=finding, href=finding.href)

    return finding_rows(found, item)


def _folded_row_keys(fields: Sequence[Props]) -> set[object]:
    rows = (row for each in fields for row in each.get("rows") or ())  # type: ignore[attr-defined]  # a list if present
    return {row["key"] for row in rows if row.get("is_folded")}
