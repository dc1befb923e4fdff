"""Threads of a listing: list, read, reply, resolve, reopen, apply a suggestion."""

from http import HTTPStatus
from uuid import UUID

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Status

from api.bearer import ApiRequest
from api.paths import V1_PREFIX
from api.v1.bodies.base import FileDigest, ListingId, PageQuery, ThreadId, requested_page
from api.v1.bodies.errors import v1_router
from api.v1.bodies.submissions import (
    NEWEST_COMMENTS,
    CommentBody,
    CommentPage,
    NewComment,
    ReopeningBody,
    SuggestedFileBody,
    ThreadBody,
    ThreadLinks,
    ThreadPage,
    ThreadQuery,
)
from api.v1.listings import listing_for
from api.v1.requests import RAW
from common.actor import Actor
from common.errors import NotFound
from common.lookups import first_or_not_found
from files.queries import read_blob
from listings.display.place_names import place_name
from listings.models import Listing
from listings.page_urls import listing_home
from listings.queries.submissions import SUBMISSION_CONTENT
from reviews.actions import apply_suggestion, reopen_thread, reply_to_thread, resolve_thread
from reviews.authors import author_name
from reviews.models import Comment as CommentRow
from reviews.models import Thread as ThreadRow
from reviews.queries import visible_threads
from reviews.queries.suggestions import files_of, suggested_text

router = v1_router("Threads")
_COMMENTS = CommentRow.objects.select_related("by", "by_application")


@router.get("/listings/{uuid:listing_id}/threads", response=ThreadPage, summary="List threads")
def list_threads(request: ApiRequest, listing_id: ListingId, query: Query[ThreadQuery]) -> ThreadPage:
    """Comments from the review teams and from your organisation on a listing, newest first."""
    rows = _threads_of(request.actor, listing_for(request.actor, listing_id).pk)
    if query.state:
        rows = rows.filter(state=query.state)
    page, following = requested_page(rows, query)
    return ThreadPage(items=[_thread_body(row) for row in page], next_cursor=following)


@router.get("/threads/{uuid:thread_id}", response=ThreadBody, summary="Read a thread")
def read_thread(request: ApiRequest, thread_id: ThreadId) -> ThreadBody:
    """A thread with its newest comments."""
    return _thread_named(request.actor, thread_id)


@router.get("/threads/{uuid:thread_id}/comments", response=CommentPage, summary="List comments")
def list_comments(request: ApiRequest, thread_id: ThreadId, query: Query[PageQuery]) -> CommentPage:
    """All comments in a thread, newest first."""
    rows, following = requested_page(_comments_of(request.actor, thread_id), query)
    return CommentPage(items=[_comment_body(row) for row in rows], next_cursor=following)


@router.post("/threads/{uuid:thread_id}/comments", response={201: ThreadBody}, summary="Reply to a thread")
def answer(request: ApiRequest, thread_id: ThreadId, body: NewComment) -> Status[ThreadBody]:
    """Add a comment as the application. If the thread is open, its state becomes `answered`."""
    _listing_of_thread(request.actor, thread_id)
    reply_to_thread(thread_id=thread_id, body=body.body, by=request.actor, now=timezone.now())
    return Status(HTTPStatus.CREATED, _thread_named(request.actor, thread_id))


@router.post("/threads/{uuid:thread_id}/resolution", response=ThreadBody, summary="Resolve a thread")
def resolve(request: ApiRequest, thread_id: ThreadId) -> ThreadBody:
    """Resolve a thread, unless it is blocking, explains a rejection or is disputed. A second call changes nothing."""
    _listing_of_thread(request.actor, thread_id)
    resolve_thread(thread_id=thread_id, by=request.actor, now=timezone.now())
    return _thread_named(request.actor, thread_id)


@router.post("/threads/{uuid:thread_id}/reopening", response=ThreadBody, summary="Reopen a thread")
def reopen(request: ApiRequest, thread_id: ThreadId, body: ReopeningBody) -> ThreadBody:
    """Reopen a resolved thread, unless its revision was published or rejected.

    The thread keeps its priority, but it no longer blocks, unless a review team makes it blocking again.
    """
    _listing_of_thread(request.actor, thread_id)
    reopen_thread(thread_id=thread_id, by=request.actor, now=timezone.now(), reason=body.reason)
    return _thread_named(request.actor, thread_id)


@router.get(
    "/threads/{uuid:thread_id}/files/{sha256}",
    response={},
    summary="Download a suggested file",
    openapi_extra={
        "responses": {200: {"description": "OK", "content": {RAW: {"schema": {"type": "string", "format": "binary"}}}}}
    },
)
def download_file(request: ApiRequest, thread_id: ThreadId, sha256: FileDigest) -> HttpResponse:
    """A file from `suggested_files` of the thread."""
    listing = _listing_of_thread(request.actor, thread_id)
    row = first_or_not_found(visible_threads(request.actor, listing.pk).filter(pk=thread_id))
    if not any(file.sha256 == sha256 for file in files_of(row)):
        raise NotFound
    return HttpResponse(read_blob(sha256), content_type=RAW)


@router.post("/threads/{uuid:thread_id}/suggestion", response=ThreadBody, summary="Apply a suggestion")
def apply(request: ApiRequest, thread_id: ThreadId) -> ThreadBody:
    """Put the suggested value, row or text into the draft. The state of the thread becomes `answered`."""
    _listing_of_thread(request.actor, thread_id)
    apply_suggestion(thread_id=thread_id, by=request.actor, now=timezone.now())
    return _thread_named(request.actor, thread_id)


def _threads_of(actor: Actor, listing_id: UUID) -> QuerySet[ThreadRow]:
    """The threads of a listing that the actor may read, for `_thread_body`. Two queries."""
    newest = Prefetch("comments", _COMMENTS.order_by("-pk")[:NEWEST_COMMENTS], to_attr="newest_comments")
    count = CommentRow.objects.order_by().filter(thread=OuterRef("pk")).values("thread").values(number=Count("pk"))
    rows = visible_threads(actor, listing_id).annotate(comments_count=Subquery(count)).prefetch_related(newest)
    return rows.select_related("revision", "submission").defer(
        *SUBMISSION_CONTENT, "revision__base", "revision__carried"
    )


def _thread_named(actor: Actor, thread_id: UUID) -> ThreadBody:
    """The body of a thread. Raises NotFound if the actor may not read it."""
    listing = _listing_of_thread(actor, thread_id)
    return _thread_body(first_or_not_found(_threads_of(actor, listing.pk).filter(pk=thread_id)))


def _listing_of_thread(actor: Actor, thread_id: UUID) -> Listing:
    """The listing that a thread is about. Raises NotFound if the actor may not read the thread."""
    return listing_for(
        actor, first_or_not_found(ThreadRow.objects.filter(pk=thread_id).values_list("listing_id", flat=True))
    )


def _comments_of(actor: Actor, thread_id: UUID) -> QuerySet[CommentRow]:
    """The comments of a thread, for `_comment_body`. Raises NotFound if the actor may not read the thread."""
    threads = visible_threads(actor, _listing_of_thread(actor, thread_id).pk)
    return _COMMENTS.filter(thread=first_or_not_found(threads.filter(pk=thread_id)))


def _thread_body(row: ThreadRow) -> ThreadBody:
    """The body of a thread from `_threads_of`."""
    return ThreadBody.from_row(
        row,
        listing=row.listing_id,
        submission=row.submission_id,
        revision=row.revision.number,
        round=row.submission.submission_number,
        team=row.team or None,
        is_rejection=bool(row.rejection),
        suggestion=suggested_text(row),
        suggested_files=[
            SuggestedFileBody(name=file.name, size=file.size, href=f"{V1_PREFIX}/threads/{row.pk}/files/{file.sha256}")
            for file in files_of(row)
        ],
        place=place_name(row.path, row.file, row.line) if row.path or row.file else "",
        comments=[_comment_body(comment) for comment in reversed(row.newest_comments)],  # type: ignore[attr-defined]  # fetched
        comments_count=row.comments_count or 0,  # type: ignore[attr-defined]  # annotated
        links=ThreadLinks(
            self=f"{V1_PREFIX}/threads/{row.pk}",
            comments=f"{V1_PREFIX}/threads/{row.pk}/comments",
            listing=f"{V1_PREFIX}/listings/{row.listing_id}",
            page=f"{listing_home(row.listing_id)}#thread-{row.pk}",
        ),
    )


def _comment_body(row: CommentRow) -> CommentBody:
    """The body of a comment from `_comments_of`."""
    name = author_name(row.by, row.by_application)
    return CommentBody.from_row(row, by=name)
