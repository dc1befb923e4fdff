"""Queries about requests for an OAuth exception, which partners make by giving a reason in the listing."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from listings.models import Revision, Submission
from reviews.models import ExceptionRequest
from reviews.teams import documents_read

CONFIGURATION, _FIELD = "configuration", "exception_request"
REASON = f"{CONFIGURATION}.{_FIELD}"


def exception_reason(submission: Submission) -> str:
    """The reason that the submission gives for an OAuth exception; "" if it requests none."""
    reason = documents_read(submission).get(CONFIGURATION, {}).get(_FIELD)
    return reason if isinstance(reason, str) else ""


def oauth_exception(submission: Submission) -> ExceptionRequest | None:
    """The request that the submission makes; None if it makes none. One query if it does. Its revision must be loaded.

    An earlier request with the same reason counts. A submission by the release before stored none: its request is not
    saved, so that nobody can decide on it before the partner submits again.
    """
    if not (reason := exception_reason(submission)):
        return None
    listing_id = submission.revision.listing_id
    stored = ExceptionRequest.objects.filter(listing=listing_id, reason=reason).order_by("requested_at", "pk").last()
    return stored or ExceptionRequest(listing_id=listing_id, reason=reason, requested_at=submission.submitted_at)


def oauth_exceptions(revisions: Sequence[Revision]) -> Mapping[UUID, ExceptionRequest | None]:
    """{revision ID: the request in its latest submission}. For few revisions, because it reads whole submissions."""
    latest = Submission.objects.filter(revision__in=revisions).select_related("revision").order_by("round")
    submissions = {submission.revision_id: submission for submission in latest}
    return {
        revision.pk: oauth_exception(submissions[revision.pk]) if revision.pk in submissions else None
        for revision in revisions
    }
