"""Encrypts stored secrets again with the first key."""

from collections.abc import Sequence
from datetime import datetime

from accounts.ciphers import encryption_keys
from accounts.encrypted_columns import EncryptedColumns, RowId
from audit.writes import record_event
from common.actions import action
from common.actor import SYSTEM


@action
def reencrypt_rows(registered: EncryptedColumns, row_ids: Sequence[RowId], *, now: datetime) -> int:
    """Encrypt the values of these rows with the first key. Returns the number of rows that changed.

    It never waits for other transactions: rows that one of them has locked, and values that can't be read, stay.
    """
    rows = registered.rows().select_for_update(skip_locked=True, no_key=True).filter(pk__in=row_ids)
    changed = 0
    for row_id, *values in list(rows.values_list("pk", *registered.columns)):
        renewed = [registered.renewed(value, row_id=row_id) for value in values]
        if renewed != values:
            registered.rows().filter(pk=row_id).update(**dict(zip(registered.columns, renewed, strict=True)))
            changed += 1
    if changed:
        key = encryption_keys()[0].fingerprint
        record_event("secrets.reencrypt", by=SYSTEM, objects={"encryption-key": key, "rows": changed}, now=now)
    return changed
