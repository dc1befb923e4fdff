"""Parts of writes about threads."""

from collections.abc import Mapping
from datetime import datetime

from common.actions import in_transaction
from common.actor import Actor, TeamRole
from files.queries import StoredFile, stored_files
from listings.lifecycle.change import RevisionChange
from listings.models import Revision, Submission
from listings.queries import latest_submission
from reviews.authors import columns_of, person_id
from reviews.models import (
    Comment,
    Thread,
    ThreadState,
    Visibility,
)
from reviews.thread_places import is_changed, is_line_gone


@in_transaction
def open_thread_on_whole(
    revision: Revision,
    submission: Submission,
    *,
    body: str,
    team: str,
    by: Actor,
    now: datetime,
    rejection: str = "",
) -> Thread:
    """Open a thread about the whole listing on a submission; team is "" for the partner's threads.

    Posts no notice, because the change of state that causes the thread posts one.
    """
    thread = Thread.objects.create(
        listing=revision.listing,
        revision=revision,
        submission=submission,
        team=team,
        rejection=rejection,
        opened_by_id=person_id(by),
        opened_at=now,
    )
    Comment.objects.create(thread=thread, **columns_of("by", by), is_partner=not team, body=body, at=now)
    return thread


@in_transaction
def store_note_as_thread(change: RevisionChange) -> None:
    """Store the partner's note about the tile in the sandbox as a thread."""
    submission, note = latest_submission(change.revision), change.text("note")
    open_thread_on_whole(change.revision, submission, body=note, team="", by=change.by, now=change.now)


@in_transaction
def store_rejection_as_thread(change: RevisionChange) -> None:
    """Store the reason of a rejection as a thread of the lead's team."""
    submission, body, code = latest_submission(change.revision), change.text("reason"), change.text("code")
    team = next(team for team, role in change.by.teams.items() if role is TeamRole.LEAD)
    open_thread_on_whole(
        change.revision, submission, body=body, team=team, by=change.by, now=change.now, rejection=code
    )


@in_transaction
def resolve(thread: Thread, *, by: Actor, now: datetime) -> None:
    """Resolve a locked thread. Records no event."""
    resolved = {"state": ThreadState.RESOLVED, **columns_of("resolved_by", by), "resolved_at": now}
    for name, value in resolved.items():
        setattr(thread, name, value)
    thread.save(update_fields=list(resolved))


def mark_addressed(submission: Submission) -> None:
    """Mark threads as answered if the partner has changed their places. Internal threads stay open."""
    rows = Thread.objects.filter(
        revision=submission.revision_id, state=ThreadState.OPEN, visibility=Visibility.EVERYONE
    ).select_related("submission")
    stored = stored_files(submission.files[thread.file] for thread in rows if thread.file in submission.files)
    changed = [thread.pk for thread in rows if _is_addressed(thread, submission, stored)]
    Thread.objects.filter(pk__in=changed).update(state=ThreadState.ANSWERED)


def _is_addressed(thread: Thread, submission: Submission, stored: Mapping[str, StoredFile]) -> bool:
    if not thread.file:
        return is_changed(thread.path, thread.submission.documents, submission.documents)
    before, now = thread.submission.files.get(thread.file), submission.files.get(thread.file)
    if before == now or thread.line is None:
        return before != now
    return is_line_gone(thread.excerpt, thread.line, stored[now].read() if now in stored else None)
