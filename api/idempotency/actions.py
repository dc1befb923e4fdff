"""Claim a key, keep the answer, forget both.

A call with a key has three transactions, because an action is durable and opens its own: the claim, the action of the
call, and the answer. A server that is killed after the second leaves a claim without an answer. The claim ends after a
minute; a call that is made again then meets what the first one did, as a call without a key would. Actions are safe to
repeat: they change nothing, or refuse.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from api.errors import CallUnderWay, KeyUsedOtherwise
from api.idempotency.models import IdempotencyKey
from common.actions import action

CLAIMED_FOR = timedelta(minutes=1)
KEPT_FOR = timedelta(hours=24)


@action
def claim_key(*, application_id: UUID, key: str, request_hash: str, now: datetime) -> IdempotencyKey:
    """The row of the key: a new claim (status None), or the answer that the same request got.

    Raises KeyUsedOtherwise, CallUnderWay.
    """
    rows = IdempotencyKey.objects.filter(application=application_id, key=key)
    rows.filter(expires_at__lte=now).delete()
    claim = IdempotencyKey(
        application_id=application_id, key=key, request_hash=request_hash, expires_at=now + CLAIMED_FOR
    )
    # Of two at the same time the constraint lets one in; the other waits, then reads the row of the first.
    IdempotencyKey.objects.bulk_create([claim], ignore_conflicts=True)
    found = rows.get()
    if found.request_hash != request_hash:
        raise KeyUsedOtherwise
    if found.status is None and found.pk != claim.pk:
        raise CallUnderWay
    return found


@action
def keep_answer(*, claim_id: UUID, status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Store the answer with its claim. Nothing happens if the claim has ended and another call holds the key."""
    claims = IdempotencyKey.objects.filter(pk=claim_id, status=None)
    claims.update(status=status, headers=dict(headers), body=body, expires_at=now + KEPT_FOR)


@action
def drop_claim(*, claim_id: UUID) -> None:
    """Free the key of a call whose answer is not kept, so that the call may be made again at once."""
    IdempotencyKey.objects.filter(pk=claim_id, status=None).delete()


@action
def delete_expired_keys(*, now: datetime) -> int:
    """Remove keys whose answer was kept long enough; how many."""
    return IdempotencyKey.objects.filter(expires_at__lte=now).delete()[0]
