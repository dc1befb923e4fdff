"""The columns that contain encrypted secrets. `manage.py reencrypt` finds them here.

A value can only be encrypted for a registered column. Register it next to its model, in one line:
`SECRETS = encrypted_columns("app.Model", "column", purpose="app.what-it-is")`. Then call `SECRETS.encrypt(text)` and
`SECRETS.decrypt(encrypted)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import apps
from msgspec import Struct

from accounts.ciphers import EncryptionKey, SecretKeyReplaced, decrypt, encrypt, encryption_keys

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from tilekit.core.field import Json

RowId = UUID | int | str


class EncryptedColumns(Struct, frozen=True, kw_only=True):
    """Columns of one model with values that are encrypted for the same purpose. Empty values are not encrypted.

    inside is for JSON columns: the keys of the object whose values are encrypted texts, or lists of them. If
    is_bound_to_row, a value can only be decrypted with the ID of its row.
    """

    model_label: str
    columns: tuple[str, ...]
    purpose: str
    inside: tuple[str, ...] = ()
    is_bound_to_row: bool = False

    def rows(self) -> QuerySet[Model]:
        """All rows of the model in the order of their IDs."""
        return apps.get_model(self.model_label)._base_manager.order_by("pk")  # noqa: SLF001 Django's

    def encrypt(self, text: str, *, row_id: RowId | None = None) -> str:
        """Encrypt a text with the first key."""
        return encrypt(text, purpose=self._purpose(row_id))

    def decrypt(self, encrypted: str, *, row_id: RowId | None = None) -> str:
        """Decrypt a text with the key that encrypted it. Raises SecretKeyReplaced."""
        return decrypt(encrypted, purpose=self._purpose(row_id))[0]

    def keys_of(self, value: Json, *, row_id: RowId) -> Iterator[EncryptionKey | None]:
        """The key of each encrypted text in the value of a column; None if no key can read it."""
        for encrypted in self._texts(value):
            try:
                yield decrypt(encrypted, purpose=self._purpose_for(row_id))[1]
            except SecretKeyReplaced:
                yield None

    def renewed(self, value: Json, *, row_id: RowId) -> Json:
        """The value of a column, encrypted with the first key. Texts that can't be read or already use it stay."""
        texts = {encrypted: self._renewed_text(encrypted, row_id) for encrypted in self._texts(value)}
        if self.inside and isinstance(value, dict):
            return {key: _replaced(content, texts) if key in self.inside else content for key, content in value.items()}
        return _replaced(value, texts)

    def _renewed_text(self, encrypted: str, row_id: RowId) -> str:
        purpose = self._purpose_for(row_id)
        try:
            text, key = decrypt(encrypted, purpose=purpose)
        except SecretKeyReplaced:
            return encrypted
        return encrypted if key == encryption_keys()[0] else encrypt(text, purpose=purpose)

    def _texts(self, value: Json) -> Iterator[str]:
        contents = [value.get(key) for key in self.inside] if isinstance(value, dict) else [value]
        for content in contents:
            items = content if isinstance(content, list) else [content]
            yield from (item for item in items if isinstance(item, str) and item)

    def _purpose(self, row_id: RowId | None) -> str:
        if self.is_bound_to_row != (row_id is not None):
            text = f"{self.model_label}: row_id is {'required' if self.is_bound_to_row else 'not used'}"
            raise TypeError(text)
        return self.purpose if row_id is None else f"{self.purpose}.{row_id}"

    def _purpose_for(self, row_id: RowId) -> str:
        return self._purpose(row_id if self.is_bound_to_row else None)


_registered: dict[str, EncryptedColumns] = {}


def encrypted_columns(
    model_label: str, *columns: str, purpose: str, inside: tuple[str, ...] = (), is_bound_to_row: bool = False
) -> EncryptedColumns:
    """Register encrypted columns. Their purpose must be unique, and it must never change."""
    if purpose in _registered:
        text = f"the purpose {purpose} is registered twice"
        raise ValueError(text)
    _registered[purpose] = EncryptedColumns(
        model_label=model_label, columns=columns, purpose=purpose, inside=inside, is_bound_to_row=is_bound_to_row
    )
    return _registered[purpose]


def all_encrypted_columns() -> list[EncryptedColumns]:
    """All registered columns, in the order of their models."""
    return sorted(_registered.values(), key=lambda registered: (registered.model_label, registered.columns))


def _replaced(content: Json, texts: dict[str, str]) -> Json:
    if isinstance(content, list):
        return [_replaced(item, texts) for item in content]
    return texts.get(content, content) if isinstance(content, str) else content
