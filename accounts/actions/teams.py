"""Actions on staff teams. An admin decides who reviews for a team and who leads it."""

from datetime import datetime
from uuid import UUID

from accounts.errors import LastLead, LastReviewer, PersonUnknown
from accounts.guards import assert_admin, assert_staff_roles_editable
from accounts.models import Person, Team, TeamMembership
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor, TeamRole


@action
def put_in_team(*, team: Team, email: str, role: TeamRole, by: Actor, now: datetime) -> TeamMembership:
    """Make a person a reviewer or a lead of the team. A member's role is changed.

    Raises NotAllowed, StaffRolesManaged, PersonUnknown if nobody has signed up with the address, and LastLead for the
    only lead.
    """
    assert_admin(by)
    assert_staff_roles_editable()
    address = email.strip().lower()
    person = Person.objects.filter(email=address, is_active=True).first()
    if person is None:
        raise PersonUnknown(email=address)
    if role is not TeamRole.LEAD:
        assert_other_lead(team, person.pk)
    membership, _is_new = TeamMembership.objects.update_or_create(
        team=team, person=person, defaults={"role": role}, create_defaults={"role": role, "created_at": now}
    )
    record_event("team.put", by=by, objects={"team": team, "person": person.pk, "role": role.name.lower()}, now=now)
    return membership


@action
def remove_from_team(*, team: Team, person_id: UUID, by: Actor, now: datetime) -> None:
    """Remove a person from the team. A second call changes nothing. Raises NotAllowed, LastReviewer, LastLead."""
    assert_admin(by)
    assert_dispensable(team, person_id)
    removed, _rows = TeamMembership.objects.filter(team=team, person_id=person_id).delete()
    if removed:
        record_event("team.remove", by=by, objects={"team": team, "person": person_id}, now=now)


@in_transaction
def assert_dispensable(team: Team, person_id: UUID) -> None:
    """Raises LastReviewer or LastLead if the team would have no active member, or no lead, without the person."""
    rows = _locked_members(team)
    if {member.person_id for member in rows} == {person_id}:
        raise LastReviewer(team=team.label)
    assert_other_lead(team, person_id)


@in_transaction
def assert_other_lead(team: Team, person_id: UUID) -> None:
    """Raises LastLead if the person is the team's only active lead."""
    if {member.person_id for member in _locked_members(team) if member.role == TeamRole.LEAD} == {person_id}:
        raise LastLead(team=team.label)


def _locked_members(team: Team) -> list[TeamMembership]:
    """The active members of the team, locked, so that two admins can't remove the last two at the same time."""
    rows = TeamMembership.objects.select_for_update(of=("self",)).filter(team=team, person__is_active=True)
    return list(rows.order_by("pk"))
