"""Creates the secrets of invitations and application keys. They are shown once and stored as hashes."""

import hashlib
import secrets
from base64 import urlsafe_b64encode

from django.utils.crypto import salted_hmac

from accounts.models import Invitation

KEY_START = "slw_"  # without it a key could start with "-" and look like a command-line option
KEY_PREFIX_LENGTH = len(KEY_START) + 8


def invitation_token(invitation: Invitation) -> str:
    """The token of the invitation's latest link. The queued e-mail doesn't contain it.

    It is derived from the ID of the invitation, the number of e-mails sent, and the portal's secret key.
    """
    about = f"{invitation.pk}:{invitation.times_sent}"
    digest = salted_hmac("accounts.invitation", about, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def new_secret() -> str:
    """256 random bits as URL-safe Base64."""
    return secrets.token_urlsafe(32)


def new_key() -> str:
    """A new application secret, with a prefix that people and secret scanners recognise."""
    return KEY_START + new_secret()


def hash_of(secret: str) -> str:
    """The SHA-256 hash in hexadecimal. Random secrets need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
