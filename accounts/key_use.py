"""Counts which keys the stored secrets need."""

from collections import Counter
from collections.abc import Iterator

from django.db import DatabaseError
from django.db.models import Model
from msgspec import Struct, field

from accounts.ciphers import EncryptionKey
from accounts.encrypted_columns import EncryptedColumns, RowId, all_encrypted_columns
from common.batches import batches_of
from tilekit.core.field import Json

ROWS_AT_ONCE = 200


class KeyUse(Struct, kw_only=True):
    """numbers is {(column, fingerprint of its key): number of values}; unreadable are values that no key can read."""

    numbers: Counter[tuple[str, str]] = field(default_factory=Counter)
    unreadable: list[str] = field(default_factory=list)

    def number_under(self, key: EncryptionKey) -> int:
        """The number of values that were encrypted with the key."""
        return sum(number for (_column, fingerprint), number in self.numbers.items() if fingerprint == key.fingerprint)


def key_use() -> KeyUse:
    """Which keys the values in all registered columns need. Reads small batches without a transaction."""
    use = KeyUse()
    for registered in all_encrypted_columns():
        for batch in value_batches(registered):
            for row in batch:
                _count(use, registered, row)
    return use


def newest_use() -> KeyUse:
    """Which keys the newest 200 values of each column need: enough to notice wrong keys, and fast with many rows.

    Columns that a migration has not added yet have no values.
    """
    use = KeyUse()
    for registered in all_encrypted_columns():
        for column in registered.columns:
            rows = registered.rows() if registered.inside else registered.rows().exclude(**{column: ""})
            try:
                newest = list(rows.reverse().values_list("pk", column)[:ROWS_AT_ONCE])
            except DatabaseError:
                continue
            for row_id, value in newest:
                _count_value(use, registered, column, row_id=row_id, value=value)
    return use


def value_batches(registered: EncryptedColumns) -> Iterator[list[Model]]:
    """All rows with only their values, in small batches."""
    return batches_of(registered.rows().only(*registered.columns), ROWS_AT_ONCE)


def _count(use: KeyUse, registered: EncryptedColumns, row: Model) -> None:
    for column in registered.columns:
        _count_value(use, registered, column, row_id=row.pk, value=getattr(row, column))


def _count_value(use: KeyUse, registered: EncryptedColumns, column: str, *, row_id: RowId, value: Json) -> None:
    name = f"{registered.model_label}.{column}"
    for key in registered.keys_of(value, row_id=row_id):
        if key is None:
            use.unreadable.append(f"{name} of {row_id}")
        else:
            use.numbers[name, key.fingerprint] += 1
