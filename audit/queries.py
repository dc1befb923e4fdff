"""What is read from the record."""

from uuid import UUID

from django.db.models import QuerySet

from audit.models import Event


def events_about(noun: str, value: UUID | str) -> QuerySet[Event]:
    """Events that name this object, the latest first."""
    return Event.objects.filter(**{f"object_ids__{noun}": str(value)}).order_by("-at", "-id")


def events_by(actor_id: UUID) -> QuerySet[Event]:
    """Events of one actor, the latest first."""
    return Event.objects.filter(actor_id=actor_id).order_by("-at", "-id")
