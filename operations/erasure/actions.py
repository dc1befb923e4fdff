"""Searches for a leaked secret and replaces it in columns of the database, one batch of rows in each transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import get_language

from accounts.guards import assert_admin
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor, assert_operator
from common.errors import SlipwayError
from jobs.long_running import WorkAttempt, close_work, lock_work, queue_work, refuse_work
from jobs.models import OPEN_STATES, LongRunningState
from operations.erasure.columns import SearchedColumn
from operations.erasure.leaked_secret import TOMBSTONE, LeakedSecret
from operations.erasure.places import SecretPlace
from operations.errors import ErasureUnderWay, OtherSecret, SecretInReason
from operations.models import LEAKED_SECRETS, SecretErasure


@action
def request_search(*, text: str, reason: str, by: Actor, now: datetime) -> SecretErasure:
    """Queue a search for the secret, which is stored encrypted until the job ends.

    Raises NotAllowed, SecretNotErasable, SecretInReason, ErasureUnderWay.
    """
    admin_id = assert_admin(by)
    if LeakedSecret(text).is_in(reason):
        raise SecretInReason
    row = SecretErasure(
        erases=False, secret_hash=make_password(text), reason=reason, requested_by=admin_id, created_at=now
    )
    record_event("secret.search", by=by, objects={"erasure": row.pk}, now=now)
    return _queue(row, text)


@action
def request_erasure(*, search: SecretErasure, text: str, by: Actor, now: datetime) -> SecretErasure:
    """Queue the erasure of the secret that was searched for. Raises NotAllowed, OtherSecret, ErasureUnderWay."""
    admin_id = assert_admin(by)
    if not check_password(text, search.secret_hash):
        raise OtherSecret
    row = SecretErasure(erases=True, reason=search.reason, requested_by=admin_id, created_at=now)
    record_event("secret.erasure", by=by, objects={"erasure": row.pk}, now=now)
    return _queue(row, text)


@in_transaction
def _queue(row: SecretErasure, text: str) -> SecretErasure:
    if SecretErasure.objects.filter(state__in=OPEN_STATES).exists():
        raise ErasureUnderWay
    row.sealed = LEAKED_SECRETS.encrypt(text)
    queue_work(row, organisation=None, language=get_language())
    return row


@action
def add_place(attempt: WorkAttempt, *, place: SecretPlace) -> None:
    """Store a place where the secret was. A search that is repeated replaces its places. Raises LeaseLost."""
    row = lock_work(SecretErasure, attempt)
    if row is not None:
        others = [stored for stored in row.places if row.erases or stored["name"] != place.name]
        row.places = [*others, msgspec.to_builtins(place)]
        row.save(update_fields=["places"])


@action
def finish_erasure(attempt: WorkAttempt, *, now: datetime) -> None:
    """Close the work, and delete the secret. Raises LeaseLost."""
    row = lock_work(SecretErasure, attempt)
    if row is not None:
        row.sealed = ""
        close_work(row, LongRunningState.DONE, attempt, now=now)


@action
def refuse_erasure(attempt: WorkAttempt, *, error: SlipwayError, now: datetime) -> None:
    """Close the work as refused because of the error, and delete the secret. Raises LeaseLost."""
    row = refuse_work(SecretErasure, attempt, error=error, now=now)
    if row is not None:
        row.sealed = ""
        row.save(update_fields=["sealed"])


@action
def erase_in_rows(
    column: SearchedColumn, row_ids: Sequence[Any], *, secret: LeakedSecret, by: Actor, now: datetime
) -> int:
    """Replace the secret in a column of these rows, and record how many changed. Returns that number.

    Versions, times and digests stay as they are. Rows that a constraint or a trigger protects stay, too. Raises
    NotAllowed.
    """
    assert_operator(by)
    rows = column.model._base_manager.select_for_update(of=("self",)).filter(pk__in=row_ids).order_by("pk")
    changed = sum(_erase(column, row, secret) for row in rows)
    if changed:
        record_event("secret.erase", by=by, objects={"column": str(column), "rows": changed}, now=now)
    return changed


@in_transaction
def _erase(column: SearchedColumn, row: Model, secret: LeakedSecret) -> bool:
    """Whether the row contained the secret and could be changed. A unique text gets a tombstone with its row's ID."""
    value = getattr(row, column.name)
    if value is None or not column.differs(value, secret):
        return False
    for tombstone in (TOMBSTONE, f"[erased {str(row.pk)[-8:]}]"):
        try:
            with transaction.atomic():
                column.model._base_manager.filter(pk=row.pk).update(
                    **{column.name: column.erased(value, secret, tombstone)}
                )
        except IntegrityError:
            continue
        return True
    return False
