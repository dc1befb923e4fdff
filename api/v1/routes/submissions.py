"""Submissions: submit, list, read, withdraw."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Status
from pydantic import Field

from api.v1.bodies.findings import Finding, Findings
from api.v1.bodies.listings import Listing
from api.v1.bodies.pages import PageQuery
from api.v1.bodies.sent import Sent
from api.v1.bodies.submissions import NewSubmission, Submission, SubmissionPage
from api.v1.etags import seen_in
from api.v1.handing_in import hand_in
from api.v1.listings import revision_for
from api.v1.pages import page_of
from api.v1.requests import Call
from api.v1.routes.answers import READS, WRITES
from api.v1.routes.headers import IfMatch
from api.v1.shown import shown_listing
from api.v1.submissions import as_submissions, rounds_for, submission_named
from listings.actions import withdraw_revision
from validation.queries import findings_of_submission
from validation.rules import for_partner

router = Router(tags=["Submissions"])


class Withdrawal(Sent):
    reason: str = Field(default="", max_length=1_000, description="For the reviewers", examples=["We found a mistake."])


@router.post(
    "/listings/{uuid:listing_id}/submissions",
    response={201: Submission, 200: Submission, **WRITES},
    summary="Submit a listing",
)
def submit(
    request: Call, response: HttpResponse, listing_id: UUID, *, body: NewSubmission, if_match: IfMatch = None
) -> Status[Submission]:
    """Submit the draft. The checks start at once. The content of the submission never changes.

    If a field is missing or a check finds a blocker, the response is 409: `findings` lists them, and nothing changes.
    While a submission is being checked or reviewed, another call returns that one, with 200. With If-Match, the draft
    must be as it was when the listing was read.
    """
    revision, now = revision_for(request.actor, listing_id), timezone.now()
    made = hand_in(revision, body, seen=seen_in(if_match, revision), by=request.actor, now=now)
    shown = _shown(request, made.pk)
    response.headers["Location"] = request.build_absolute_uri(shown.links.self)
    return Status(HTTPStatus.CREATED if made.submitted_at == now else HTTPStatus.OK, shown)


@router.get(
    "/listings/{uuid:listing_id}/submissions", response={200: SubmissionPage, **READS}, summary="List submissions"
)
def list_submissions(request: Call, listing_id: UUID, query: Query[PageQuery]) -> SubmissionPage:
    """All submissions of a listing, newest first."""
    rows, following = page_of(rounds_for(request.actor, listing_id), query)
    items = as_submissions(rows, to=request.actor, now=timezone.now())
    return SubmissionPage(items=items, next_cursor=following)


@router.get("/submissions/{uuid:submission_id}", response={200: Submission, **READS}, summary="Read a submission")
def read_submission(request: Call, submission_id: UUID) -> Submission:
    """The result of a submission: `outcome` for programs, `outcome_text` and `status` for people."""
    return _shown(request, submission_id)


@router.get(
    "/submissions/{uuid:submission_id}/findings",
    response={200: Findings, **READS},
    summary="List findings of a submission",
)
def list_submission_findings(request: Call, submission_id: UUID) -> Findings:
    """What the checks found in the submission; empty until they have finished."""
    row = submission_named(request.actor, submission_id)
    found = sorted(for_partner(findings_of_submission(row)), key=lambda each: each.severity.rank)
    return Findings(revision=row.revision.number, items=[Finding.of(each) for each in found], missing=[])


@router.post(
    "/listings/{uuid:listing_id}/withdrawal", response={200: Listing, **WRITES}, summary="Withdraw a submission"
)
def withdraw(request: Call, listing_id: UUID, *, body: Withdrawal, if_match: IfMatch = None) -> Listing:
    """Withdraw the current submission: the listing is a draft again. The live version stays live."""
    revision = revision_for(request.actor, listing_id)
    seen = seen_in(if_match, revision)
    now = timezone.now()
    withdraw_revision(revision_id=revision.pk, seen=seen, by=request.actor, now=now, reason=body.reason)
    return shown_listing(request, listing_id)


def _shown(request: Call, submission_id: UUID) -> Submission:
    row = submission_named(request.actor, submission_id)
    (shown,) = as_submissions([row], to=request.actor, now=timezone.now())
    return shown
