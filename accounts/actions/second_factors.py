"""The action with which an admin helps a person who has lost the second factor."""

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from accounts.announcer import announce
from accounts.errors import OwnSecondFactor, SecondFactorAbsent
from accounts.guards import assert_admin
from accounts.models import Person, SecondFactorReset
from audit.writes import record_event
from common.actions import action
from common.actor import Actor
from common.lookups import first_or_not_found


@action
def reset_second_factor(*, person_id: UUID, reason: str, by: Actor, now: datetime) -> SecondFactorReset:
    """Remove all second factors and recovery codes of a person, end the person's sessions, and notify the person.

    The password stays. Raises NotAllowed, NotFound, OwnSecondFactor for the admin's own, and SecondFactorAbsent.
    """
    admin_id = assert_admin(by)
    if person_id == admin_id:
        raise OwnSecondFactor
    person = first_or_not_found(Person.objects.select_for_update().filter(pk=person_id, is_active=True))
    removed, _rows = Authenticator.objects.filter(user=person).delete()
    if not removed:
        raise SecondFactorAbsent
    for session in UserSession.objects.filter(user=person):
        session.end()
    reset = SecondFactorReset.objects.create(person=person, by_id=admin_id, reason=reason, at=now)
    record_event("second-factor.reset", by=by, objects={"person": person_id}, now=now)
    announce(
        "account.second-factor-reset",
        recipients=[person_id],
        parameters={"reason": reason},
        url="/accounts/2fa/",
        key=f"account.second-factor-reset:{reset.pk}",
        now=now,
        by=by,
    )
    return reset
