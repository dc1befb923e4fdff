"""Encrypts secrets in the database, so that a copy of the database does not reveal them."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


class SecretKeyReplaced(Exception):
    """The text is damaged, or the secret key that encrypted it has been removed from the settings."""


def encrypt(text: str, *, purpose: str) -> str:
    """Encrypt a text with SECRET_KEY. It can only be decrypted for the same purpose."""
    return _cipher(purpose).encrypt(text.encode()).decode()


def decrypt(encrypted: str, *, purpose: str) -> str:
    """Decrypt a text with SECRET_KEY or one of SECRET_KEY_FALLBACKS. Raises SecretKeyReplaced."""
    from cryptography.fernet import InvalidToken  # slow import that takes 5 MB

    try:
        return _cipher(purpose).decrypt(encrypted.encode()).decode()
    except InvalidToken as error:
        raise SecretKeyReplaced from error


def _cipher(purpose: str) -> MultiFernet:
    from cryptography.fernet import Fernet, MultiFernet  # slow import that takes 5 MB

    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(purpose, secret)) for secret in secrets])


def _key(purpose: str, secret: str | bytes) -> bytes:
    return urlsafe_b64encode(salted_hmac(purpose, "", secret=secret, algorithm="sha256").digest())
