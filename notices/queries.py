"""Queries about notices, settings and e-mails."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case, IntegerField, QuerySet, Value, When

from notices.kind_registry import NoticeKind
from notices.models import Channel, Notice, Outbox, Preference

DELIVERY_RETENTION = timedelta(days=90)
_MAX_COUNTED = 100
UNREAD_FIRST = ("-is_unread", "-created_at", "-id")


def notices_of(person_id: UUID) -> QuerySet[Notice]:
    """A person's notices, annotated with is_unread, by which the order UNREAD_FIRST sorts."""
    unread = Case(When(read_at=None, then=Value(1)), default=Value(0), output_field=IntegerField())
    return Notice.objects.filter(person_id=person_id).annotate(is_unread=unread)


def unread_count(person_id: UUID) -> int:
    """The number of unread notices, counted up to 100."""
    return Notice.objects.filter(person_id=person_id, read_at=None)[:_MAX_COUNTED].count()


def is_wanted(kind: NoticeKind, channel: Channel, choices: dict[tuple[str, str], bool]) -> bool:
    """Whether a person with these choices ({(kind, channel): on}) gets notices of the kind through the channel."""
    return (kind.mandatory and channel in kind.channels) or choices.get((kind.name, channel), channel in kind.channels)


def choices_of(person_id: UUID) -> dict[tuple[str, str], bool]:
    """{(kind, channel): on} for the person's settings that differ from the defaults."""
    rows = Preference.objects.filter(person_id=person_id).values_list("kind", "channel", "on")
    return {(kind, channel): on for kind, channel, on in rows}


def choices_about(kind: NoticeKind, people: Iterable[UUID]) -> dict[UUID, dict[tuple[str, str], bool]]:
    """{person ID: {(kind, channel): on}} of these people for one kind. One query."""
    choices: dict[UUID, dict[tuple[str, str], bool]] = {person: {} for person in people}
    rows = Preference.objects.filter(kind=kind.name, person_id__in=choices)
    for person, channel, on in rows.values_list("person_id", "channel", "on"):
        choices[person][kind.name, channel] = on
    return choices


def expired_emails(now: datetime) -> QuerySet[Outbox]:
    """E-mails that were delivered more than 90 days ago."""
    return Outbox.objects.filter(delivered_at__lt=now - DELIVERY_RETENTION)
