"""Prepares the findings in a submission and their waivers."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.queries import names_of
from listings.page_urls import control_id
from listings.place_names import is_field, place_name
from reviews.page.data import ReviewPageData
from reviews.page.files import is_shown_as_text
from tilekit.checks.finding import Severity
from tilekit.checks.finding_groups import FindingGroup, group_findings
from tilekit.checks.unchecked import Unchecked
from tilekit.sections.files import section_of_place
from validation.finding_rows import FindingRow
from validation.guards import EffectiveFinding
from validation.models import Run, Waiver
from validation.queries import findings_of_run, unchecked_of_run


class WaiverDetails(Struct, frozen=True, kw_only=True):
    """A waiver as the page shows it. is_over means that it has expired, so that the finding counts again."""

    reason: str
    by: str
    at: datetime
    until: datetime | None
    is_over: bool


class ReviewFinding(Struct, frozen=True, kw_only=True):
    """A finding with the name and URL of its place. waiver is its active or expired waiver, if there is one."""

    finding: EffectiveFinding
    place: str
    href: str
    waiver: WaiverDetails | None


ReviewFindingRow = FindingRow[ReviewFinding]


class ReviewFindings(Struct, frozen=True, kw_only=True):
    """The findings of a submission in rows. run is None if there was no run; counts is {severity: number}."""

    run: Run | None
    unchecked: Sequence[Unchecked]
    counting: Sequence[ReviewFindingRow]
    waived: Sequence[ReviewFindingRow]
    observed: Sequence[ReviewFindingRow]
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """The number of effective findings."""
        return sum(self.counts.values())


def findings_of(page_data: ReviewPageData) -> ReviewFindings:
    """The findings in the submission, most severe first. Five queries."""
    runs = Run.objects.filter(submission=page_data.submission).select_related("revision")
    run = runs.order_by("-created_at", "-pk").first()
    found = findings_of_run(run) if run else ()
    waivers = _waivers(page_data)
    counting = [each for each in found if each.counts]
    kinds = (
        counting,
        [each for each in found if each.is_waived],
        [each for each in found if each.is_observed and not each.is_waived],
    )
    rows = [[_finding_row(group, page_data, waivers) for group in group_findings(kind)] for kind in kinds]
    return ReviewFindings(
        run=run,
        unchecked=unchecked_of_run(run, with_observed=True) if run else (),
        counting=rows[0],
        waived=rows[1],
        observed=rows[2],
        counts={str(name): sum(each.severity is name for each in counting) for name in Severity},
    )


def _finding_row(
    group: FindingGroup[EffectiveFinding], page_data: ReviewPageData, waivers: Mapping[str, WaiverDetails]
) -> ReviewFindingRow:
    return ReviewFindingRow.of(group, lambda each: _review_finding(each, page_data, waivers.get(each.fingerprint)))


def _review_finding(
    finding: EffectiveFinding, page_data: ReviewPageData, waiver: WaiverDetails | None
) -> ReviewFinding:
    words = place_name(
        finding.path, finding.file, finding.line, column=finding.column, documents=page_data.submission.documents
    )
    return ReviewFinding(finding=finding, place=words, href=_href(finding, page_data), waiver=waiver)


def _href(finding: EffectiveFinding, page_data: ReviewPageData) -> str:
    """The URL of the line of a file if it can be shown, otherwise of the field or file, otherwise of the section."""
    sha256 = page_data.submission.files.get(finding.file)
    has_lines = sha256 is not None and is_shown_as_text(page_data.blobs.get(sha256))
    if sha256 and not is_field(finding.path, finding.file) and (has_lines or not finding.path):
        anchor = f"line-{finding.line}" if finding.line and has_lines else "file"
        return page_data.href("files", anchor, file=finding.file, line=finding.line)
    anchor = f"{control_id(finding.path)}-field" if finding.path else ""
    return page_data.href("content", anchor, section=section_of_place(finding.path, finding.file))


def _waivers(page_data: ReviewPageData) -> dict[str, WaiverDetails]:
    now = timezone.now()
    rows = list(Waiver.objects.filter(listing=page_data.listing))
    names = names_of(row.by for row in rows)
    former = _("former member")
    return {
        row.fingerprint: WaiverDetails(
            reason=row.reason,
            by=names.get(row.by, former),
            at=row.at,
            until=row.until,
            is_over=row.is_over(now),
        )
        for row in rows
    }
