"""Records audit events, always in the transaction of the change."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from audit.models import Event
from common.actions import in_transaction
from common.actor import Actor
from common.request_id import current_request_id


@in_transaction
def record_event(
    verb: str,
    *,
    by: Actor,
    objects: Mapping[str, UUID | str | int],
    now: datetime,
    digests: Mapping[str, str] | None = None,
) -> Event:
    """Record the event. It is committed if and only if the change is.

    objects maps a noun to an ID, digests maps a noun to the digest of what the actor saw.
    """
    return Event.objects.create(
        actor_kind=by.kind,
        actor_id=by.id,
        verb=verb,
        object_ids={noun: value if isinstance(value, int) else str(value) for noun, value in objects.items()},
        digests=dict(digests or {}),
        request_id=current_request_id(),
        at=now,
    )
