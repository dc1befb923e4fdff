"""Add an application with its first key: `manage.py create_application NAME --organisation SLUG --role manager`."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from accounts.actions import KeyRequest, NewKey, onboard_application
from accounts.actors import actor_of
from accounts.application_forms import ApplicationForm
from accounts.models import Organisation, Person
from common.actor import SYSTEM, Actor, Role
from common.commands import PortalCommand
from common.errors import NotAllowed, NotFound, SlipwayError
from common.lists import joined_sentences, labelled

_ROLES = {"manager": Role.OWNER, "developer": Role.EDITOR, "reader": Role.VIEWER}
_VALID_FOR = timedelta(days=365)


class Command(PortalCommand):
    help = (
        "Add an application with a key that is valid for a year, and print its tenant ID, client ID and key. "
        "The key is only shown once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="name of the application")
        parser.add_argument("--organisation", required=True, metavar="SLUG")
        parser.add_argument("--role", required=True, choices=_ROLES)
        parser.add_argument("--format", choices=("text", "json"), default="text")
        parser.add_argument(
            "--by", metavar="OWNER_EMAIL", help="e-mail address of the owner who adds it (default: the portal)"
        )

    def handle(self, *_args: Any, by: str | None, **options: Any) -> None:
        organisation = _organisation(options["organisation"])
        values = _validated_inputs(options["name"], _ROLES[options["role"]])
        new_key = _new_key(organisation, values, _actor(by))
        key_values = _key_values(new_key)
        self.stdout.write(json.dumps(key_values) if options["format"] == "json" else _lines(key_values))


def _organisation(slug: str) -> Organisation:
    owner = Organisation.objects.filter(slug=slug).first()
    if owner is None:
        text = f"No organisation has the slug {slug!r}."
        raise CommandError(text)
    return owner


def _validated_inputs(name: str, role: Role) -> Mapping[str, Any]:
    """The cleaned name and role. They are validated by the form of the page. Raises CommandError."""
    form = ApplicationForm({"name": name, "role": str(role.value)})
    if not form.is_valid():
        lines = (labelled(form[field].label, joined_sentences(errors)) for field, errors in form.errors.items())
        raise CommandError("\n".join(lines))
    return form.cleaned_data


def _actor(email: str | None) -> Actor:
    if email is None:
        return SYSTEM
    person = Person.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None:
        text = f"Nobody with the address {email} has an account."
        raise CommandError(text)
    return actor_of(person)


def _new_key(organisation: Organisation, values: Mapping[str, Any], by: Actor) -> NewKey:
    try:
        return onboard_application(
            organisation_id=organisation.pk,
            **values,
            key=KeyRequest(valid_for=_VALID_FOR),
            by=by,
            now=timezone.now(),
        )
    except (NotAllowed, NotFound) as error:
        text = f"The person given with --by is not an owner of {organisation.slug!r}."
        raise CommandError(text) from error
    except SlipwayError as error:
        raise CommandError(str(error)) from error


def _key_values(new_key: NewKey) -> dict[str, str]:
    application = new_key.key.application
    return {
        "tenant_id": str(application.organisation_id),
        "client_id": str(application.client_id),
        "key": new_key.secret,
    }


def _lines(key_values: Mapping[str, str]) -> str:
    return "\n".join(f"{name:<9}  {value}" for name, value in key_values.items())
