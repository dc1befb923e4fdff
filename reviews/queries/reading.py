"""Queries about the sections that a person has read, and notes about a listing that only staff see."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import QuerySet

from listings.models import Listing, Submission
from reviews.models import SectionRead, StaffNote
from reviews.teams import Documents, digest_at


def sections_read(
    person_id: UUID, submission: Submission, *, listing: Listing, documents: Documents, keys: Collection[str]
) -> Collection[str]:
    """Those of the sections that the person has read, in this submission or with the same content in another one.

    documents are from `filled_in` or `documents_read`. One query.
    """
    marks = _marks_of(person_id, listing)
    return {
        key
        for key in keys
        if (mark := marks.get(key))
        and (mark.submission_id == submission.pk or mark.digest == section_read_digest(key, documents))
    }


def section_read_digest(key: str, documents: Documents) -> str:
    """The digest of a section's content, to which the mark of a reader is bound."""
    return digest_at(key, documents)


def staff_notes(listing: Listing) -> QuerySet[StaffNote]:
    """The notes about a listing, the newest first, with their authors. Only for staff."""
    return StaffNote.objects.filter(listing=listing).select_related("by")


def _marks_of(person_id: UUID, listing: Listing) -> Mapping[str, SectionRead]:
    return {mark.section: mark for mark in SectionRead.objects.filter(listing=listing, person_id=person_id)}
