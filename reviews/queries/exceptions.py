"""Queries about requests for an OAuth exception. The reason that the partner gives is the request."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from msgspec import Struct

from listings.models import Revision, Submission
from reviews.models import ExceptionDecision
from reviews.states import ExceptionState
from reviews.teams import documents_read

_SECTION, _FIELD = "configuration", "exception_request"
REASON = f"{_SECTION}.{_FIELD}"


class ExceptionRequest(Struct, frozen=True, kw_only=True):
    """A partner's request for an exception. answer is our latest answer to this reason, None if there is none."""

    reason: str
    answer: ExceptionDecision | None

    @property
    def state(self) -> ExceptionState:
        return ExceptionState(self.answer.answer) if self.answer else ExceptionState.REQUESTED


def oauth_exception(submission: Submission) -> ExceptionRequest | None:
    """The request in a submission; None if it makes none. One query if it does. Its revision must be loaded."""
    reason = documents_read(submission).get(_SECTION, {}).get(_FIELD)
    if not isinstance(reason, str):
        return None
    answers = ExceptionDecision.objects.filter(listing=submission.revision.listing_id, reason=reason)
    answer = answers.select_related("by", "thread").order_by("at", "pk").last()
    return ExceptionRequest(reason=reason, answer=answer)


def oauth_exceptions(revisions: Sequence[Revision]) -> Mapping[UUID, ExceptionRequest | None]:
    """{revision ID: the request in its latest submission}. For few revisions, because it reads whole submissions."""
    latest = Submission.objects.filter(revision__in=revisions).select_related("revision").order_by("round")
    submissions = {submission.revision_id: submission for submission in latest}
    return {
        revision.pk: oauth_exception(submissions[revision.pk]) if revision.pk in submissions else None
        for revision in revisions
    }
