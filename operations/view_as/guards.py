"""Whose pages an admin may see."""

from common.actor import Actor
from operations.errors import PersonNotViewable


def can_view_as(admin: Actor, person: Actor) -> bool:
    """Whether the admin may see this person's pages: never those of an admin, or of staff with roles they lack."""
    has_more_rights = person.is_admin or any(admin.teams.get(team, 0) < role for team, role in person.teams.items())
    return admin.is_admin and admin.id != person.id and not has_more_rights


def assert_can_view_as(admin: Actor, person: Actor) -> None:
    """Raise PersonNotViewable unless the admin may see this person's pages."""
    if not can_view_as(admin, person):
        raise PersonNotViewable
