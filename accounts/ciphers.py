"""Encrypts secrets in the database, so that a copy of the database does not reveal them."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


def cipher_for(purpose: str) -> MultiFernet:
    """The cipher for a purpose. It encrypts with SECRET_KEY, and also decrypts with SECRET_KEY_FALLBACKS."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(purpose, secret)) for secret in secrets])


def _key(purpose: str, secret: str | bytes) -> bytes:
    return urlsafe_b64encode(salted_hmac(purpose, "", secret=secret, algorithm="sha256").digest())
