"""Create an admin: `manage.py create_admin EMAIL`. It prints or sends a link for choosing a password."""

from argparse import ArgumentParser
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from accounts.actions import create_admin
from accounts.models import Person
from common.commands import PortalCommand
from common.errors import SlipwayError
from common.reason_form import validate_address

_ADMIN_NAME_LENGTH = 100  # of the column


class Command(PortalCommand):
    help = (
        "Create an account with admin rights, or give the rights to an account. If the account has no password, print "
        "a link with which the person can choose one. The link works once, for three days; run the command again for "
        "another one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="address with which the person signs in")
        parser.add_argument("--name", default="", help="name of the person (default: the part before the @)")
        parser.add_argument("--mail", action="store_true", help="send the link to the address; don't print it")

    def handle(self, *_args: Any, email: str, name: str, mail: bool, **_options: Any) -> None:
        person = _admin(email.strip().lower(), name.strip())
        if person.has_usable_password():
            self.stdout.write(f"{person.email} is an admin and signs in with the password of the account.")
        elif mail:
            context = {"user": person, "password_reset_url": _password_link(person)}
            get_adapter().send_mail("account/email/new_admin", person.email, context)
            self.stdout.write(f"{person.email} is an admin. The link to choose a password was queued as an e-mail.")
        else:
            self.stdout.write(f"{person.email} is an admin. The link to choose a password:\n{_password_link(person)}")


def _admin(email: str, name: str) -> Person:
    """The admin with this address. Raises CommandError."""
    try:
        validate_address(email)
    except ValidationError as error:
        raise CommandError("\n".join(error.messages)) from error
    display_name = name or email.partition("@")[0]
    if len(display_name) > _ADMIN_NAME_LENGTH:
        text = f"The name can have at most {_ADMIN_NAME_LENGTH} characters."
        raise CommandError(text)
    try:
        return create_admin(email=email, name=display_name, now=timezone.now())
    except IntegrityError as error:
        text = "The account was created at the same moment. Run the command again."
        raise CommandError(text) from error
    except SlipwayError as error:
        raise CommandError(str(error)) from error


def _password_link(person: Person) -> str:
    """A link that works until the person has chosen a password."""
    key = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    return f"{settings.PUBLIC_URL}{reverse('account_reset_password_from_key', kwargs=key)}"
