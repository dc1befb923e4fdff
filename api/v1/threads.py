"""Prepares threads for responses."""

from uuid import UUID

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery

from accounts.models import Team
from api.paths import V1_PREFIX
from api.v1.bodies.submissions import NEWEST_COMMENTS, CommentBody, ThreadBody, ThreadLinks
from api.v1.listings import listing_for
from common.actor import Actor
from common.lookups import first_or_not_found
from listings.display.place_names import place_name
from listings.models import Listing
from listings.page_urls import listing_home
from listings.queries.submissions import SUBMISSION_CONTENT
from reviews.authors import author_name
from reviews.models import Comment as CommentRow
from reviews.models import Thread as ThreadRow
from reviews.models import ThreadState
from reviews.queries import visible_threads

_COMMENTS = CommentRow.objects.select_related("by", "by_application")


def threads_of(actor: Actor, listing_id: UUID) -> QuerySet[ThreadRow]:
    """The threads of a listing that the actor may read, for `as_thread`. Two queries."""
    newest = Prefetch("comments", _COMMENTS.order_by("-pk")[:NEWEST_COMMENTS], to_attr="newest_comments")
    count = CommentRow.objects.order_by().filter(thread=OuterRef("pk")).values("thread").values(number=Count("pk"))
    rows = visible_threads(actor, listing_id).annotate(comments_count=Subquery(count)).prefetch_related(newest)
    return rows.select_related("revision", "submission").defer(
        *SUBMISSION_CONTENT, "revision__base", "revision__carried"
    )


def thread_named(actor: Actor, thread_id: UUID) -> ThreadBody:
    """The body of a thread. Raises NotFound if the actor may not read it."""
    listing = listing_of_thread(actor, thread_id)
    return as_thread(first_or_not_found(threads_of(actor, listing.pk).filter(pk=thread_id)))


def listing_of_thread(actor: Actor, thread_id: UUID) -> Listing:
    """The listing that a thread is about. Raises NotFound if the actor may not read the thread."""
    return listing_for(
        actor, first_or_not_found(ThreadRow.objects.filter(pk=thread_id).values_list("listing_id", flat=True))
    )


def comments_of(actor: Actor, thread_id: UUID) -> QuerySet[CommentRow]:
    """The comments of a thread, for `as_comment`. Raises NotFound if the actor may not read the thread."""
    threads = visible_threads(actor, listing_of_thread(actor, thread_id).pk)
    return _COMMENTS.filter(thread=first_or_not_found(threads.filter(pk=thread_id)))


def as_thread(row: ThreadRow) -> ThreadBody:
    """The body of a thread from `threads_of`."""
    return ThreadBody(
        id=row.pk,
        listing=row.listing_id,
        submission=row.submission_id,
        revision=row.revision.number,
        round=row.submission.round,
        team=Team(row.team) if row.team else None,
        state=ThreadState(row.state),
        is_blocking=row.is_blocking,
        is_rejection=bool(row.rejection),
        place=place_name(row.path, row.file, row.line) if row.path or row.file else "",
        path=row.path,
        file=row.file,
        line=row.line,
        excerpt=row.excerpt,
        suggestion=row.suggestion,
        opened_at=row.opened_at,
        resolved_at=row.resolved_at,
        comments=[as_comment(comment) for comment in reversed(row.newest_comments)],  # type: ignore[attr-defined]  # fetched
        comments_count=row.comments_count or 0,  # type: ignore[attr-defined]  # annotated
        links=ThreadLinks(
            self=f"{V1_PREFIX}/threads/{row.pk}",
            comments=f"{V1_PREFIX}/threads/{row.pk}/comments",
            listing=f"{V1_PREFIX}/listings/{row.listing_id}",
            page=f"{listing_home(row.listing_id)}#thread-{row.pk}",
        ),
    )


def as_comment(row: CommentRow) -> CommentBody:
    """The body of a comment from `comments_of`."""
    name = author_name(row.by, row.by_application)
    return CommentBody(id=row.pk, by=name, is_partner=row.is_partner, at=row.at, body=row.body)
