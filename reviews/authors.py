"""Helpers for authors, who are people or applications. Rows have a column for each."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.derived_names import application_label
from accounts.models import Application, Person
from common.actor import Actor, ActorKind


def person_id(by: Actor) -> UUID | None:
    """The ID of the acting person; None for applications and the system."""
    return by.id if by.kind is ActorKind.PERSON else None


def columns_of(column: str, by: Actor) -> dict[str, UUID | None]:
    """The values of the two columns of an author (`by_id`, `by_application_id`); both are None for the system."""
    application_id = by.id if by.kind is ActorKind.APPLICATION else None
    return {f"{column}_id": person_id(by), f"{column}_application_id": application_id}


def author_name(person: Person | None, application: Application | None) -> str:
    """The display name of an author; *former member* if there is neither a person nor an application."""
    if person:
        return person.get_full_name()
    return application_label(application.name) if application else _("former member")
