"""The secrets of invitations and application keys: shown once and stored as hashes."""

import hashlib
import secrets
from base64 import urlsafe_b64encode

from django.utils.crypto import salted_hmac

from accounts.models import Invitation

KEY_START = "slw_"  # without it a key could start with "-" and look like a command-line option
KEY_PREFIX_LENGTH = len(KEY_START) + 8


def invitation_token(invitation: Invitation) -> str:
    """The token of the invitation's latest link.

    Derived from the row and the portal's secret key, so that the queued e-mail need not store it.
    """
    about = f"{invitation.pk}:{invitation.times_sent}"
    digest = salted_hmac("accounts.invitation", about, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def new_secret() -> str:
    """256 random bits as URL-safe Base64."""
    return secrets.token_urlsafe(32)


def new_key() -> str:
    """A secret of an application, with a prefix by which people and scanners can recognise it."""
    return KEY_START + new_secret()


def hash_of(secret: str) -> str:
    """sha256 in hexadecimal, which is enough for secrets that can't be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()
