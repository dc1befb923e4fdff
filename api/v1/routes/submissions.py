"""Submissions: submit, list, read, replace, withdraw."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Status

from api.bearer import ApiRequest
from api.fields import described
from api.v1.bodies.base import IfMatch, ListingId, PageQuery, RequestBody, SubmissionId, requested_page
from api.v1.bodies.errors import v1_router
from api.v1.bodies.findings import FindingBody, FindingsBody
from api.v1.bodies.listings import ListingBody
from api.v1.bodies.submissions import (
    NewSubmissionBody,
    SubmissionBody,
    SubmissionPage,
)
from api.v1.listings import draft_version_in, listing_response, open_or_newest_revision
from api.v1.submissions import as_submissions, rounds_for, submission_named
from api.v1.submitted_drafts import submit_draft
from common.snapshots import snapshot
from listings.actions import cancel_replacement, replace_submission, withdraw_revision
from validation.guards import for_partner
from validation.queries import findings_of_submission

router = v1_router("Submissions")


class Withdrawal(RequestBody):
    reason: str = described("Reason, shown to the reviewers", "We found a mistake.", default="", max_length=1_000)


@router.post(
    "/listings/{uuid:listing_id}/submissions",
    response={201: SubmissionBody, 200: SubmissionBody},
    summary="Submit a listing",
)
def submit(
    request: ApiRequest,
    response: HttpResponse,
    listing_id: ListingId,
    *,
    body: NewSubmissionBody,
    if_match: IfMatch = None,
) -> Status[SubmissionBody]:
    """Submit the draft. The checks start immediately. The content of the submission never changes.

    If a required field is missing or a check finds a blocker, nothing changes: the response is 409, and `findings`
    lists the problems. While a submission is being checked or reviewed, another call returns that submission with 200.
    With If-Match, the call fails if the draft has changed since you read the listing.
    """
    revision, now = open_or_newest_revision(request.actor, listing_id), timezone.now()
    submission = submit_draft(revision, body, seen=draft_version_in(if_match, revision), by=request.actor, now=now)
    response_body = _submission_body(request, submission.pk)
    response.headers["Location"] = request.build_absolute_uri(response_body.links.self)
    return Status(HTTPStatus.CREATED if submission.submitted_at == now else HTTPStatus.OK, response_body)


@router.get("/listings/{uuid:listing_id}/submissions", response=SubmissionPage, summary="List submissions")
def list_submissions(request: ApiRequest, listing_id: ListingId, query: Query[PageQuery]) -> SubmissionPage:
    """A listing's submissions, newest first."""
    with snapshot():
        rows, following = requested_page(rounds_for(request.actor, listing_id), query)
        items = as_submissions(rows, to=request.actor)
    return SubmissionPage(items=items, next_cursor=following)


@router.get("/submissions/{uuid:submission_id}", response=SubmissionBody, summary="Read a submission")
def read_submission(request: ApiRequest, submission_id: SubmissionId) -> SubmissionBody:
    """A submission with its result: `outcome` is for programs, `outcome_text` and `status` are for people."""
    return _submission_body(request, submission_id)


@router.get(
    "/submissions/{uuid:submission_id}/findings", response=FindingsBody, summary="List findings in a submission"
)
def list_submission_findings(request: ApiRequest, submission_id: SubmissionId) -> FindingsBody:
    """The findings from the checks on the submission. The list is empty until the checks have finished."""
    row = submission_named(request.actor, submission_id)
    items = FindingBody.all_of(for_partner(findings_of_submission(row)))
    return FindingsBody(revision=row.revision.number, items=items, missing=[])


@router.post("/listings/{uuid:listing_id}/withdrawal", response=ListingBody, summary="Withdraw a submission")
def withdraw(request: ApiRequest, listing_id: ListingId, *, body: Withdrawal, if_match: IfMatch = None) -> ListingBody:
    """Withdraw the current submission. The listing becomes a draft again, and the live version stays live."""
    revision = open_or_newest_revision(request.actor, listing_id)
    seen = draft_version_in(if_match, revision)
    now = timezone.now()
    withdraw_revision(revision_id=revision.pk, seen=seen, by=request.actor, now=now, reason=body.reason)
    return listing_response(request, listing_id)


@router.post("/listings/{uuid:listing_id}/replacement", response=ListingBody, summary="Replace a submission")
def replace(request: ApiRequest, listing_id: ListingId, *, if_match: IfMatch = None) -> ListingBody:
    """Make a listing editable while it is being checked or reviewed, to submit a newer version.

    The reviews pause. When you submit the listing again, it keeps its place in the queue, its due dates and the
    approvals of teams whose part hasn't changed. To stop the review, withdraw the submission instead.
    """
    revision = open_or_newest_revision(request.actor, listing_id)
    seen = draft_version_in(if_match, revision)
    replace_submission(revision_id=revision.pk, seen=seen, by=request.actor, now=timezone.now())
    return listing_response(request, listing_id)


@router.delete("/listings/{uuid:listing_id}/replacement", response=ListingBody, summary="Cancel a replacement")
def cancel(request: ApiRequest, listing_id: ListingId, *, if_match: IfMatch = None) -> ListingBody:
    """Continue the review with the content of the submission that you were replacing.

    The draft gets that content again. What you have changed since then stays in its history. You can't cancel the
    replacement of a submission that was still being checked.
    """
    revision = open_or_newest_revision(request.actor, listing_id)
    seen = draft_version_in(if_match, revision)
    cancel_replacement(revision_id=revision.pk, seen=seen, by=request.actor, now=timezone.now())
    return listing_response(request, listing_id)


def _submission_body(request: ApiRequest, submission_id: UUID) -> SubmissionBody:
    with snapshot():
        row = submission_named(request.actor, submission_id)
        (response_body,) = as_submissions([row], to=request.actor)
    return response_body
