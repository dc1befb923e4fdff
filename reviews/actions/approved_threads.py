"""Parts of writes about the answered threads of a team, which its approval resolves."""

from collections.abc import Collection, Iterable
from uuid import UUID

from common.actions import in_transaction
from reviews.lifecycles.comment_disputes import close_disputes, reopen_disputes
from reviews.models import Decision, Review, Thread, ThreadState
from reviews.queries import answered_threads
from reviews.thread_announcements import emit_thread


@in_transaction
def resolve_answered_threads(approval: Decision, review: Review, seen: Collection[UUID] | None) -> None:
    """Resolve the approving team's own threads that the partner has answered and the reviewer has seen."""
    threads = [thread for thread in answered_threads(review) if seen is None or thread.pk in seen]
    rows = Thread.objects.filter(pk__in=[thread.pk for thread in threads])
    rows.update(state=ThreadState.RESOLVED, resolved_by_id=approval.by_id, resolved_at=approval.at)
    close_disputes([thread.pk for thread in threads], now=approval.at)
    _emit("thread.resolved", threads, review, because_of=approval)


@in_transaction
def reopen_answered_threads(back: Decision, approval: Decision, review: Review) -> None:
    """Reopen the threads that the approval has resolved, which back withdraws. They are answered again, and the
    disputes about them that it has closed are open again.
    """
    rows = Thread.objects.filter(revision=review.revision_id, team=review.team, state=ThreadState.RESOLVED)
    threads = list(rows.filter(resolved_by=approval.by_id, resolved_at=approval.at).order_by("opened_at", "pk"))
    again = Thread.objects.filter(pk__in=[thread.pk for thread in threads])
    again.update(state=ThreadState.ANSWERED, resolved_by=None, resolved_at=None)
    reopen_disputes([thread.pk for thread in threads], closed_at=approval.at, now=back.at)
    _emit("thread.reopened", threads, review, because_of=back)


def _emit(event: str, threads: Iterable[Thread], review: Review, *, because_of: Decision) -> None:
    for thread in threads:
        thread.revision, thread.listing = review.revision, review.revision.listing
        emit_thread(event, thread, key=str(because_of.pk), now=because_of.at)
