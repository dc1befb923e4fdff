"""Writes of idempotency keys: claim a key, store the response with it, and delete both."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import OperationalError, connection

from api.errors import CallUnderWay, KeyUsedOtherwise
from api.idempotency.models import IdempotencyKey
from common.actions import action, in_transaction

CLAIMED_FOR = timedelta(minutes=1)
RESPONSE_RETENTION = timedelta(hours=24)
# The error of PostgreSQL when a repeated call has waited for the first one for five seconds.
_LOCK_NOT_AVAILABLE = "55P03"
_WAIT_FOR_LOCK = "select set_config('lock_timeout', %s, true)"  # milliseconds; 0 waits without a limit


class ResponseStored(Exception):
    """The same call already has a stored response, which is sent again."""

    def __init__(self, row: IdempotencyKey) -> None:
        super().__init__(row.key)
        self.row = row


def assert_new_call(*, application_id: UUID, key: str, request_hash: str, now: datetime) -> None:
    """Raise ResponseStored, KeyUsedOtherwise or CallUnderWay if the key was used before.

    A claim without a response is committed by earlier releases only, and ends after a minute.
    """
    rows = IdempotencyKey.objects.filter(application=application_id, key=key, expires_at__gt=now)
    for row in rows:
        _refuse(row, request_hash)


@in_transaction
def claim_key(*, application_id: UUID, key: str, request_hash: str, now: datetime) -> UUID:
    """Claim the key in the transaction of the call. Returns the ID of its row.

    While another call with the key is running, this call waits for its transaction, and then gets its response. Raises
    ResponseStored, KeyUsedOtherwise, CallUnderWay.
    """
    rows = IdempotencyKey.objects.filter(application=application_id, key=key)
    rows.filter(expires_at__lte=now).delete()
    claim = IdempotencyKey(
        application_id=application_id, key=key, request_hash=request_hash, expires_at=now + CLAIMED_FOR
    )
    with _limited_wait():
        IdempotencyKey.objects.bulk_create([claim], ignore_conflicts=True)
    row = rows.get()
    if row.pk != claim.pk:
        _refuse(row, request_hash)
    return claim.pk


@in_transaction
def put_response(*, claim_id: UUID, status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Store the response with the claim of its call."""
    claims = IdempotencyKey.objects.filter(pk=claim_id)
    claims.update(status=status, headers=dict(headers), body=body, expires_at=now + RESPONSE_RETENTION)


@action
def replace_response(*, claim_id: UUID, status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Replace the response that a call stored before it had ended."""
    put_response(claim_id=claim_id, status=status, headers=headers, body=body, now=now)


def _refuse(row: IdempotencyKey, request_hash: str) -> None:
    if row.request_hash != request_hash:
        raise KeyUsedOtherwise
    if row.status is None:
        raise CallUnderWay
    raise ResponseStored(row)


@contextmanager
def _limited_wait() -> Iterator[None]:
    """Raise CallUnderWay if PostgreSQL waits too long. SQLite has waited for all other writers before."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(_WAIT_FOR_LOCK, ["5000"])
        try:
            yield
        except OperationalError as fault:
            if getattr(fault.__cause__, "sqlstate", "") == _LOCK_NOT_AVAILABLE:
                raise CallUnderWay from fault
            raise
        cursor.execute(_WAIT_FOR_LOCK, ["0"])
