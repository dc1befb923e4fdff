"""Where allauth's second factor asks us: its secrets lie encrypted, so that a copy of the database opens nothing."""

from base64 import urlsafe_b64encode

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class MfaAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": _("Remove the second factor first, then add an address, then set it up again."),
        "cannot_delete_authenticator": _("The second factor cannot be removed now."),
        "cannot_generate_recovery_codes": _("Set up the authenticator app first."),
        "incorrect_code": _("This code does not work. Codes change every 30 seconds: try the next one."),
        "unverified_email": _("Confirm your address first, then set up the second factor."),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    """Encrypts with a key made from SECRET_KEY; still reads what was written under SECRET_KEY_FALLBACKS."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str | bytes) -> bytes:
    return urlsafe_b64encode(salted_hmac("accounts.second-factor", "", secret=secret, algorithm="sha256").digest())
