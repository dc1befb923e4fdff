"""Decides who of our staff a notice still concerns: people may leave a team before it is posted or sent."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from msgspec import Struct

from accounts.models import Person
from common.actor import TeamRole
from common.navigation import STAFF, Audience
from notices.kind_registry import NoticeKind, Parameters

_LOWEST_ROLES = {Audience.REVIEWER: TeamRole.REVIEWER, Audience.LEAD: TeamRole.LEAD}


class StaffRights(Struct, frozen=True, kw_only=True):
    """What a person may do for us. teams is {team: role}."""

    is_admin: bool
    teams: Mapping[str, TeamRole]


def staff_rights(people: Collection[UUID]) -> Mapping[UUID, StaffRights]:
    """{ID: rights} of those of the people whose accounts are active. One query."""
    fields = ("pk", "is_admin", "team_memberships__team", "team_memberships__role")
    teams: dict[UUID, dict[str, TeamRole]] = {}
    admins = set()
    for person, is_admin, team, role in Person.objects.filter(pk__in=people, is_active=True).values_list(*fields):
        of_person = teams.setdefault(person, {})
        if team:
            of_person[team] = TeamRole(role)
        if is_admin:
            admins.add(person)
    return {person: StaffRights(is_admin=person in admins, teams=teams[person]) for person in teams}


def is_for_staff(kind: NoticeKind) -> bool:
    """Whether only our staff get notices of the kind."""
    return bool(kind.audience) and kind.audience <= STAFF


def concerns(kind: NoticeKind, parameters: Parameters, rights: StaffRights | None) -> bool:
    """Whether a notice of a kind for staff concerns a person with these rights; None for a person who is not active.

    A notice about teams concerns their members, and every notice for staff concerns admins.
    """
    if rights is None or rights.is_admin:
        return rights is not None
    lowest = min((_LOWEST_ROLES[audience] for audience in kind.audience if audience in _LOWEST_ROLES), default=None)
    about = {team for team in _teams(parameters) if team}
    roles = [role for team, role in rights.teams.items() if not about or team in about]
    return lowest is not None and any(role >= lowest for role in roles)


def concerned(kind: NoticeKind, parameters: Parameters, people: Sequence[UUID]) -> Sequence[UUID]:
    """Those of the people whom the notice still concerns. One query for kinds for staff."""
    if not people or not is_for_staff(kind):
        return people
    rights = staff_rights(people)
    return [person for person in people if concerns(kind, parameters, rights.get(person))]


def _teams(parameters: Parameters) -> Iterable[str]:
    return str(parameters.get("teams") or parameters.get("team") or "").split(",")
