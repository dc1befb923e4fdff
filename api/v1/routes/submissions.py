"""Submissions: submit, list, read, withdraw."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Status

from api.bearer import ApiRequest
from api.fields import described
from api.v1.bodies.base import IfMatch, ListingId, PageQuery, RequestBody, SubmissionId, ThreadId, requested_page
from api.v1.bodies.errors import v1_router
from api.v1.bodies.findings import FindingBody, FindingsBody
from api.v1.bodies.listings import ListingBody
from api.v1.bodies.submissions import (
    CommentPage,
    NewComment,
    NewSubmissionBody,
    SubmissionBody,
    SubmissionPage,
    ThreadBody,
    ThreadPage,
    ThreadQuery,
)
from api.v1.listings import draft_version_in, listing_for, listing_response, open_or_newest_revision
from api.v1.submissions import as_submissions, rounds_for, submission_named, submit_draft
from api.v1.threads import as_comment, as_thread, comments_of, listing_of_thread, thread_named, threads_of
from common.snapshots import snapshot
from listings.actions import withdraw_revision
from reviews.actions import apply_suggestion, reply_to_thread, resolve_thread
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


def _submission_body(request: ApiRequest, submission_id: UUID) -> SubmissionBody:
    with snapshot():
        row = submission_named(request.actor, submission_id)
        (response_body,) = as_submissions([row], to=request.actor)
    return response_body


threads = v1_router("Threads")


@threads.get("/listings/{uuid:listing_id}/threads", response=ThreadPage, summary="List threads")
def list_threads(request: ApiRequest, listing_id: ListingId, query: Query[ThreadQuery]) -> ThreadPage:
    """Comments from the review teams and from your organisation on a listing, newest first."""
    rows = threads_of(request.actor, listing_for(request.actor, listing_id).pk)
    if query.state:
        rows = rows.filter(state=query.state)
    page, following = requested_page(rows, query)
    return ThreadPage(items=[as_thread(row) for row in page], next_cursor=following)


@threads.get("/threads/{uuid:thread_id}", response=ThreadBody, summary="Read a thread")
def read_thread(request: ApiRequest, thread_id: ThreadId) -> ThreadBody:
    """A thread with its newest comments."""
    return thread_named(request.actor, thread_id)


@threads.get("/threads/{uuid:thread_id}/comments", response=CommentPage, summary="List comments")
def list_comments(request: ApiRequest, thread_id: ThreadId, query: Query[PageQuery]) -> CommentPage:
    """All comments in a thread, newest first."""
    rows, following = requested_page(comments_of(request.actor, thread_id), query)
    return CommentPage(items=[as_comment(row) for row in rows], next_cursor=following)


@threads.post("/threads/{uuid:thread_id}/comments", response={201: ThreadBody}, summary="Reply to a thread")
def answer(request: ApiRequest, thread_id: ThreadId, body: NewComment) -> Status[ThreadBody]:
    """Add a comment as the application. If the thread is open, its state becomes `answered`."""
    listing_of_thread(request.actor, thread_id)
    reply_to_thread(thread_id=thread_id, body=body.body, by=request.actor, now=timezone.now())
    return Status(HTTPStatus.CREATED, thread_named(request.actor, thread_id))


@threads.post("/threads/{uuid:thread_id}/resolution", response=ThreadBody, summary="Resolve a thread")
def resolve(request: ApiRequest, thread_id: ThreadId) -> ThreadBody:
    """Resolve a thread that your organisation opened. Review teams resolve their own threads."""
    listing_of_thread(request.actor, thread_id)
    resolve_thread(thread_id=thread_id, by=request.actor, now=timezone.now())
    return thread_named(request.actor, thread_id)


@threads.post("/threads/{uuid:thread_id}/suggestion", response=ThreadBody, summary="Apply a suggestion")
def apply(request: ApiRequest, thread_id: ThreadId) -> ThreadBody:
    """Put the suggested text into the draft. The state of the thread becomes `answered`."""
    listing_of_thread(request.actor, thread_id)
    apply_suggestion(thread_id=thread_id, by=request.actor, now=timezone.now())
    return thread_named(request.actor, thread_id)
