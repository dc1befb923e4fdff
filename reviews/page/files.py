"""Prepares the table of a submission's files, and the lines of one of them."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from msgspec import Struct

from catalog.previews import Query
from common.sizes import file_size
from files.text_pages import LinesPage
from listings.display.files import download_url, facts_text
from listings.page_urls import pipeline_run
from listings.states.revision_states import EDITABLE
from reviews.page.drafts import ShownDraft
from reviews.page.findings import ReviewFinding, ReviewFindings
from reviews.page.review_page import ReviewPage, is_shown_as_text
from reviews.page.threads import ReviewThreads, ShownThread


class FileRow(Struct, frozen=True, kw_only=True):
    """A file of the folder. lines is the URL of the page with its lines, "" if it is not a text file."""

    path: str
    size: str
    facts: str
    download: str
    lines: str
    comment_href: str
    threads: int


class FileLine(Struct, frozen=True, kw_only=True):
    number: int
    text: str
    comment_href: str
    threads: tuple[ShownThread, ...]
    drafts: Sequence[ShownDraft]
    findings: Sequence[ReviewFinding]

    @property
    def thread_target(self) -> str:
        """The suffix of the HTML ID in which the comment form opens."""
        return f"line-{self.number}"

    @property
    def words(self) -> str:
        return _("line {line}").format(line=self.number)


def files_context(
    page_data: ReviewPage, query: Query, *, threads: ReviewThreads, findings: ReviewFindings
) -> dict[str, object]:
    """The template context of the table of files and, if the URL has `file`, of a page of that file's lines."""
    path = query.get("file", "")
    context: dict[str, object] = {
        "rows": [_file_row(page_data, path, threads) for path in sorted(page_data.submission.files)],
        "download_href": reverse("reviews:submission-download", args=[page_data.submission.pk]),
        "run_href": _run_href(page_data),
        "file": "",
    }
    if path not in page_data.submission.files:
        return context
    about = [thread for thread in page_data.threads if thread.file == path]
    ids = {thread.pk for thread in about if not threads.lines[thread.pk]}
    return {
        **context,
        "file": path,
        "file_drafts": threads.drafts.in_file(path),
        "file_threads": [thread for thread in threads.all if thread.id in ids],
        "file_comment_href": _comment_href(page_data, path),
        **_text_context(page_data, path, query, threads=threads, findings=findings.in_file(path)),
    }


def _run_href(page_data: ReviewPage) -> str:
    """The URL that runs the log pipeline; "" if there is none, or if it would run another submission's pipeline."""
    revision, pipeline = page_data.revision, page_data.documents["data"].values.get("log_pipeline_yaml")
    is_here = revision.state not in EDITABLE and revision.submission_number == page_data.submission.submission_number
    return pipeline_run(revision.listing_id, revision.number) if pipeline and is_here else ""


def _file_row(page_data: ReviewPage, path: str, threads: ReviewThreads) -> FileRow:
    sha256 = page_data.submission.files[path]
    blob = page_data.blobs.get(sha256)
    about = {thread.pk for thread in page_data.threads if thread.file == path}
    return FileRow(
        path=path,
        size=file_size(blob.size) if blob else "",
        facts=facts_text(blob.facts) if blob else "",
        download=download_url(page_data.listing.pk, sha256, path),
        lines=page_data.href("files", "file", file=path) if is_shown_as_text(blob) else "",
        comment_href=_comment_href(page_data, path),
        threads=sum(thread.is_open and thread.id in about for thread in threads.all),
    )


def _comment_href(page_data: ReviewPage, path: str, line: int | None = None) -> str:
    anchor = f"line-{line}" if line else "file"
    return page_data.href("files", anchor, file=path, line=line, comment="file")


def _text_context(
    page_data: ReviewPage, path: str, query: Query, *, threads: ReviewThreads, findings: Sequence[ReviewFinding]
) -> dict[str, object]:
    blob = page_data.blobs.get(page_data.submission.files[path])
    if blob is None or not is_shown_as_text(blob):
        return {"lines": [], "is_text": False, "file_findings": findings}
    page = LinesPage.of(page_data.text(blob.sha256), query)
    by_line: dict[int, list[ShownThread]] = {}
    of_file = {thread.pk for thread in page_data.threads if thread.file == path}
    for thread in reversed(threads.all):
        place = threads.lines.get(thread.id)
        if thread.id in of_file and place:
            by_line.setdefault(place, []).append(thread)
    lines = [
        FileLine(
            number=number,
            text=text,
            comment_href=_comment_href(page_data, path, number),
            threads=tuple(by_line.get(number, ())),
            drafts=threads.drafts.in_file(path, number),
            findings=[finding for finding in findings if finding.finding.line == number],
        )
        for number, text in page.lines
    ]
    return {
        "is_text": True,
        "file_findings": [finding for finding in findings if not finding.finding.line],
        "lines": lines,
        "first_href": page_data.href("files", "file", file=path) if page.previous is not None else "",
        "next_href": page_data.href("files", "file", file=path, start=page.next) if page.next else "",
    }
