"""Prepares the findings in a submission and their waivers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from msgspec import Struct
from msgspec.structs import replace

from accounts.queries import names_of
from common.lazy_text import LazyText
from listings.content.references import FieldPath
from listings.display.place_names import is_field, place_name, translate_message
from listings.page_urls import control_id
from listings.pages.shown_buttons import ShownButton
from reviews.models import CommentPriority
from reviews.page.assets import widget_id
from reviews.page.drafts import ReviewDrafts, ShownDraft
from reviews.page.findings_filter import FindingsFilter
from reviews.page.review_page import ReviewPage, is_shown_as_text
from reviews.suggestion_places import CommentPlace
from tilekit.checks.finding import Effect, Finding, Severity
from tilekit.checks.finding_groups import group_findings
from tilekit.checks.unchecked import Unchecked
from tilekit.core.messages import render
from tilekit.sections.content import Content
from tilekit.sections.files import section_of_place
from validation.finding_rows import FindingRow, PageFinding
from validation.models import Run, Waiver
from validation.page.waiver_ends import end_button
from validation.queries import findings_of_run, unchecked_of_run
from validation.queries.disputes import open_dispute_urls
from validation.skipped_checks import SkippedCheck, skipped_checks

NO_FILTER = FindingsFilter()
PRIORITIES: Mapping[Severity, str] = {
    Severity.BLOCKER: CommentPriority.MUST,
    Severity.WARNING: CommentPriority.SHOULD,
    Severity.ADVICE: CommentPriority.COULD,
}
_DRAWN = (Content.dashboards.name, Content.monitors.name)


class WaiverDetails(Struct, frozen=True, kw_only=True):
    """A waiver as the page shows it. is_over means that it has expired, so that the finding counts again.

    end is the button that ends it, None if the reader may not.
    """

    reason: str
    by: str
    at: datetime
    until: datetime | None
    is_over: bool
    end: ShownButton | None


class ReviewFinding(PageFinding, frozen=True, kw_only=True):
    """A finding in a submission. waiver is its active or expired waiver, if there is one.

    place_path is the path of the field, row or cell that shows it, and section the key of that section. comment_place
    is where a comment about it belongs, comment_query the query of a form for one, and comment_href the page with that
    form. drafts are the reader's comments about it that are not sent yet. dispute_href is the page on which the reader
    says that it is wrong, "" if it is waived.
    """

    waiver: WaiverDetails | None
    place_path: str
    section: str
    comment_place: CommentPlace
    comment_query: str
    comment_href: str
    dispute_href: str
    drafts: Sequence[ShownDraft]

    @property
    def line_href(self) -> str:
        """The URL of the line of a file; "" if the finding is about something else, such as a line of a field."""
        return self.href if self.comment_place.line else ""

    @property
    def key(self) -> str:
        """The end of the HTML IDs of this finding."""
        return self.finding.fingerprint


ReviewFindingRow = FindingRow[ReviewFinding]


class ReviewFindings(Struct, frozen=True, kw_only=True):
    """The findings of a submission, and in rows those that a filter selects. run is None if there was no run.

    all has the findings that count, most severe first, counts is {severity: their number}, and shown the number of
    those that the filter selects. skipped has the checks that did not run, or not completely, by reason.
    """

    run: Run | None
    unchecked: Sequence[Unchecked]
    skipped: Sequence[tuple[LazyText, Sequence[SkippedCheck]]]
    all: Sequence[ReviewFinding]
    counting: Sequence[ReviewFindingRow]
    waived: Sequence[ReviewFindingRow]
    observed: Sequence[ReviewFindingRow]
    counts: dict[str, int]
    shown: int

    @property
    def total(self) -> int:
        """The number of effective findings."""
        return sum(self.counts.values())

    @property
    def skipped_total(self) -> int:
        """The number of checks that did not run, or not completely."""
        return sum(len(checks) for _reason, checks in self.skipped)

    def of_section(self, key: str) -> Sequence[ReviewFinding]:
        """The findings that count in a section."""
        return [row for row in self.all if row.section == key]

    def in_file(self, path: str) -> Sequence[ReviewFinding]:
        """The findings that count in a file."""
        return [row for row in self.all if row.finding.file == path]


def findings_of(page_data: ReviewPage, drafts: ReviewDrafts, filters: FindingsFilter = NO_FILTER) -> ReviewFindings:
    """The findings in the submission, most severe first. Six queries, and those of the reader's drafts."""
    runs = Run.objects.filter(submission=page_data.submission).select_related("revision")
    run = runs.order_by("-created_at", "-pk").first()
    waivers, disputes = _waivers(page_data), open_dispute_urls(page_data.listing, page_data.actor)
    rows = findings_of_run(run) if run else ()
    findings = [
        replace(
            _review_finding(finding, page_data, waivers=waivers, drafts=drafts),
            disputed_href=disputes.get(finding.fingerprint, ""),
        )
        for finding in rows
    ]
    counting = [item for item in findings if item.finding.counts]
    matching = [item for item in findings if _matches(item, filters)]
    return ReviewFindings(
        run=run,
        unchecked=unchecked_of_run(run, with_observed=True) if run else (),
        skipped=list(skipped_checks(run.skipped).items()) if run else (),
        all=sorted(counting, key=lambda item: item.finding.severity.rank),
        counting=_rows(item for item in matching if item.finding.counts),
        waived=_rows(item for item in matching if item.finding.effect is Effect.WAIVED),
        observed=_rows(item for item in matching if item.finding.effect is Effect.OBSERVED),
        counts=counts_of(counting),
        shown=sum(item.finding.counts for item in matching),
    )


def counts_of(findings: Sequence[ReviewFinding]) -> dict[str, int]:
    """{severity: number of the findings}."""
    return {str(name): sum(row.finding.severity is name for row in findings) for name in Severity}


def _matches(shown: ReviewFinding, filters: FindingsFilter) -> bool:
    finding = shown.finding
    text = f"{finding.code} {shown.place} {translate_message(finding.message)}"
    return filters.matches(path=finding.path, section=shown.section, severity=str(finding.severity), text=text)


def _rows(findings: Iterable[ReviewFinding]) -> list[ReviewFindingRow]:
    return [ReviewFindingRow.of(group, lambda item: item) for group in group_findings(findings, lambda item: item.row)]


def _review_finding(
    finding: Finding, page_data: ReviewPage, *, waivers: Mapping[str, WaiverDetails], drafts: ReviewDrafts
) -> ReviewFinding:
    comment_place = _comment_place(finding, page_data)
    words = place_name(
        finding.path, finding.file, finding.line, column=finding.column, documents=page_data.submission.documents
    )
    return ReviewFinding(
        finding=finding,
        place=words,
        href=_href(finding, page_data),
        waiver=waivers.get(finding.fingerprint),
        place_path=finding.path if FieldPath.parse(finding.path) else "",
        section=section_of_place(finding.path, finding.file),
        comment_place=comment_place,
        comment_query=_comment_query(finding, comment_place, page_data),
        comment_href=_comment_href(finding, comment_place, page_data),
        dispute_href=_dispute_href(finding, page_data),
        drafts=drafts.by_finding.get(finding.fingerprint, ()),
    )


def _dispute_href(finding: Finding, page_data: ReviewPage) -> str:
    if finding.effect is Effect.WAIVED:
        return ""
    return reverse("validation:dispute-send", args=[page_data.listing.pk, finding.fingerprint])


def _comment_place(finding: Finding, page_data: ReviewPage) -> CommentPlace:
    """The line if pages show the finding in a file, otherwise the field, row or section."""
    if finding.file in page_data.submission.files and not is_field(finding.path, finding.file):
        return CommentPlace(file=finding.file, line=finding.line or None)
    section = section_of_place(finding.path, finding.file) if finding.path else ""
    return CommentPlace(path=finding.path if FieldPath.parse(finding.path) else section)


def _comment_query(finding: Finding, place: CommentPlace, page_data: ReviewPage) -> str:
    values = {"path": place.path, "file": place.file, "line": place.line or ""}
    return urlencode({**values, **_comment_start(finding, page_data)})


def _comment_href(finding: Finding, place: CommentPlace, page_data: ReviewPage) -> str:
    start = _comment_start(finding, page_data)
    if place.file:
        return page_data.href("files", "comment", file=place.file, line=place.line, comment="file", **start)
    if not place.path:
        return page_data.href("threads", "comment", **start)
    section = place.path.partition(".")[0]
    return page_data.href("content", "comment", section=section, comment=place.path, **start)


def _comment_start(finding: Finding, page_data: ReviewPage) -> dict[str, str]:
    """The query that fills in the form for a comment about a finding."""
    return {
        "body": comment_text(finding, page_data),
        "code": finding.code,
        "finding": finding.fingerprint,
        "priority": PRIORITIES[finding.severity],
    }


def comment_text(finding: Finding, page_data: ReviewPage) -> str:
    """The text with which a comment about a finding begins, in the partner's language."""
    return f"{render(finding.message, page_data.partner_language)} ({finding.code})"


def _href(finding: Finding, page_data: ReviewPage) -> str:
    """The URL of the widget or asset, else of the line of a file if it can be shown, else of the field or file, else of
    the section.
    """
    if anchor := _asset_anchor(finding):
        return page_data.href("content", anchor, section=Content.key)
    sha256 = page_data.submission.files.get(finding.file)
    has_lines = sha256 is not None and is_shown_as_text(page_data.blobs.get(sha256))
    if sha256 and not is_field(finding.path, finding.file) and (has_lines or not finding.path):
        anchor = f"line-{finding.line}" if finding.line and has_lines else "file"
        return page_data.href("files", anchor, file=finding.file, line=finding.line)
    anchor = f"{control_id(finding.path)}-field" if finding.path else ""
    return page_data.href("content", anchor, section=section_of_place(finding.path, finding.file))


def _asset_anchor(finding: Finding) -> str:
    """The HTML ID of the widget or the row of a dashboard or monitor that the finding is about; "" for others."""
    place = FieldPath.parse(finding.path)
    if place is None or place.section != Content.key or not place.row or place.field not in _DRAWN:
        return ""
    row = f"{place.section}.{place.field}[{place.row}]"
    return widget_id(row, finding.pointer) or f"{control_id(row)}-field"


def _waivers(page_data: ReviewPage) -> dict[str, WaiverDetails]:
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
            end=end_button(row, page_data.listing, page_data.actor, refused=None),
        )
        for row in rows
    }
