"""Our account adapter for allauth. It queues e-mails for their readers, with links to the public address."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.account_mail import ACCOUNT_MAIL, RenderedMail, encrypt_mail
from accounts.announcer import announce
from accounts.company_sign_in.errors import AddressNeeded
from accounts.company_sign_in.queries import provider_that_needs
from accounts.company_sign_in.sessions import SIGNED_IN_BY, assert_not_limited, mark_session
from accounts.models import Person
from accounts.preferences import reader_preferences
from accounts.protection.sign_in import limited_try
from accounts.queries import person_with_address
from accounts.recent_sign_in import count_as_confirmation, forget_confirmations
from common.ids import uuid7
from common.reason_form import validate_address

_LINKS = ("activate_url", "password_reset_url", "signup_url")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "cannot_remove_primary_email": _(
            "You sign in with this address. Choose another sign-in address before you remove it."
        ),
        "duplicate_email": _("This address already belongs to your account."),
        "email_password_mismatch": _("The e-mail address and password don't match. Try again, or reset your password."),
        "email_taken": _("This address already belongs to an account."),
        "enter_current_password": _("That isn't your current password."),
        "incorrect_code": _("That code isn't correct. Codes change every 30 seconds, so try the next one."),
        "incorrect_password": _("That isn't your password."),
        "invalid_password_reset": _("This link has expired or has already been used."),
        "max_email_addresses": _("An account can have at most %d e-mail addresses. Remove one before you add another."),
        "rate_limited": _("Too many attempts. Wait a few minutes, then try again."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes, then try again."),
        "too_many_reset_mails": _(
            "We have just sent several e-mails to this address. Open the link in the latest one, or try again in five "
            "minutes."
        ),
        "unverified_primary_email": _("Confirm your e-mail address first. We sent you a link."),
    }

    def clean_email(self, email: str) -> str:
        """Refuse an address that is too long, in all forms for a new or forgotten address."""
        validate_address(email)
        return email

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Check an address and password. Raises ValidationError if they are wrong, or after too many wrong tries."""
        with limited_try(request, purpose="password", address=credentials.get("email", "")):
            person = super().authenticate(request, **credentials)
            if person is None:
                raise self.validation_error("email_password_mismatch")
        return person

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """Raises AddressNeeded for an address without which the person could use a password again."""
        if email_address.verified and (row := provider_that_needs(email_address)):
            raise AddressNeeded(organisation=row.organisation.name, address=email_address.email)
        return bool(super().can_delete_email(email_address))

    def get_login_stages(self) -> list[str]:
        first, last = (f"accounts.sign_in_stages.{name}" for name in ("PasswordMarkStage", "RightsStage"))
        return [first, *super().get_login_stages(), last]

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **about: Any) -> HttpResponse:
        response = super().post_login(request, user, **about)
        if isinstance(user, Person):
            source = signed_in_by(about["signal_kwargs"])
            mark_session(request.session, user, source)
            if source is None:
                count_as_confirmation(request, user)
            else:
                forget_confirmations(request.session)
        return response

    def is_reauthentication_required(self, *, app: str, **about: Any) -> bool:
        """Raises SessionLimited if the account has nothing to confirm with, and the session may not change it."""
        request = self.request
        if request and request.user.is_authenticated and not get_reauthentication_flows(request.user):
            assert_not_limited(request.user, request.session)
        return bool(super().is_reauthentication_required(app=app, **about))

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Whether the password of the signed-in person is right. Raises ValidationError after too many wrong tries."""
        try:
            return super().reauthenticate(user, password)
        except ValidationError as error:
            if error.code == "email_password_mismatch":
                return False
            raise

    def send_notification_mail(  # noqa: PLR0917 allauth defines the signature
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Send the notice with its reader in the context, which allauth leaves out."""
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render the e-mail for its reader and queue it, so that the request does not depend on the mail server."""
        links = {name: _with_public_host(context[name]) for name in _LINKS if context.get(name)}
        reader = context.get("user") or person_with_address(email)
        language = translation.get_language() or settings.LANGUAGE_CODE
        with reader_preferences(reader, default_language=language):
            mail = _rendered_mail(template_prefix, {**context, **links, "email": email})
        with transaction.atomic():
            announce(
                ACCOUNT_MAIL,
                recipients=(),
                addresses=[email],
                parameters={"sealed": encrypt_mail(mail)},
                url="",
                key=f"{ACCOUNT_MAIL}:{uuid7()}",
                now=timezone.now(),
            )


def signed_in_by(signal_kwargs: Mapping[str, Any] | None) -> str | None:
    """The source of the provider that the person signed in with (`Provider.signed_in_by`); None for other sign-ins."""
    organisation_id: str | None = (signal_kwargs or {}).get(SIGNED_IN_BY)
    return organisation_id


def _with_public_host(link: str) -> str:
    """The link with the host of PUBLIC_URL instead of the host of the request, which a browser can forge."""
    parts = urlsplit(link)
    return f"{settings.PUBLIC_URL}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def _rendered_mail(template_prefix: str, context: dict[str, Any]) -> RenderedMail:
    subject = render_to_string(f"{template_prefix}_subject.txt", context).strip()
    text = render_to_string(f"{template_prefix}_message.txt", context).strip()
    paragraphs = [part for part in text.split("\n\n") if part.strip()]
    frame = {"subject": subject, "paragraphs": paragraphs, "language": translation.get_language()}
    return RenderedMail(subject=subject, text=text, html=render_to_string("email/plain.html", frame))
