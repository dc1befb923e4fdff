"""The secrets of invitations and application keys: shown once, kept as hashes."""

import hashlib
import secrets
from base64 import urlsafe_b64encode

from django.utils.crypto import salted_hmac

from accounts.models import Invitation

KEY_PREFIX_LENGTH = 8


def invitation_token(invitation: Invitation) -> str:
    """The token of the invitation's latest link.

    Made anew from the row and the portal's secret key, so that the waiting e-mail need not store it.
    """
    about = f"{invitation.pk}:{invitation.times_sent}"
    digest = salted_hmac("accounts.invitation", about, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def new_key() -> str:
    """A secret of 256 random bits for an application."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """sha256 in hexadecimal: enough for a secret that nobody can guess."""
    return hashlib.sha256(secret.encode()).hexdigest()
