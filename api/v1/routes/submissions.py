"""Submissions: submit, list, read, withdraw."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Status
from pydantic import Field

from api.bearer import ApiRequest
from api.v1.bodies.findings import FindingBody, FindingsBody
from api.v1.bodies.listings import ListingBody
from api.v1.bodies.pages import PageQuery, requested_page
from api.v1.bodies.requests import RequestBody
from api.v1.bodies.submissions import NewSubmissionBody, SubmissionBody, SubmissionPage
from api.v1.draft_submission import submit_draft
from api.v1.etags import draft_version_in
from api.v1.listing_responses import listing_response
from api.v1.listings import open_or_newest_revision
from api.v1.routes.errors import READ_ERRORS, WRITE_ERRORS
from api.v1.routes.headers import IfMatch
from api.v1.routes.ids import ListingId, SubmissionId
from api.v1.submissions import as_submissions, rounds_for, submission_named
from common.snapshots import snapshot
from listings.actions import withdraw_revision
from validation.guards import for_partner
from validation.queries import findings_of_submission

router = Router(tags=["Submissions"])


class Withdrawal(RequestBody):
    reason: str = Field(
        default="", max_length=1_000, description="Reason, shown to the reviewers", examples=["We found a mistake."]
    )


@router.post(
    "/listings/{uuid:listing_id}/submissions",
    response={201: SubmissionBody, 200: SubmissionBody, **WRITE_ERRORS},
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
    made = submit_draft(revision, body, seen=draft_version_in(if_match, revision), by=request.actor, now=now)
    response_body = _submission_body(request, made.pk)
    response.headers["Location"] = request.build_absolute_uri(response_body.links.self)
    return Status(HTTPStatus.CREATED if made.submitted_at == now else HTTPStatus.OK, response_body)


@router.get(
    "/listings/{uuid:listing_id}/submissions", response={200: SubmissionPage, **READ_ERRORS}, summary="List submissions"
)
def list_submissions(request: ApiRequest, listing_id: ListingId, query: Query[PageQuery]) -> SubmissionPage:
    """A listing's submissions, newest first."""
    with snapshot():
        rows, following = requested_page(rounds_for(request.actor, listing_id), query)
        items = as_submissions(rows, to=request.actor)
    return SubmissionPage(items=items, next_cursor=following)


@router.get(
    "/submissions/{uuid:submission_id}", response={200: SubmissionBody, **READ_ERRORS}, summary="Read a submission"
)
def read_submission(request: ApiRequest, submission_id: SubmissionId) -> SubmissionBody:
    """A submission with its result: `outcome` is for programs, `outcome_text` and `status` are for people."""
    return _submission_body(request, submission_id)


@router.get(
    "/submissions/{uuid:submission_id}/findings",
    response={200: FindingsBody, **READ_ERRORS},
    summary="List findings in a submission",
)
def list_submission_findings(request: ApiRequest, submission_id: SubmissionId) -> FindingsBody:
    """The findings from the checks on the submission. The list is empty until the checks have finished."""
    row = submission_named(request.actor, submission_id)
    found = sorted(for_partner(findings_of_submission(row)), key=lambda each: each.severity.rank)
    return FindingsBody(revision=row.revision.number, items=[FindingBody.of(each) for each in found], missing=[])


@router.post(
    "/listings/{uuid:listing_id}/withdrawal",
    response={200: ListingBody, **WRITE_ERRORS},
    summary="Withdraw a submission",
)
def withdraw(request: ApiRequest, listing_id: ListingId, *, body: Withdrawal, if_match: IfMatch = None) -> ListingBody:
    """Withdraw the current submission. The listing becomes a draft again, and the live version stays live."""
    revision = open_or_newest_revision(request.actor, listing_id)
    seen = draft_version_in(if_match, revision)
    now = timezone.now()
    withdraw_revision(revision_id=revision.pk, seen=seen, by=request.actor, now=now, reason=body.reason)
    return listing_response(request, listing_id)


def _submission_body(request: ApiRequest, submission_id: UUID) -> SubmissionBody:
    with snapshot():
        row = submission_named(request.actor, submission_id)
        (response_body,) = as_submissions([row], to=request.actor)
    return response_body
