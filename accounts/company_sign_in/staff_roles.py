"""The roles that the identity provider of staff gives: those of the groups in the setting STAFF_GROUPS."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from msgspec import Struct

from accounts.company_sign_in.claims import Subject
from accounts.company_sign_in.roles import RolesAhead
from accounts.models import Person, Team, TeamMembership
from accounts.staff_grants import ADMIN, StaffGrant
from audit.writes import record_event
from common.actions import in_transaction
from common.actor import SYSTEM, TeamRole
from common.lookups import first_or_not_found


class StaffRoles(Struct, frozen=True, kw_only=True):
    organisation_id: UUID | None = None
    is_enabled: bool = True
    uses_groups: bool = True

    def covers(self, address: str) -> bool:
        """Staff may have addresses on any domain: the platform company decides who has an account at its provider."""
        return bool(address)

    def has_role_for(self, subject: Subject) -> bool:
        return bool(_grants(subject.groups))

    def roles_ahead(self, person: Person, subject: Subject) -> RolesAhead:
        return RolesAhead(will_have_role=person.is_recovery_admin or self.has_role_for(subject))

    def set_role(self, person: Person, subject: Subject, *, now: datetime) -> bool:
        """Make the admin rights and the teams those of the groups. A recovery admin stays an admin.

        The last admin and the last lead of a team lose their roles, too: only the provider decides.
        """
        locked = first_or_not_found(Person.objects.select_for_update().filter(pk=person.pk))
        grants = _grants(subject.groups)
        is_admin = locked.is_recovery_admin or any(grant.role == ADMIN for grant in grants)
        _set_admin(locked, is_admin=is_admin, now=now)
        teams = _team_roles(grants)
        _set_teams(locked, teams, now=now)
        return is_admin or bool(teams)

    def mark_tested(self, now: datetime) -> None:
        """Nothing to note: the settings say whether the provider is used."""


def _grants(groups: Iterable[str]) -> list[StaffGrant]:
    by_group: Mapping[str, tuple[StaffGrant, ...]] = settings.STAFF_GROUPS
    return [grant for group in groups for grant in by_group.get(group, ())]


def _team_roles(grants: Iterable[StaffGrant]) -> dict[Team, TeamRole]:
    """{team: the highest role in it}."""
    roles: dict[Team, TeamRole] = {}
    for grant in grants:
        if grant.team:
            team, role = Team(grant.team), TeamRole[grant.role.upper()]
            roles[team] = max(role, roles.get(team, role))
    return roles


@in_transaction
def _set_admin(person: Person, *, is_admin: bool, now: datetime) -> None:
    if person.is_admin == is_admin:
        return
    person.is_admin = is_admin
    person.save(update_fields=["is_admin"])
    if is_admin:
        record_event("person.make-admin", by=SYSTEM, objects={"person": person.pk}, now=now)
    else:
        record_event("person.remove-admin", by=SYSTEM, objects={"person": person.pk}, now=now)


@in_transaction
def _set_teams(person: Person, roles: Mapping[Team, TeamRole], *, now: datetime) -> None:
    current = {Team(row.team): row.role for row in TeamMembership.objects.select_for_update().filter(person=person)}
    ended = [team for team in current if team not in roles]
    TeamMembership.objects.filter(person=person, team__in=ended).delete()
    for team in ended:
        record_event("team.remove", by=SYSTEM, objects={"team": team, "person": person.pk}, now=now)
    changed = {team: role for team, role in roles.items() if current.get(team) != role}
    TeamMembership.objects.bulk_create(
        [TeamMembership(team=team, person=person, role=role, created_at=now) for team, role in changed.items()],
        update_conflicts=True,
        unique_fields=["team", "person"],
        update_fields=["role"],
    )
    for team, role in changed.items():
        record_event(
            "team.put", by=SYSTEM, objects={"team": team, "person": person.pk, "role": role.name.lower()}, now=now
        )
