"""Groups the findings of the wizard in rows: one per check, and one for all formatting fixes."""

from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace

from studio.findings.finding import MISSING, FixOffer, WizardFinding
from tilekit.checks.finding import Severity
from tilekit.checks.finding_groups import FindingGroup, group_findings, groups_by_code
from tilekit.core.messages import N_, Message
from validation.finding_rows import FindingRow

SEVERITIES = (Severity.BLOCKER, MISSING, Severity.WARNING, Severity.ADVICE)
_TO_FILL_IN = N_("{n} required fields are empty.")


class FindingPlace(Struct, frozen=True, kw_only=True):
    """A finding of a row, with the name and the URL of its place (href is "" if it is shown at its field)."""

    place: str
    finding: object
    href: str = ""


class WizardRow(FindingRow[FindingPlace], frozen=True, kw_only=True):
    """A row of findings.

    fix_all fixes all findings of the check; None if there is only one finding with a fix.
    """

    fix_all: FixOffer | None = None


def finding_rows(findings: Iterable[WizardFinding], item: Callable[[WizardFinding], FindingPlace]) -> list[WizardRow]:
    """The rows of the findings, most severe first. item converts each finding."""
    return [_wizard_row(group, item) for group in group_findings(findings, SEVERITIES)]


def rows_at_field(findings: Iterable[WizardFinding]) -> list[WizardRow]:
    """The rows of findings below a field, with their positions in its file."""
    return finding_rows(
        findings, lambda found: FindingPlace(place=found.file_position, finding=found, href=found.lines_href)
    )


def _wizard_row(group: FindingGroup[WizardFinding], item: Callable[[WizardFinding], FindingPlace]) -> WizardRow:
    row, number = WizardRow.of(group, item), len(group.findings)
    if kinds := groups_by_code(group):
        return replace(row, kinds=[_wizard_row(kind, item) for kind in kinds])
    if group.severity == MISSING and number > 1:
        row = replace(row, message=Message(_TO_FILL_IN, {"n": number}), part="place")
    return replace(row, fix_all=next((each.fix_all for each in group.findings if each.fix_all), None))
