"""Encrypts secrets in the database, so that a copy of the database does not reveal them.

Only `accounts.encrypted_columns` calls these functions, so that every encrypted value is in a registered column.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.crypto import salted_hmac
from msgspec import Struct

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

_FINGERPRINT_LENGTH = 8


class SecretKeyReplaced(Exception):
    """The text is damaged, or the key that encrypted it has been removed from the settings."""


class EncryptionKey(Struct, frozen=True, kw_only=True):
    """A key and the variable that contains it. Its repr has no secret, because it can get into logs."""

    variable: str
    secret: str

    def __repr__(self) -> str:
        return f"EncryptionKey({self.variable}, {self.fingerprint})"

    @property
    def fingerprint(self) -> str:
        """Identifies the key without revealing it."""
        digest = salted_hmac("accounts.key-fingerprint", "", secret=self.secret, algorithm="sha256").hexdigest()
        return digest[:_FINGERPRINT_LENGTH]


def encryption_keys() -> list[EncryptionKey]:
    """All keys that can decrypt. The first one encrypts."""
    variables = {
        "ENCRYPTION_KEYS": settings.ENCRYPTION_KEYS,
        "SECRET_KEY": [settings.SECRET_KEY],
        "SECRET_KEY_FALLBACKS": settings.SECRET_KEY_FALLBACKS,
    }
    keys: dict[str, EncryptionKey] = {}
    for variable, secrets in variables.items():
        for secret in secrets:
            keys.setdefault(secret, EncryptionKey(variable=variable, secret=secret))
    return list(keys.values())


def encrypt(text: str, *, purpose: str) -> str:
    """Encrypt a text with the first key. It can only be decrypted for the same purpose."""
    return _cipher(purpose, encryption_keys()[0]).encrypt(text.encode()).decode()


def decrypt(encrypted: str, *, purpose: str) -> tuple[str, EncryptionKey]:
    """The text and the key that encrypted it. Raises SecretKeyReplaced."""
    from cryptography.fernet import InvalidToken  # slow import that takes 5 MB

    for key in encryption_keys():
        try:
            return _cipher(purpose, key).decrypt(encrypted.encode()).decode(), key
        except InvalidToken:
            continue
    raise SecretKeyReplaced


def _cipher(purpose: str, key: EncryptionKey) -> Fernet:
    from cryptography.fernet import Fernet  # slow import that takes 5 MB

    return Fernet(urlsafe_b64encode(salted_hmac(purpose, "", secret=key.secret, algorithm="sha256").digest()))
