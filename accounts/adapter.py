"""Where allauth asks us: its e-mails in the reader's language, with links to the portal's public address."""

from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.errors import MailNotTaken
from accounts.models import Person

_LINKS = ("activate_url", "password_reset_url", "signup_url")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "cannot_remove_primary_email": _("This address is used for sign-in. Use another one first, then remove it."),
        "duplicate_email": _("This address belongs to your account already."),
        "email_password_mismatch": _("Address and password do not fit together. Check both, or choose a new password."),
        "email_taken": _("This address belongs to an account already."),
        "enter_current_password": _("This is not your password until now."),
        "incorrect_code": _("This code does not work. Codes change every 30 seconds: try the next one."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link was used already, or it has expired."),
        "max_email_addresses": _("An account has at most %d addresses."),
        "rate_limited": _("Too many tries. Wait a few minutes, then try again."),
        "too_many_login_attempts": _("Too many tries. Wait a few minutes, then try again."),
        "unverified_primary_email": _("Confirm your address first: we sent you a link."),
    }

    def render_mail(  # noqa: PLR0917 allauth calls it so
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        links = {name: _public(context[name]) for name in _LINKS if context.get(name)}
        with translation.override(_language(context.get("user"))):
            message = super().render_mail(template_prefix, email, {**context, **links}, headers)
            if isinstance(message, EmailMultiAlternatives):
                message.attach_alternative(_as_html(message), "text/html")
        return message

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as fault:
            raise MailNotTaken from fault


def _language(person: object) -> str:
    return person.language if isinstance(person, Person) else translation.get_language() or settings.LANGUAGE_CODE


def _public(link: str) -> str:
    """The link at the address that people use: the request's host is whatever the browser claimed."""
    parts = urlsplit(link)
    return f"{settings.PUBLIC_URL}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def _as_html(message: EmailMultiAlternatives) -> str:
    paragraphs = [part for part in str(message.body).split("\n\n") if part.strip()]
    context = {"subject": message.subject, "paragraphs": paragraphs, "language": translation.get_language()}
    return render_to_string("email/plain.html", context)
