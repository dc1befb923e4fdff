"""Saved filters of the queue in the copy of a person's data, and when the person is erased."""

from collections.abc import Sequence
from uuid import UUID

from accounts.models import Person
from common.actions import in_transaction
from reviews.models import SavedFilter


def personal_data(person: Person) -> Sequence[object]:
    """The filters that the person saved, as JSON values."""
    rows = SavedFilter.objects.filter(person=person).order_by("created_at", "pk")
    return list(rows.values("name", "team", "query", "created_at"))


@in_transaction
def forget_person(person_id: UUID) -> None:
    """Delete the person's filters, also those that they share, because only they could change them."""
    SavedFilter.objects.filter(person_id=person_id).delete()
