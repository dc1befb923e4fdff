"""Guards: what an actor may do with an organisation. They look at the actor alone and raise NotAllowed."""

from uuid import UUID

from common.actor import Actor, ActorKind, Role
from common.errors import NotAllowed, NotFound


def assert_person(by: Actor) -> UUID:
    """The acting person's id. Raises NotAllowed for machines, the system and visitors."""
    if by.kind is not ActorKind.PERSON or by.id is None:
        raise NotAllowed
    return by.id


def assert_role(by: Actor, role: Role, organisation_id: UUID) -> None:
    """Raises NotFound where the actor does not belong there, NotAllowed where the role is too low."""
    if not by.belongs_to(organisation_id) and not by.is_staff:
        raise NotFound
    if not by.holds(role, organisation_id):
        raise NotAllowed


def assert_owner_person(by: Actor, organisation_id: UUID) -> UUID:
    """The id of the person who owns the organisation: applications manage neither people nor keys."""
    assert_role(by, Role.OWNER, organisation_id)
    return assert_person(by)


def assert_admin(by: Actor) -> UUID:
    """The id of the admin. Raises NotAllowed."""
    if not by.is_admin:
        raise NotAllowed
    return assert_person(by)


def assert_admin_over(by: Actor, organisation_id: UUID) -> UUID:
    """The id of the admin. Raises NotAllowed too where the admin belongs to the organisation itself."""
    if by.belongs_to(organisation_id):
        raise NotAllowed
    return assert_admin(by)
