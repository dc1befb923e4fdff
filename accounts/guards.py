"""Guards: what an actor may do with an organisation. They only look at the actor, and raise NotAllowed."""

from uuid import UUID

from common.actor import Actor, ActorKind, Role
from common.errors import NotAllowed, NotFound


def assert_person(by: Actor) -> UUID:
    """The acting person's ID. Raises NotAllowed for machines, the system and visitors."""
    if by.kind is not ActorKind.PERSON or by.id is None:
        raise NotAllowed
    return by.id


def assert_role(by: Actor, role: Role, organisation_id: UUID) -> None:
    """Raises NotFound if the actor does not belong there, NotAllowed if the role is too low."""
    if not by.belongs_to(organisation_id) and not by.is_staff:
        raise NotFound
    if not by.holds(role, organisation_id):
        raise NotAllowed


def assert_owner_person(by: Actor, organisation_id: UUID) -> UUID:
    """The ID of the acting owner. Raises NotAllowed for applications, which may not manage people or keys."""
    assert_role(by, Role.OWNER, organisation_id)
    return assert_person(by)


def assert_admin(by: Actor) -> UUID:
    """The ID of the admin. Raises NotAllowed."""
    if not by.is_admin:
        raise NotAllowed
    return assert_person(by)


def assert_admin_over(by: Actor, organisation_id: UUID) -> UUID:
    """The ID of the admin. Also raises NotAllowed if the admin belongs to the organisation."""
    if by.belongs_to(organisation_id):
        raise NotAllowed
    return assert_admin(by)
