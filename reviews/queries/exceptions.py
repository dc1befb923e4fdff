"""Queries about OAuth exceptions: which drafts and submissions need one, and which request counts for a listing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from listings.models import Revision, Section, Submission
from reviews.exception_guards import ExceptionFacts
from reviews.models import ExceptionRequest, ExceptionState
from reviews.teams import documents_read
from tilekit.core.kind import CodeType, ListingKind, requests_oauth_exception

CONFIGURATION = "configuration"
METHOD_FIELD = f"{CONFIGURATION}.code_type"


def needs_exception(submission: Submission) -> bool:
    """Whether the submission uses the API without OAuth."""
    return documents_read(submission).get(CONFIGURATION, {}).get("code_type") == CodeType.API_EXCEPTION


def counted_requests(listing_ids: Iterable[UUID], now: datetime) -> Mapping[UUID, ExceptionRequest]:
    """{listing ID: the request that counts}: the last granted one that has not ended, or else the last. One query."""
    counted: dict[UUID, ExceptionRequest] = {}
    for row in ExceptionRequest.objects.filter(listing__in=set(listing_ids)).order_by("requested_at", "pk"):
        before = counted.get(row.listing_id)
        is_granted = row.state_at(now) == ExceptionState.GRANTED
        if is_granted or before is None or before.state_at(now) != ExceptionState.GRANTED:
            counted[row.listing_id] = row
    return counted


def exception_of(submission: Submission) -> ExceptionFacts | None:
    """The facts about the exception that the submission needs; None if it needs none. Its revision must be loaded."""
    return _facts([submission.revision])[submission.revision_id] if needs_exception(submission) else None


def submitted_exceptions(revisions: Sequence[Revision]) -> Mapping[UUID, ExceptionFacts | None]:
    """{revision ID: facts about the exception that its latest submission needs}; None if it needs none.

    For few revisions, because it reads whole submissions.
    """
    latest = Submission.objects.filter(revision__in=revisions).order_by("submission_number")
    submissions = {submission.revision_id: submission for submission in latest}
    needing = [row for row in revisions if row.pk in submissions and needs_exception(submissions[row.pk])]
    return {**dict.fromkeys((revision.pk for revision in revisions), None), **_facts(needing)}


def draft_exceptions(revisions: Sequence[Revision]) -> Mapping[UUID, ExceptionFacts | None]:
    """{revision ID: facts about the exception that its draft needs}; None if it needs none. Two queries."""
    rows = Section.objects.filter(revision__in=revisions, key=CONFIGURATION)
    methods = {pk: str(document.get("code_type") or "") for pk, document in rows.values_list("revision_id", "document")}
    needing = [row for row in revisions if _uses_exception(row, methods.get(row.pk, ""))]
    return {**dict.fromkeys((revision.pk for revision in revisions), None), **_facts(needing)}


def _uses_exception(revision: Revision, code_type: str) -> bool:
    kind = ListingKind(offering_type=revision.listing.offering_type, code_type=code_type)
    return requests_oauth_exception(kind)


def _facts(revisions: Sequence[Revision]) -> dict[UUID, ExceptionFacts | None]:
    now = timezone.now()
    requests = counted_requests((row.listing_id for row in revisions), now) if revisions else {}
    return {row.pk: _facts_of(row.listing_id, requests.get(row.listing_id), now) for row in revisions}


def _facts_of(listing_id: UUID, request: ExceptionRequest | None, now: datetime) -> ExceptionFacts:
    form = reverse("reviews:exception-request", args=[listing_id])
    if request is None:
        return ExceptionFacts(state="", url="", form_url=form)
    return ExceptionFacts(
        state=request.state_at(now), url=request.get_absolute_url(), form_url=form, until=request.until
    )
