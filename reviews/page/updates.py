"""Tells what a submission is: its number in the listing, and the live version that it would replace."""

from listings.content.submissions import documents_of_submission
from reviews.page.data import ReviewPageData
from tilekit.core.versions import newest
from tilekit.sections.row_matching import rows_of


def live_version_before(page_data: ReviewPageData) -> str | None:
    """The version of the live tile that the submission would replace; None if it replaces no tile."""
    live = page_data.live
    if live is None:
        return None
    notes = documents_of_submission(live)["release_notes"].values.get("entries")
    return newest([str(row.get("version")) for row in rows_of(notes)], str) or ""


def submission_context(page_data: ReviewPageData) -> dict[str, object]:
    """The template context that tells what the submission is, with the partner's note to reviewers."""
    version = live_version_before(page_data)
    note = page_data.documents["submission"].values.get("reviewer_note")
    return {
        "number": page_data.submission.number,  # type: ignore[attr-defined]  # annotated
        "live_version": version,
        "first_view": "content" if version is None else "changes",
        "reviewer_note": note if isinstance(note, str) else "",
    }
