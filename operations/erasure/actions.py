"""Replaces a leaked secret in the columns of the database, one batch of rows in each transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from accounts.guards import assert_admin
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor
from operations.erasure.columns import SearchedColumn
from operations.erasure.leaked_secret import TOMBSTONE, LeakedSecret


@action
def erase_in_rows(
    column: SearchedColumn, row_ids: Sequence[Any], *, secret: LeakedSecret, by: Actor, now: datetime
) -> int:
    """Replace the secret in a column of these rows, and record how many changed. Returns that number.

    Versions, times and digests stay as they are. Rows that a constraint or a trigger protects stay, too. Raises
    NotAllowed.
    """
    if not by.is_system:
        assert_admin(by)
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
