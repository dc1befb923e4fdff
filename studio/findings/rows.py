"""Groups the findings of the wizard in rows: one per check, and one for all formatting fixes."""

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from studio.findings.finding import MISSING_FIELD, FixOffer, WizardFinding
from tilekit.checks.finding import Severity
from tilekit.checks.finding_groups import FindingGroup, group_findings
from tilekit.core.messages import N_, Message
from validation.finding_rows import FindingRow

ROW_SEVERITIES = (Severity.BLOCKER, MISSING_FIELD, Severity.WARNING, Severity.ADVICE)
_TO_FILL_IN = N_("{n} required fields are empty.")


class WizardRow(FindingRow[WizardFinding], frozen=True, kw_only=True):
    """A row of findings.

    fix_all fixes all findings of the check; None if there is only one finding with a fix.
    """

    fix_all: FixOffer | None = None

    @classmethod
    def of(cls, group: FindingGroup[WizardFinding], to_place: Callable[[WizardFinding], WizardFinding]) -> "WizardRow":
        row = super().of(group, to_place)
        if row.kinds:
            return row
        if group.severity == MISSING_FIELD and row.number > 1:
            row = replace(row, message=Message(_TO_FILL_IN, {"n": row.number}), part="place")
        return replace(row, fix_all=next((item.fix_all for item in group.findings if item.fix_all), None))


def finding_rows(
    findings: Iterable[WizardFinding], to_place: Callable[[WizardFinding], WizardFinding]
) -> list[WizardRow]:
    """The rows of the findings, most severe first. to_place adds its place to each finding."""
    return [WizardRow.of(group, to_place) for group in group_findings(findings, lambda item: item.row, ROW_SEVERITIES)]


def rows_at_field(findings: Iterable[WizardFinding]) -> list[WizardRow]:
    """The rows of findings below a field, with their positions in its file."""
    return finding_rows(findings, lambda item: item.with_place(item.file_position, item.lines_href))
