"""Our adapter for allauth's two-factor authentication. It encrypts the secrets in the database."""

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import SECOND_FACTORS, Person, SignInProvider
from accounts.queries import SECOND_FACTOR_TYPES


class MfaAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": _(
            "Turn off two-factor authentication before you add an e-mail address. You can turn it on again afterwards."
        ),
        "cannot_delete_authenticator": _(
            "You are the recovery owner of an organisation, so you need two-factor authentication. Choose another "
            "recovery owner first."
        ),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a passkey first."),
        "incorrect_code": _(
            "That code isn't correct. The code in your authenticator app changes every 30 seconds, and each code works "
            "only once."
        ),
        "secret_key_replaced": _(
            "Your code can't be checked because the portal's secret key has been replaced. Contact a portal admin."
        ),
        "unverified_email": _("Confirm your e-mail address before you set up two-factor authentication."),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """A recovery owner must keep at least one second factor."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=SECOND_FACTOR_TYPES)
        if authenticator.type not in SECOND_FACTOR_TYPES or others.exclude(pk=authenticator.pk).exists():
            return True
        return not SignInProvider.objects.filter(recovery_owner_id=authenticator.user_id).exists()

    def generate_authenticator_name(self, _user: Person, _type: Authenticator.Type) -> str:
        return str(_("Passkey"))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.MFA_TOTP_ISSUER}

    def encrypt(self, text: str) -> str:
        return SECOND_FACTORS.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return SECOND_FACTORS.decrypt(encrypted_text)
