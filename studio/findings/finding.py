"""Prepares findings for the wizard, with names and URLs of their places."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import PurePath

from django.urls import reverse
from django.utils.http import urlencode
from msgspec import Struct
from msgspec.structs import replace

from listings.display.place_names import has_lines, is_field, line_name, place_name
from listings.models import Revision
from studio.page_urls import METRICS_PATH, lines_url, step_of_section, url_of_place, url_of_row
from tilekit.bundle import Bundle
from tilekit.checks.finding import Finding, Severity
from tilekit.checks.finding_groups import FindingGroup, group_findings
from tilekit.core.messages import N_, Message
from tilekit.sections.files import section_of_place
from validation.deep_findings import deep_findings_of
from validation.finding_rows import FindingRow, PageFinding
from validation.models import Run
from validation.queries import InstantResults

MISSING_FIELD = "missing"


class FixOffer(Struct, frozen=True, kw_only=True):
    """A button that sends value to url applies one or several fixes. One that isn't safe is applied from change_url.

    values contains the parts of value; empty ones are left out. number is the number of findings that it fixes;
    mixes_codes means that these are of several checks.
    """

    url: str
    values: Mapping[str, str]
    is_safe: bool
    number: int = 1
    mixes_codes: bool = False

    @property
    def value(self) -> str:
        """The value that the button sends: a query string."""
        return urlencode({name: value for name, value in self.values.items() if value})

    @property
    def change_url(self) -> str:
        """The page that shows what the fixes would change."""
        return fix_preview_url(self.url, self.value)


class WizardFinding(PageFinding, frozen=True, kw_only=True):
    """A finding in the wizard. severity is blocker, warning, advice, or `missing` for an empty required field.

    offer applies the fix; it is None without a fix and for people who may not apply fixes. fix_all applies the fixes of
    all findings of its row in the listing, None if there is only one. earlier_at is the time of the run that found it
    in an earlier draft, None for the current draft. is_editable means that the reader may edit the draft. Links are
    computed when a page shows the finding: a listing can have many findings, and a step shows few of them. may_dispute
    means that the reader is an editor of the partner, who can say that it is wrong.
    """

    revision: Revision
    severity: str
    section: str
    offer: FixOffer | None = None
    fix_all: FixOffer | None = None
    earlier_at: datetime | None = None
    is_editable: bool = False
    may_dispute: bool = False

    @property
    def dispute_href(self) -> str:
        """The page on which an editor says that it is wrong; "" for other readers, and about an empty field."""
        if not self.may_dispute or self.severity == MISSING_FIELD:
            return ""
        return reverse("validation:dispute-send", args=[self.revision.listing_id, self.finding.fingerprint])

    @property
    def waiver_href(self) -> str:
        """The page on which an editor asks to waive it; "" for other readers, and if it isn't a blocker."""
        if not self.is_editable or self.severity != Severity.BLOCKER:
            return ""
        return reverse("validation:waiver-request-send", args=[self.revision.listing_id, self.finding.fingerprint])

    @property
    def step(self) -> str:
        return step_of_section(self.section)

    @property
    def row(self) -> tuple[str, str]:
        """The code and the severity of its row. A finding about an empty field has a row of its own kind."""
        return (self.finding.code, MISSING_FIELD) if self.severity == MISSING_FIELD else super().row

    @property
    def file_position(self) -> str:
        """`metadata.csv, line 4, column 2`; "" if the place is a field."""
        at = self.finding
        is_in_file = at.file and not is_field(at.path, at.file)
        return place_name(at.path, at.file, at.line, column=at.column) if is_in_file else ""

    @property
    def field_href(self) -> str:
        """The link to its field, or to its row in the metrics table."""
        at = self.finding
        if at.path == METRICS_PATH and at.line and at.line > 1:
            return url_of_row(self.revision, at.line)
        return url_of_place(self.revision, at.path, at.file)

    @property
    def lines_href(self) -> str:
        """The link to its line in the file, "" if no page shows it; the metrics file has its own table."""
        at = self.finding
        if not at.line or not has_lines(at.file) or is_field(at.path, at.file) or at.path == METRICS_PATH:
            return ""
        return lines_url(self.revision, at.file, at.line)


def fix_preview_url(url: str, value: str) -> str:
    """The URL that shows what the button with the value would change."""
    return f"{url}?{value}"


def wizard_findings(
    findings: Iterable[Finding], revision: Revision, *, missing: Iterable[str], earlier_at: datetime | None = None
) -> list[WizardFinding]:
    """The findings that partners see, prepared for the wizard; missing contains the paths of empty required fields."""
    empty = frozenset(missing)
    return [
        WizardFinding(
            finding=finding,
            revision=revision,
            severity=MISSING_FIELD if finding.path and finding.path in empty else finding.severity.value,
            section=section_of_place(finding.path, finding.file),
            earlier_at=earlier_at,
        )
        for finding in findings
        if finding.counts
    ]


def by_path(findings: Iterable[WizardFinding]) -> dict[str, list[WizardFinding]]:
    """{path of a field: its findings}."""
    grouped: dict[str, list[WizardFinding]] = {}
    for item in findings:
        grouped.setdefault(item.finding.path, []).append(item)
    return grouped


ROW_SEVERITIES = (Severity.BLOCKER, MISSING_FIELD, Severity.WARNING, Severity.ADVICE)
PLACES_IN_WIZARD = 20
"""The limit per row, because the first load of a step must be light."""
PLACES_AT_FIELD = 5
_TO_FILL_IN = N_("{n} required fields are empty.")


class WizardRow(FindingRow[WizardFinding], frozen=True, kw_only=True):
    """A row of findings.

    fix_all fixes all findings of the check; None if there is only one finding with a fix.
    """

    fix_all: FixOffer | None = None

    @classmethod
    def of(
        cls,
        group: FindingGroup[WizardFinding],
        to_place: Callable[[WizardFinding], WizardFinding],
        most: int = PLACES_IN_WIZARD,
    ) -> "WizardRow":
        row = super().of(group, to_place, most)
        if row.kinds:
            return row
        if group.severity == MISSING_FIELD and row.number > 1:
            row = replace(row, message=Message(_TO_FILL_IN, {"n": row.number}), part="place")
        return replace(row, fix_all=next((item.fix_all for item in group.findings if item.fix_all), None))


def finding_rows(
    findings: Iterable[WizardFinding],
    to_place: Callable[[WizardFinding], WizardFinding],
    most: int = PLACES_IN_WIZARD,
) -> list[WizardRow]:
    """The rows of the findings, most severe first. to_place adds its place to each finding; most is the limit."""
    groups = group_findings(findings, lambda item: item.row, ROW_SEVERITIES)
    return [WizardRow.of(group, to_place, most) for group in groups]


def rows_at_field(findings: Iterable[WizardFinding], file: str = "") -> list[WizardRow]:
    """The rows of findings below a field. Those in its file, whose name the field shows, only have their position."""

    def placed(item: WizardFinding) -> WizardFinding:
        at = item.finding
        is_in_field = bool(file) and PurePath(at.file).name == PurePath(file).name
        place = line_name(at.line if has_lines(at.file) else None, at.column) if is_in_field else item.file_position
        return item.with_place(place, item.lines_href)

    return finding_rows(findings, placed, most=PLACES_AT_FIELD)


def with_disputes(
    findings: Iterable[WizardFinding], disputes: Mapping[str, str], *, may_dispute: bool
) -> list[WizardFinding]:
    """The findings with the URLs of their open disputes (`open_dispute_urls`). may_dispute: for editors."""
    return [
        replace(item, may_dispute=may_dispute, disputed_href=disputes.get(item.finding.fingerprint, ""))
        for item in findings
    ]


def draft_findings(
    revision: Revision, *, instant: InstantResults, runs: Sequence[Run | None], bundle: Bundle
) -> list[WizardFinding]:
    """The findings of the draft. If it has changed since a run, earlier_at is the time of the run in its findings."""
    deep = deep_findings_of(runs, bundle, findings=instant.findings)
    return [
        *wizard_findings(instant.findings, revision, missing=instant.missing),
        *wizard_findings(deep.findings, revision, missing=instant.missing, earlier_at=deep.earlier_at),
    ]
