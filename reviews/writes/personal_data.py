"""What this app stores about a person: its part of the copy of their data, and what goes when they are erased."""

from collections.abc import Mapping
from uuid import UUID

from accounts.models import Person
from common.actions import in_transaction
from reviews.models import Absence, CommentDraft, SavedFilter, SectionRead, StaffNote


def personal_data(person: Person) -> Mapping[str, object]:
    """Comments that are not sent yet, saved filters, absences and notes, as JSON values."""
    drafts = CommentDraft.objects.filter(author=person).order_by("created_at")
    filters = SavedFilter.objects.filter(person=person).order_by("created_at", "pk")
    absences = Absence.objects.filter(person=person).order_by("first_day", "pk")
    return {
        "comment_drafts": list(drafts.values("content", "created_at")),
        "saved_filters": list(filters.values("name", "team", "query", "created_at")),
        "absences": list(absences.values("first_day", "last_day")),
        "notes": list(StaffNote.objects.filter(by=person).order_by("at").values("listing", "body", "at")),
    }


@in_transaction
def forget_person(person_id: UUID) -> None:
    """Delete what only the person could read. Notes about listings and filters that a team shares stay."""
    CommentDraft.objects.filter(author=person_id).delete()
    SavedFilter.objects.filter(person_id=person_id, team="").delete()
    Absence.objects.filter(person_id=person_id).delete()
    SectionRead.objects.filter(person_id=person_id).delete()
