"""Creates the secrets of webhooks and signs requests with them, as specified by Standard Webhooks."""

import secrets
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

from standardwebhooks import Webhook as Signer

from accounts.ciphers import SecretKeyReplaced
from notices.webhooks.models import WEBHOOK_SECRETS

_PREFIX = "whsec_"
_BYTES = 32


def new_signing_secret() -> str:
    """A new secret: 256 random bits in the format of Standard Webhooks."""
    return _PREFIX + b64encode(secrets.token_bytes(_BYTES)).decode()


def encrypt_secret(secret: str) -> str:
    """The encrypted secret, for the database."""
    return WEBHOOK_SECRETS.encrypt(secret)


def decrypt_secrets(encrypted: Iterable[str]) -> Iterator[str]:
    """The decrypted secrets, except those that were encrypted with an earlier secret key of the portal."""
    for secret in encrypted:
        with suppress(SecretKeyReplaced):
            yield WEBHOOK_SECRETS.decrypt(secret)


def signature_headers(delivery_id: UUID, body: str, *, secrets_in_use: Iterable[str], now: datetime) -> dict[str, str]:
    """The three headers of Standard Webhooks, with a signature for each secret."""
    at = now.astimezone(UTC)
    signatures = [Signer(secret).sign(str(delivery_id), at, body) for secret in secrets_in_use]
    return {
        "webhook-id": str(delivery_id),
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
