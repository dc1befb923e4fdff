"""Records audit events in the same transaction as the changes that they describe."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from audit.models import Event, EventAddress
from common.actions import in_transaction
from common.actor import Actor
from common.counters import is_first
from common.request_address import current_address
from common.request_id import current_request_id

_HOUR_SECONDS = 3600


def is_first_use(verb: str, about: UUID, *, now: datetime) -> bool:
    """Whether this is the first use of the object in this hour, so that it must be recorded. No query.

    False without the cache: an outage must neither stop calls nor fill the log.
    """
    return is_first(f"{verb}:{about}", window_seconds=_HOUR_SECONDS, now=now)


@in_transaction
def record_event(
    verb: str,
    *,
    by: Actor,
    objects: Mapping[str, UUID | str | int],
    now: datetime,
    digests: Mapping[str, str] | None = None,
) -> Event:
    """Record an event in the caller's transaction, so that it is committed together with the change.

    objects maps a noun ("listing") to the ID of the affected object, digests a noun to the digest of the content that
    the actor saw.
    """
    event = Event.objects.create(
        actor_kind=by.kind,
        actor_id=by.id,
        verb=verb,
        object_ids={noun: value if isinstance(value, int) else str(value) for noun, value in objects.items()},
        digests=dict(digests or {}),
        request_id=current_request_id(),
        at=now,
    )
    if address := current_address():
        EventAddress.objects.create(event_id=event.pk, address=address, at=now)
    return event


@in_transaction
def delete_addresses_of(person_id: UUID) -> None:
    """Delete the addresses from which a person has acted. The events stay."""
    EventAddress.objects.filter(event_id__in=Event.objects.filter(actor_id=person_id).values("pk")).delete()
