"""Actions on second factors: an owner requires them, and an admin helps a person who has lost one."""

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from accounts.announcer import announce
from accounts.errors import OwnSecondFactor, SecondFactorAbsent, SecondFactorMissing
from accounts.guards import assert_admin, assert_owner_person
from accounts.locks import locked_organisation
from accounts.models import Organisation, Person, SecondFactorReset
from accounts.queries import has_second_factor
from audit.writes import record_event
from common.actions import action
from common.actor import Actor
from common.lookups import first_or_not_found


@action
def require_second_factor(*, organisation_id: UUID, is_required: bool, by: Actor, now: datetime) -> Organisation:
    """Require two-factor authentication of all members, or let them choose. A second call changes nothing.

    Members without it must set it up on the next page that they open. Raises NotFound, NotAllowed,
    OrganisationSuspended, and SecondFactorMissing if the owner has not set it up.
    """
    owner_id = assert_owner_person(by, organisation_id)
    organisation = locked_organisation(organisation_id)
    if is_required and not has_second_factor(owner_id):
        raise SecondFactorMissing
    if is_required == bool(organisation.second_factor_required_at):
        return organisation
    organisation.second_factor_required_at = now if is_required else None
    organisation.save(update_fields=["second_factor_required_at"])
    if is_required:
        record_event("organisation.require-second-factor", by=by, objects={"organisation": organisation_id}, now=now)
    else:
        record_event("organisation.free-second-factor", by=by, objects={"organisation": organisation_id}, now=now)
    return organisation


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
