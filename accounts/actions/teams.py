"""Actions on staff teams. An admin decides who reviews for a team and who leads it."""

from datetime import datetime
from uuid import UUID

from accounts.errors import PersonUnknown
from accounts.guards import assert_admin
from accounts.models import Person, Team, TeamMembership
from audit.writes import record_event
from common.actions import action
from common.actor import Actor, TeamRole


@action
def put_in_team(*, team: Team, email: str, role: TeamRole, by: Actor, now: datetime) -> TeamMembership:
    """Make a person a reviewer or a lead of the team. A member's role is changed.

    Raises NotAllowed, and PersonUnknown if nobody has signed up with the address.
    """
    assert_admin(by)
    address = email.strip().lower()
    person = Person.objects.filter(email=address, is_active=True).first()
    if person is None:
        raise PersonUnknown(email=address)
    membership, _is_new = TeamMembership.objects.update_or_create(
        team=team, person=person, defaults={"role": role}, create_defaults={"role": role, "created_at": now}
    )
    record_event("team.put", by=by, objects={"team": team, "person": person.pk, "role": role.name.lower()}, now=now)
    return membership


@action
def remove_from_team(*, team: Team, person_id: UUID, by: Actor, now: datetime) -> None:
    """Remove a person from the team. A second call changes nothing. Raises NotAllowed."""
    assert_admin(by)
    removed, _rows = TeamMembership.objects.filter(team=team, person_id=person_id).delete()
    if removed:
        record_event("team.remove", by=by, objects={"team": team, "person": person_id}, now=now)
