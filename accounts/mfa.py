"""Our adapter for allauth's two-factor authentication. It encrypts the secrets in the database."""

from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext_lazy as _

from accounts.models import SECOND_FACTORS


class MfaAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": _(
            "Turn off two-factor authentication before you add an e-mail address. You can turn it on again afterwards."
        ),
        "cannot_delete_authenticator": _(
            "You can't turn off two-factor authentication at the moment. Contact a portal admin."
        ),
        "cannot_generate_recovery_codes": _("Set up an authenticator app first."),
        "incorrect_code": _("That code isn't correct. Codes change every 30 seconds, so try the next one."),
        "secret_key_replaced": _(
            "Your code can't be checked because the portal's secret key has been replaced. Contact a portal admin."
        ),
        "unverified_email": _("Confirm your e-mail address before you set up two-factor authentication."),
    }

    def encrypt(self, text: str) -> str:
        return SECOND_FACTORS.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return SECOND_FACTORS.decrypt(encrypted_text)
