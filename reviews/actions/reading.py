"""Actions with which reviewers mark sections as read, and write notes that only staff see."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from audit.writes import record_event
from common.actions import action
from common.actor import Actor
from common.errors import NotAllowed, NotFound, NotPossible
from common.lookups import first_or_not_found
from common.names import assert_readable
from listings.models import Submission
from listings.writes.section_rows import SECTION_KEYS
from reviews.actions.access import person_of
from reviews.models import NOTE_LENGTH, Review, SectionRead, StaffNote
from reviews.queries.reading import section_read_digest
from reviews.teams import documents_read


@action
def mark_section_read(
    *, review_id: UUID, submission_id: UUID, section: str, is_read: bool, by: Actor, now: datetime
) -> None:
    """Mark a section of the submission that the actor saw as read, or remove the mark. The mark is only for them.

    Raises NotFound, also for an unknown section or submission.
    """
    review, person = _locked_review(review_id, by), person_of(by)
    submission = first_or_not_found(Submission.objects.filter(pk=submission_id, revision=review.revision_id))
    if section not in SECTION_KEYS:
        raise NotFound
    marks = SectionRead.objects.filter(listing=review.revision.listing_id, person_id=person, section=section)
    if is_read:
        digest = section_read_digest(section, documents_read(submission))
        values = {"submission_id": submission.pk, "digest": digest, "at": now}
        SectionRead.objects.update_or_create(
            listing_id=review.revision.listing_id, person_id=person, section=section, defaults=values
        )
    elif not marks.delete()[0]:
        return
    verb = "section.mark-read" if is_read else "section.mark-unread"
    record_event(verb, by=by, objects={**_objects(review), "section": section}, now=now)


@action
def add_staff_note(*, review_id: UUID, body: str, by: Actor, now: datetime) -> StaffNote:
    """Add a note about the review's listing. Raises NotFound, CharacterRefused, NotPossible (`note-length`)."""
    review = _locked_review(review_id, by)
    note = StaffNote.objects.create(
        listing_id=review.revision.listing_id, by_id=person_of(by), body=_text_of(body), at=now
    )
    record_event("staff-note.add", by=by, objects=_note_objects(note), now=now)
    return note


@action
def edit_staff_note(*, note_id: UUID, body: str, by: Actor, now: datetime) -> StaffNote:
    """Change the text of the actor's own note. Raises NotFound, NotAllowed, CharacterRefused, NotPossible."""
    note = _locked_own_note(note_id, by)
    text = _text_of(body)
    if text != note.body:
        note.body, note.edited_at = text, now
        note.save(update_fields=["body", "edited_at"])
        record_event("staff-note.edit", by=by, objects=_note_objects(note), now=now)
    return note


@action
def delete_staff_note(*, note_id: UUID, by: Actor, now: datetime) -> None:
    """Delete the actor's own note. Raises NotFound, NotAllowed."""
    note = _locked_own_note(note_id, by)
    record_event("staff-note.delete", by=by, objects=_note_objects(note), now=now)
    note.delete()


def _locked_review(review_id: UUID, by: Actor) -> Review:
    """Lock a review, open or closed, for staff who do not belong to the partner. Raises NotFound."""
    rows = Review.objects.select_for_update(of=("self",)).select_related("revision__listing")
    review = rows.filter(pk=review_id).first()
    if review is None or not by.is_staff or by.belongs_to(review.revision.listing.organisation_id):
        raise NotFound
    return review


def _locked_own_note(note_id: UUID, by: Actor) -> StaffNote:
    note = StaffNote.objects.select_for_update(of=("self",)).select_related("listing").filter(pk=note_id).first()
    if note is None or not by.is_staff or by.belongs_to(note.listing.organisation_id):
        raise NotFound
    if note.by_id != person_of(by):
        raise NotAllowed
    return note


def _text_of(body: str) -> str:
    text = body.replace("\r\n", "\n").strip()
    assert_readable(text)
    if not text or len(text) > NOTE_LENGTH:
        reason = _("Write between 1 and {most} characters.").format(most=NOTE_LENGTH)
        raise NotPossible(reasons=reason, codes=["note-length"])
    return text


def _objects(review: Review) -> dict[str, UUID | str | int]:
    return {"review": review.pk, "revision": review.revision_id, "listing": review.revision.listing_id}


def _note_objects(note: StaffNote) -> dict[str, UUID | str | int]:
    return {"staff_note": note.pk, "listing": note.listing_id}
