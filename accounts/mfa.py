"""Where allauth's second factor asks us: its secrets lie encrypted, so that a copy of the database opens nothing."""

from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext_lazy as _

from accounts.ciphers import cipher_for

_PURPOSE = "accounts.second-factor"


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
        return cipher_for(_PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher_for(_PURPOSE).decrypt(encrypted_text.encode()).decode()
