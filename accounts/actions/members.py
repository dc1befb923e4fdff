"""Actions on the members of an organisation and their roles."""

from datetime import datetime
from uuid import UUID

from accounts.announcer import announce
from accounts.company_sign_in.queries import assert_no_recovery_owner
from accounts.contributions import end_membership
from accounts.errors import LastOwner
from accounts.guards import assert_owner_person, assert_person
from accounts.locks import locked_organisation, membership_in
from accounts.models import Membership, Organisation
from accounts.queries import has_other_owner, member_ids
from audit.writes import record_event
from common.actions import action
from common.actor import Actor, Role


@action
def change_role(*, organisation_id: UUID, person_id: UUID, role: Role, by: Actor, now: datetime) -> Membership:
    """Change the role of a member.

    Raises NotFound, NotAllowed, OrganisationSuspended, LastOwner, RecoveryOwnerNeeded.
    """
    assert_owner_person(by, organisation_id)
    organisation = locked_organisation(organisation_id)
    membership = membership_in(organisation_id, person_id)
    if membership.role == role:
        return membership
    if role < Role.OWNER:
        _assert_other_owner(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    record_event(
        "membership.change-role",
        by=by,
        objects={"organisation": organisation_id, "person": person_id, "role": role.name.lower()},
        now=now,
    )
    _notify("membership.changed", organisation, [person_id], role=role, by=by, now=now)
    return membership


@action
def remove_member(*, organisation_id: UUID, person_id: UUID, by: Actor, now: datetime) -> None:
    """Remove a member from the organisation. A second call changes nothing. Raises NotAllowed, LastOwner, NotFound."""
    assert_owner_person(by, organisation_id)
    organisation = locked_organisation(organisation_id, active=False)
    membership = Membership.objects.filter(organisation_id=organisation_id, person_id=person_id).first()
    if membership is None:
        return
    _end_membership(membership, verb="membership.remove", by=by, now=now)
    _notify("membership.removed", organisation, [person_id], by=by, now=now)


@action
def leave_organisation(*, organisation_id: UUID, by: Actor, now: datetime) -> None:
    """End the actor's own membership. Raises NotFound, and LastOwner for the only owner."""
    person_id = assert_person(by)
    organisation = locked_organisation(organisation_id, active=False)
    _end_membership(membership_in(organisation_id, person_id), verb="membership.leave", by=by, now=now)
    owners = member_ids(organisation_id, min_role=Role.OWNER)
    _notify("membership.left", organisation, owners, by=by, now=now)


def _end_membership(membership: Membership, *, verb: str, by: Actor, now: datetime) -> None:
    _assert_other_owner(membership)
    objects = {"organisation": membership.organisation_id, "person": membership.person_id}
    end_membership(membership)
    record_event(verb, by=by, objects=objects, now=now)


def _assert_other_owner(membership: Membership) -> None:
    """Raises LastOwner if nobody else owns the organisation, which the caller has locked, and RecoveryOwnerNeeded."""
    if membership.role < Role.OWNER:
        return
    if not has_other_owner(membership):
        raise LastOwner
    assert_no_recovery_owner(membership.person_id, organisation_id=membership.organisation_id)


def _notify(
    kind: str, organisation: Organisation, recipients: list[UUID], *, by: Actor, now: datetime, role: Role | None = None
) -> None:
    announce(
        kind,
        recipients=recipients,
        parameters={"organisation": organisation.name, **({"role": role.value} if role else {})},
        url="/organisation/" if kind == "membership.removed" else f"{organisation.get_absolute_url()}members/",
        key=f"{kind}:{organisation.pk}:{now.isoformat()}",
        now=now,
        by=by,
    )
