"""Queries on the audit log."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Lower

from audit.models import Event, EventAddress, ObjectId


def events_about(noun: str, value: UUID | str) -> QuerySet[Event]:
    """Events that affected this object, the latest first. noun is the kind of object, such as "listing"."""
    named = Event.objects.alias(named=ObjectId("object_ids", noun=noun)).filter(named=str(value))
    return named.order_by("-at", "-id")


def events_by(actor_id: UUID) -> QuerySet[Event]:
    """Events that this actor caused, the latest first."""
    return Event.objects.filter(actor_id=actor_id).order_by("-at", "-id")


def events_with_verb(verb: str) -> QuerySet[Event]:
    """Events with this verb, the latest first.

    Their index is on an expression, so that no other query uses it: SQLite would prefer it to that of an object, which
    has far fewer events.
    """
    return Event.objects.alias(lower_verb=Lower("verb")).filter(lower_verb=verb).order_by("-at", "-id")


def addresses_of(events: Sequence[Event]) -> dict[UUID, str]:
    """{event ID: the address of its request}, without addresses that were deleted or not known."""
    rows = EventAddress.objects.filter(pk__in=[event.pk for event in events])
    return dict(rows.values_list("pk", "address"))
