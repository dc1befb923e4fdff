"""Actions with which partners accept or decline suggested changes."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor
from common.errors import NotAllowed, NotPossible
from common.lookups import first_or_not_found
from files.actions import put_blob
from files.queries import blobs_of
from listings.content.limits import assert_content_fits
from listings.content.references import FieldPath, upload_at
from listings.lifecycle.revisions import assert_permitted
from listings.models import Revision
from listings.queries import visible_revisions
from listings.writes.merged_saves import Save
from listings.writes.sections import SaveContext, save_documents
from listings.writes.uploads import IncomingFile, change_for_upload
from reviews.actions.threads import lock_revision_of, locked_thread
from reviews.authors import columns_of
from reviews.models import SuggestionOutcome, Thread, ThreadState
from reviews.queries import visible_threads
from reviews.queries.current_changes import current_change
from reviews.queries.suggestions import PlaceInDraft, place_in_draft, place_in_values
from reviews.suggested_changes import (
    SuggestedChange,
    changed_bytes,
    changed_values,
)
from reviews.thread_announcements import emit_thread
from reviews.writes.threads import objects_of
from tilekit.core.digest import has_same_content
from tilekit.core.field import Json
from tilekit.core.section import Values


def apply_suggestion(*, thread_id: UUID, by: Actor, now: datetime, seen: str = "") -> Thread:
    """Save the suggested change as a version of the draft, by the reviewer who suggested it, and answer the thread.

    seen is the digest of what the partner saw at the place (`PlaceInDraft.digest`): it is replaced even if it is not
    what the reviewer saw. A changed file is stored before the transaction. Does nothing if the suggestion was accepted
    already. Raises NotFound, NotAllowed, Stale if the file was replaced at the same moment, and NotPossible if there is
    no suggestion, the thread is resolved, the suggestion was declined, the revision is frozen, or the place has changed
    since (`text-changed`).
    """
    thread = first_or_not_found(visible_threads(by, _listing_of(thread_id)).filter(pk=thread_id))
    revision = first_or_not_found(visible_revisions(by).filter(pk=thread.revision_id))
    assert_permitted(revision, "edit", by=by)
    change = _open_change(thread)
    file = _changed_file(revision, thread, change, seen=seen, now=now) if change and change.is_in_file else None
    if change and change.uploads:
        _assert_uploads_fit(revision, thread, change)
    return _apply_suggestion(thread_id=thread_id, file=file, by=by, now=now, seen=seen)


@action
def decline_suggestion(*, thread_id: UUID, by: Actor, now: datetime) -> Thread:
    """Decline the suggestion and answer the thread. Does nothing if it was declined already.

    Raises NotFound, NotAllowed, and NotPossible if there is no suggestion, the thread is resolved or the suggestion was
    accepted.
    """
    lock_revision_of(thread_id, by)
    thread = locked_thread(thread_id, by)
    if not by.belongs_to(thread.listing.organisation_id):
        raise NotAllowed
    if thread.outcome != SuggestionOutcome.DECLINED:
        if _open_change(thread) is None:
            raise NotPossible(reasons=_("This suggestion was accepted already."), codes=["suggestion-accepted"])
        _close(thread, SuggestionOutcome.DECLINED, "thread.decline-suggestion", by=by, now=now)
    return thread


@action
def _apply_suggestion(*, thread_id: UUID, file: IncomingFile | None, by: Actor, now: datetime, seen: str) -> Thread:
    revision = lock_revision_of(thread_id, by)
    thread = locked_thread(thread_id, by)
    assert_permitted(revision, "edit", by=by)
    change, place = _open_change(thread), FieldPath.parse(thread.path)
    if change is None or place is None:
        return thread

    def changes(values: Values) -> dict[str, Json]:
        if change.is_in_file:
            return change_for_upload(place, file)(values) if file else {}
        content = place_in_values(change, thread.path, {place.section: values})
        return changed_values(change, place, values) if _is_new(content, change, seen) else {}

    digests = [file.sha256] if file else [upload.sha256 for upload in change.uploads.values()]
    context = SaveContext(revision=revision, by=by, now=now, uploaded_digests=digests, suggested_by=thread.opened_by_id)
    save_documents(context, [Save(key=place.section, changes=changes, renames=change.renames)])
    _close(thread, SuggestionOutcome.ACCEPTED, "thread.apply-suggestion", by=by, now=now)
    return thread


def _listing_of(thread_id: UUID) -> UUID:
    return first_or_not_found(Thread.objects.filter(pk=thread_id).values_list("listing_id", flat=True))


def _open_change(thread: Thread) -> SuggestedChange | None:
    """The change that the thread suggests; None if it was accepted already. Raises NotPossible."""
    change = current_change(thread)
    if change is None or not FieldPath.parse(thread.path):
        raise NotPossible(reasons=_("There is no suggestion to apply."), codes=["no-suggestion"])
    if thread.is_resolved:
        text = _("This comment is resolved, so you can't accept or decline its suggestion.")
        raise NotPossible(reasons=text, codes=["thread-resolved"])
    if thread.outcome == SuggestionOutcome.DECLINED:
        raise NotPossible(reasons=_("This suggestion was declined."), codes=["suggestion-declined"])
    return None if thread.outcome else change


def _changed_file(
    revision: Revision, thread: Thread, change: SuggestedChange, *, seen: str, now: datetime
) -> IncomingFile | None:
    """The stored file with the change; None if the draft's file has it already. Raises NotPossible if it differs."""
    content, place = place_in_draft(revision, thread.path, change), FieldPath.parse(thread.path)
    declared = upload_at(place) if place else None
    if not _is_new(content, change, seen) or place is None or content.file is None or declared is None:
        return None
    data, name = changed_bytes(change, content.data), content.file.name
    blob = put_blob(data, name=name, accepts=declared.accepts, max_bytes=declared.stored_bytes, now=now)
    assert_content_fits(revision, {place: (name, blob)})
    return IncomingFile(name=name, sha256=blob.sha256, size=blob.size, replaces=content.file.sha256)


def _assert_uploads_fit(revision: Revision, thread: Thread, change: SuggestedChange) -> None:
    """Raises FileRefused if the draft's text files would be too large in total with the suggested files."""
    blobs = blobs_of(file.sha256 for file in change.uploads.values())
    for name, file in change.uploads.items():
        place = FieldPath.parse(f"{thread.path}.{name}" if name else thread.path)
        if place and file.sha256 in blobs:
            assert_content_fits(revision, {place: (file.name, blobs[file.sha256])})


def _is_new(content: PlaceInDraft, change: SuggestedChange, seen: str) -> bool:
    """Whether the change must be saved. Raises NotPossible if the place has changed or was removed."""
    if has_same_content(content.value, change.after) and not content.is_removed:
        return False
    if content.is_removed or not (has_same_content(content.value, change.before) or seen == content.digest):
        raise NotPossible(
            reasons=_("You have changed this part since the suggestion was made."), codes=["text-changed"]
        )
    return True


@in_transaction
def _close(thread: Thread, outcome: SuggestionOutcome, verb: str, *, by: Actor, now: datetime) -> None:
    values = {"outcome": outcome, **columns_of("outcome_by", by), "outcome_at": now, "state": ThreadState.ANSWERED}
    for name, value in values.items():
        setattr(thread, name, value)
    thread.save(update_fields=list(values))
    objects = {**objects_of(thread), "suggested_by": str(thread.opened_by_id or "")}
    event = record_event(verb, by=by, objects=objects, now=now)
    emit_thread("thread.answered", thread, key=str(event.pk), now=now)
