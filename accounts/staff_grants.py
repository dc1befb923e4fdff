"""The roles that groups at the provider of staff give, and the parser of their setting. Needs no Django."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

ADMIN = "admin"
_TEAM_ROLES = ("reviewer", "lead")


class StaffGrant(Struct, frozen=True, kw_only=True):
    """A role that a group gives: an admin, or a reviewer or lead of the team with this key. team is "" for admins."""

    role: str
    team: str = ""


def parse_staff_groups(raw: str) -> dict[str, tuple[StaffGrant, ...]]:
    """{group: its roles} in a text such as `admins=admin; docs=reviewer:documentation, lead:commercial`.

    A group may contain equals signs and commas, as names of a directory do. Raises ValueError.
    """
    groups: dict[str, tuple[StaffGrant, ...]] = {}
    for pair in filter(None, (part.strip() for part in raw.split(";"))):
        group, _, roles = pair.rpartition("=")
        if not group.strip():
            raise ValueError("must be pairs such as portal-admins=admin; docs=reviewer:documentation")
        groups[group.strip()] = (*groups.get(group.strip(), ()), *map(_grant, roles.split(",")))
    return groups


def unknown_teams(groups: Mapping[str, Iterable[StaffGrant]], teams: Iterable[str]) -> Iterator[str]:
    """The keys of teams that don't exist, sorted."""
    yield from sorted({grant.team for grants in groups.values() for grant in grants} - {"", *teams})


def _grant(text: str) -> StaffGrant:
    role, _, team = text.strip().partition(":")
    if (role == ADMIN and not team) or (role in _TEAM_ROLES and team):
        return StaffGrant(role=role, team=team)
    raise ValueError(f"has an unknown role: {text.strip() or 'none'}. Roles are admin, reviewer:TEAM and lead:TEAM")
