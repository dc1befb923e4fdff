"""Actions that store, change and delete comments that reviewers have not sent yet."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _
from msgspec import structs

from audit.writes import record_event
from common.actions import action, assert_storable, in_transaction
from common.actor import Actor
from common.errors import NotAllowed, NotFound, NotPossible
from common.lookups import first_or_not_found
from listings.models import Submission
from reviews.actions.access import locked_open_review, person_of, refuse
from reviews.actions.threads import NewThread, thread_at
from reviews.draft_guards import reasons_against_keeping
from reviews.errors import DraftChanged, DraftGone
from reviews.guards import may_review
from reviews.models import CommentDraft, CommentPriority, Review, Thread, Visibility
from reviews.suggested_files import use_suggested_files
from reviews.writes.threads import assert_body, normalised
from tilekit.core.digest import canonical_json
from tilekit.core.field import Json


def content_of(draft: CommentDraft) -> NewThread:
    """The content of a draft."""
    return msgspec.convert(draft.content, NewThread)


def with_priority(new_thread: NewThread, priority: str) -> NewThread:
    """The same content with a priority."""
    is_blocking, is_optional = priority == CommentPriority.MUST, priority == CommentPriority.COULD
    return structs.replace(new_thread, is_blocking=is_blocking, is_optional=is_optional)


def add_drafts(
    *,
    review_id: UUID,
    new_threads: Sequence[NewThread],
    by: Actor,
    now: datetime,
    seen: Submission | None = None,
) -> Sequence[CommentDraft]:
    """Store comments that the partner doesn't see yet. One that the actor has already stored is returned instead.

    They are about the submission of the review that the actor saw; by default, about the current one.
    The places are resolved before the transaction, because that may read files. Raises NotFound, NotAllowed, and
    NotPossible if the review is closed, a comment is internal, its place is unknown, its text is empty or too long, or
    the actor has too many drafts.
    """
    review = _review_for(review_id, by)
    drafts = [_new_draft(review, new_thread, seen or review.submission) for new_thread in new_threads]
    return _store(review_id=review_id, drafts=drafts, by=by, now=now)


def add_reply_draft(*, review_id: UUID, thread_id: UUID, body: str, by: Actor, now: datetime) -> CommentDraft:
    """Store a reply that the partner doesn't see yet. Raises NotFound, NotAllowed, and NotPossible as `add_drafts`.

    It also raises NotPossible if the thread is internal or resolved.
    """
    review = _review_for(review_id, by)
    threads = Thread.objects.filter(listing=review.revision.listing_id, pk=thread_id)
    thread = first_or_not_found(threads)
    if thread.visibility == Visibility.STAFF:
        raise NotPossible(reasons=_only_to_partner(), codes=["draft-internal"])
    if thread.is_resolved:
        raise NotPossible(reasons=_("This thread is resolved. Start a new one."), codes=["thread-resolved"])
    content = NewThread(body=normalised(body))
    assert_body(content.body)
    draft = CommentDraft(review=review, submission=review.submission, thread=thread, content=_json_of(content))
    return _store(review_id=review_id, drafts=[draft], by=by, now=now)[0]


@action
def change_draft(
    *, draft_id: UUID, body: str, suggestion: Json, priority: str, seen_at: datetime | None, by: Actor, now: datetime
) -> CommentDraft:
    """Change a draft of the actor. seen_at is when the draft that the actor saw was last changed; None accepts any.

    Raises DraftGone, DraftChanged, NotAllowed, SuggestionRefused, and NotPossible if the text is empty or too long.
    """
    draft = own_draft(draft_id, by)
    if seen_at is not None and draft.changed_at != seen_at:
        raise DraftChanged
    content = structs.replace(content_of(draft), body=normalised(body), suggestion=suggestion)
    content = content if draft.thread_id else with_priority(content, priority)
    assert_body(content.body)
    if suggestion is not None:
        thread_at(content, draft.submission)  # validates it
        use_suggested_files(draft.review.revision.listing_id, suggestion, now=now)
    draft.content, draft.changed_at = _json_of(content), now
    refuse(reasons_against_keeping(0, _size_of(draft)))
    draft.save(update_fields=["content", "changed_at"])
    record_event("draft.change", by=by, objects=_objects(draft), now=now)
    return draft


@action
def delete_draft(*, draft_id: UUID, by: Actor, now: datetime) -> None:
    """Delete a draft of the actor. Raises DraftGone."""
    draft = own_draft(draft_id, by)
    record_event("draft.delete", by=by, objects=_objects(draft), now=now)
    draft.delete()


@in_transaction
def own_draft(draft_id: UUID, by: Actor) -> CommentDraft:
    """Lock a draft of the actor, with its submission and review. Raises DraftGone if it was sent or deleted."""
    rows = CommentDraft.objects.select_for_update(of=("self",)).select_related("submission", "review__revision")
    draft = rows.filter(pk=draft_id, author_id=by.id).first()
    if draft is None:
        raise DraftGone
    return draft


def _review_for(review_id: UUID, by: Actor) -> Review:
    rows = Review.objects.select_related("submission", "revision__listing")
    review = rows.filter(pk=review_id).first()
    if review is None or not by.is_staff:
        raise NotFound
    if not may_review(by, review.team, review.revision.listing.organisation_id):
        raise NotAllowed
    return review


def _new_draft(review: Review, new_thread: NewThread, submission: Submission) -> CommentDraft:
    if new_thread.is_for_staff:
        raise NotPossible(reasons=_only_to_partner(), codes=["draft-internal"])
    content = structs.replace(new_thread, body=normalised(new_thread.body))
    assert_body(content.body)
    thread = thread_at(content, submission)
    return CommentDraft(review=review, submission=submission, content=_json_of(content), excerpt=thread.excerpt)


@action
def _store(*, review_id: UUID, drafts: Sequence[CommentDraft], by: Actor, now: datetime) -> Sequence[CommentDraft]:
    review = locked_open_review(review_id, by)
    rows = list(CommentDraft.objects.filter(review=review_id, author_id=person_of(by)))
    stored = {_key_of(draft): draft for draft in rows}
    new = {key: draft for draft in drafts if (key := _key_of(draft)) not in stored}
    if new:
        refuse(reasons_against_keeping(len(stored) + len(new), max(_size_of(draft) for draft in new.values())))
    for draft in new.values():
        draft.author_id, draft.created_at, draft.changed_at = person_of(by), now, now
        draft.save(force_insert=True)
        use_suggested_files(review.revision.listing_id, draft.content["suggestion"], now=now)
        record_event("draft.add", by=by, objects=_objects(draft), now=now)
    return [{**stored, **new}[_key_of(draft)] for draft in drafts]


def _json_of(content: NewThread) -> Json:
    assert_storable([content])
    return msgspec.to_builtins(content)


def _key_of(draft: CommentDraft) -> tuple[UUID | None, bytes]:
    """What makes two drafts of a person in a review the same comment."""
    return draft.thread_id, canonical_json(draft.content)


def _size_of(draft: CommentDraft) -> int:
    return len(canonical_json(draft.content))


def _only_to_partner() -> str:
    return _("Internal comments are sent immediately.")


def _objects(draft: CommentDraft) -> dict[str, UUID | str | int]:
    return {"draft": draft.pk, "review": draft.review_id}
