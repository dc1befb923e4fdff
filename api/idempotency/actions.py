"""Actions that claim idempotency keys, store responses, and delete both.

A call with a key has three transactions: the claim, the action of the call (which opens its own), and the response. If
the server is killed before the third, the claim has no response and expires after a minute. A repeated call then runs
again, as it would without a key. That is safe: a repeated action changes nothing or raises an error.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from api.errors import CallUnderWay, KeyUsedOtherwise
from api.idempotency.models import IdempotencyKey
from common.actions import action

CLAIMED_FOR = timedelta(minutes=1)
RETENTION = timedelta(hours=24)


@action
def claim_key(*, application_id: UUID, key: str, request_hash: str, now: datetime) -> IdempotencyKey:
    """Claim the key. Returns the new claim (status None), or the stored response to the same request.

    Raises KeyUsedOtherwise, CallUnderWay.
    """
    rows = IdempotencyKey.objects.filter(application=application_id, key=key)
    rows.filter(expires_at__lte=now).delete()
    claim = IdempotencyKey(
        application_id=application_id, key=key, request_hash=request_hash, expires_at=now + CLAIMED_FOR
    )
    # If two calls run at the same time, the constraint makes the second one wait and read the row of the first.
    IdempotencyKey.objects.bulk_create([claim], ignore_conflicts=True)
    found = rows.get()
    if found.request_hash != request_hash:
        raise KeyUsedOtherwise
    if found.status is None and found.pk != claim.pk:
        raise CallUnderWay
    return found


@action
def store_response(*, claim_id: UUID, status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Store the response with its claim. Does nothing if the claim has expired and another call has the key."""
    claims = IdempotencyKey.objects.filter(pk=claim_id, status=None)
    claims.update(status=status, headers=dict(headers), body=body, expires_at=now + RETENTION)


@action
def release_claim(*, claim_id: UUID) -> None:
    """Release the key of a call whose response is not stored, so that the client can repeat the call immediately."""
    IdempotencyKey.objects.filter(pk=claim_id, status=None).delete()


@action
def delete_expired_keys(*, now: datetime) -> int:
    """Delete expired keys. Returns their number."""
    return IdempotencyKey.objects.filter(expires_at__lte=now).delete()[0]
