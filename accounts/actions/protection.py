"""The action for a person whose account somebody else tries to use."""

from datetime import datetime
from uuid import UUID

from allauth.usersessions.models import UserSession

from accounts.models import Person
from audit.writes import record_event
from common.actions import action
from common.actor import Actor
from common.lookups import first_or_not_found


@action
def secure_account(*, person_id: UUID, by: Actor, now: datetime) -> Person:
    """End all sessions of the person and remove the password, so that the person must choose a new one.

    Known devices and links from before stop working, too. Raises NotFound.
    """
    person = first_or_not_found(Person.objects.select_for_update().filter(pk=person_id, is_active=True))
    person.set_unusable_password()
    person.save(update_fields=["password"])
    for session in UserSession.objects.filter(user=person):
        session.end()
    record_event("person.secure", by=by, objects={"person": person.pk}, now=now)
    return person
