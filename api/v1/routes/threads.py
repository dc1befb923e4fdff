"""Threads: list, read, answer, resolve, apply a suggestion."""

from http import HTTPStatus

from django.utils import timezone
from ninja import Query, Router, Status

from api.bearer import ApiRequest
from api.v1.bodies.pages import PageQuery, requested_page
from api.v1.bodies.threads import CommentPage, NewComment, ThreadBody, ThreadPage, ThreadQuery
from api.v1.listings import listing_for
from api.v1.routes.errors import READ_ERRORS, WRITE_ERRORS
from api.v1.routes.ids import ListingId, ThreadId
from api.v1.threads import as_comment, as_thread, comments_of, listing_of_thread, thread_named, threads_of
from reviews.actions import apply_suggestion, reply_to_thread, resolve_thread

router = Router(tags=["Threads"])


@router.get("/listings/{uuid:listing_id}/threads", response={200: ThreadPage, **READ_ERRORS}, summary="List threads")
def list_threads(request: ApiRequest, listing_id: ListingId, query: Query[ThreadQuery]) -> ThreadPage:
    """Comments from the review teams and from your organisation on a listing, newest first."""
    rows = threads_of(request.actor, listing_for(request.actor, listing_id).pk)
    if query.state:
        rows = rows.filter(state=query.state)
    page, following = requested_page(rows, query)
    return ThreadPage(items=[as_thread(row) for row in page], next_cursor=following)


@router.get("/threads/{uuid:thread_id}", response={200: ThreadBody, **READ_ERRORS}, summary="Read a thread")
def read_thread(request: ApiRequest, thread_id: ThreadId) -> ThreadBody:
    """A thread with its newest comments."""
    return thread_named(request.actor, thread_id)


@router.get("/threads/{uuid:thread_id}/comments", response={200: CommentPage, **READ_ERRORS}, summary="List comments")
def list_comments(request: ApiRequest, thread_id: ThreadId, query: Query[PageQuery]) -> CommentPage:
    """All comments in a thread, newest first."""
    rows, following = requested_page(comments_of(request.actor, thread_id), query)
    return CommentPage(items=[as_comment(row) for row in rows], next_cursor=following)


@router.post(
    "/threads/{uuid:thread_id}/comments", response={201: ThreadBody, **WRITE_ERRORS}, summary="Reply to a thread"
)
def answer(request: ApiRequest, thread_id: ThreadId, body: NewComment) -> Status[ThreadBody]:
    """Add a comment as the application. If the thread is open, its state becomes `answered`."""
    listing_of_thread(request.actor, thread_id)
    reply_to_thread(thread_id=thread_id, body=body.body, by=request.actor, now=timezone.now())
    return Status(HTTPStatus.CREATED, thread_named(request.actor, thread_id))


@router.post(
    "/threads/{uuid:thread_id}/resolution", response={200: ThreadBody, **WRITE_ERRORS}, summary="Resolve a thread"
)
def resolve(request: ApiRequest, thread_id: ThreadId) -> ThreadBody:
    """Resolve a thread that your organisation opened. Review teams resolve their own threads."""
    listing_of_thread(request.actor, thread_id)
    resolve_thread(thread_id=thread_id, by=request.actor, now=timezone.now())
    return thread_named(request.actor, thread_id)


@router.post(
    "/threads/{uuid:thread_id}/suggestion", response={200: ThreadBody, **WRITE_ERRORS}, summary="Apply a suggestion"
)
def apply(request: ApiRequest, thread_id: ThreadId) -> ThreadBody:
    """Put the suggested text into the draft. The state of the thread becomes `answered`."""
    listing_of_thread(request.actor, thread_id)
    apply_suggestion(thread_id=thread_id, by=request.actor, now=timezone.now())
    return thread_named(request.actor, thread_id)
