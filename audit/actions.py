"""Actions on the audit log alone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from audit.models import EventAddress, Seal
from audit.seals import add_seal, lock_chain, next_events
from audit.writes import is_first_use, record_event
from common.actions import action
from common.actor import Actor

_ADDRESSES_AT_ONCE = 1_000


@action
def delete_old_addresses(*, now: datetime) -> int:
    """Delete a batch of addresses that are older than AUDIT_ADDRESS_DAYS. Returns their number."""
    old = EventAddress.objects.filter(at__lt=now - timedelta(days=settings.AUDIT_ADDRESS_DAYS)).order_by("at")
    return EventAddress.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:_ADDRESSES_AT_ONCE])).delete()[0]


@action
def seal_next_events(*, now: datetime) -> Seal | None:
    """Seal a batch of events; None if all that are old enough are sealed. The seal is written whole or not at all."""
    lock_chain()
    events = next_events(now)
    return add_seal(events, now=now) if events else None


@action
def record_export(noun: str, *, by: Actor, objects: Mapping[str, UUID | str | int], now: datetime) -> None:
    """Record that somebody downloaded data. noun says what, such as "submission" for the folder of one."""
    record_event(f"{noun}.export", by=by, objects=objects, now=now)


def record_use(verb: str, about: UUID, *, by: Actor, objects: Mapping[str, UUID | str | int], now: datetime) -> None:
    """Record the first use of an object in each hour. Other uses cost no query."""
    if is_first_use(verb, about, now=now):
        _record_use(verb, by=by, objects=objects, now=now)


@action
def _record_use(verb: str, *, by: Actor, objects: Mapping[str, UUID | str | int], now: datetime) -> None:
    record_event(verb, by=by, objects=objects, now=now)
