"""allauth's forms with our labels, so that the form and its error summary use the same name for a field."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from allauth.account import forms
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django.conf import settings
from django.core.cache import cache
from django.core.validators import MaxLengthValidator
from django.forms import Field
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.ciphers import SecretKeyReplaced
from accounts.company_sign_in.queries import provider_for_address
from accounts.models import SignInProvider
from accounts.passkey_forms import NewPasskeyForm
from accounts.protection.sign_in import limited_try
from accounts.sign_in_events import record_passkey_name
from accounts.tokens import hash_of
from common.counters import count
from common.lazy_text import LazyText
from common.names import readable_text
from common.platform_policies import PLATFORM_NAME

ADDRESS = {"email": _("E-mail address")}
_NEW_PASSWORD = {"password1": _("New password"), "password2": _("Repeat new password")}
_MOST_RESET_MAILS, _RESET_SECONDS = 5, 300
MAX_PASSKEY_NAME = 100
_CODE = {"code": _("Code")}


class LabelsMixin:
    """Replaces labels of an allauth form; labels is {field name: label}. Put it before allauth's class."""

    labels: ClassVar[Mapping[str, LazyText]]
    fields: dict[str, Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.labels.keys() & self.fields.keys():
            self.fields[name].label = self.labels[name]


class LoginForm(LabelsMixin, forms.LoginForm):
    labels = {
        "login": _("E-mail address"),
        "password": _("Password"),
    }

    def staff_provider_name(self) -> str:
        """The name of the platform if staff sign in through its identity provider; otherwise ""."""
        return PLATFORM_NAME.value if settings.STAFF_ISSUER else ""

    def company_provider(self) -> SignInProvider | None:
        """The identity provider to offer for the address that was sent."""
        return provider_for_address(self.data.get("login", ""))


class AddEmailForm(LabelsMixin, forms.AddEmailForm):
    labels = ADDRESS


class ResetPasswordForm(LabelsMixin, forms.ResetPasswordForm):
    labels = ADDRESS

    def clean_email(self) -> str:
        """Refuse an address to which several e-mails were sent just now, whether or not an account uses it."""
        address: str = super().clean_email().lower()
        name = f"reset-mails:{hash_of(address)}"
        if count(name, window_seconds=_RESET_SECONDS, now=timezone.now()) > _MOST_RESET_MAILS:
            raise get_account_adapter().validation_error("too_many_reset_mails")
        return address


class ResetPasswordKeyForm(LabelsMixin, forms.ResetPasswordKeyForm):
    labels = _NEW_PASSWORD


class ChangePasswordForm(LabelsMixin, forms.ChangePasswordForm):
    labels = {"oldpassword": _("Current password"), **_NEW_PASSWORD}


class ReauthenticateForm(LabelsMixin, forms.ReauthenticateForm):
    labels = {"password": _("Your password")}


class _CodeMixin(mfa_forms.BaseAuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = set(Authenticator.objects.filter(user=self.user).values_list("type", flat=True))
        self.fields["code"].help_text = _code_help(kinds)

    def clean_code(self) -> str:
        with limited_try(context.request, purpose="code", address=self.user.email):
            try:
                code: str = super().clean_code()
            except SecretKeyReplaced as error:
                raise get_adapter().validation_error("secret_key_replaced") from error
            if self.authenticator.type == Authenticator.Type.TOTP and not self._is_first_use(code):
                raise get_adapter().validation_error("incorrect_code")
        return code

    def _is_first_use(self, code: str) -> bool:
        """Allauth keeps used codes for one period only, but also accepts those of the periods before and after."""
        seconds = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
        return cache.add(f"used-code:{self.user.pk}:{hash_of(normalize_user_code(code))}", 1, seconds)


def _code_help(kinds: Collection[str]) -> LazyText:
    """Which codes a person with these kinds of second factor can enter."""
    if Authenticator.Type.TOTP in kinds:
        return _("Enter the 6 digits from your authenticator app, or one of your recovery codes.")
    if Authenticator.Type.RECOVERY_CODES in kinds:
        return _("Enter one of your recovery codes, or use a passkey.")
    return _("You have no codes. Use a passkey.")


class AuthenticateForm(_CodeMixin, LabelsMixin, mfa_forms.AuthenticateForm):
    labels = _CODE


class ReauthenticateCodeForm(_CodeMixin, LabelsMixin, mfa_forms.ReauthenticateForm):
    labels = _CODE


class AddPasskeyForm(LabelsMixin, NewPasskeyForm):
    """Adds a passkey. Each can sign in without a password, so there is nothing to choose."""

    labels: ClassVar[Mapping[str, LazyText]] = {"name": _("Name")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.fields["name"].validators += [MaxLengthValidator(MAX_PASSKEY_NAME), readable_text]


class EditPasskeyForm(LabelsMixin, webauthn_forms.EditWebAuthnForm):
    labels: ClassVar[Mapping[str, LazyText]] = {"name": _("Name")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators += [MaxLengthValidator(MAX_PASSKEY_NAME), readable_text]

    def save(self) -> Authenticator:
        passkey: Authenticator = super().save()
        if self.has_changed():
            record_passkey_name(passkey.user)
        return passkey


class ActivateTOTPForm(LabelsMixin, totp_forms.ActivateTOTPForm):
    labels = _CODE
