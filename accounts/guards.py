"""Guards that decide from an actor's rights what the actor may do with an organisation. They raise NotAllowed."""

from uuid import UUID

from django.conf import settings

from accounts.errors import StaffRolesManaged
from common.actor import Actor, ActorKind, Role
from common.errors import NotAllowed, NotFound
from common.platform_policies import PLATFORM_NAME


def assert_person(by: Actor) -> UUID:
    """The ID of the acting person. Raises NotAllowed for applications, the system and visitors."""
    if by.kind is not ActorKind.PERSON or by.id is None:
        raise NotAllowed
    return by.id


def assert_role(by: Actor, role: Role, organisation_id: UUID) -> None:
    """Raises NotFound if the actor is neither a member nor staff, and NotAllowed if the role is too low."""
    if not by.belongs_to(organisation_id) and not by.is_staff:
        raise NotFound
    if not by.holds(role, organisation_id):
        raise NotAllowed


def assert_owner_person(by: Actor, organisation_id: UUID) -> UUID:
    """The ID of the acting owner. Raises NotFound, and NotAllowed for applications and people who are not owners."""
    assert_role(by, Role.OWNER, organisation_id)
    return assert_person(by)


def assert_admin(by: Actor) -> UUID:
    """The ID of the acting admin. Raises NotAllowed for everybody else."""
    if not by.is_admin:
        raise NotAllowed
    return assert_person(by)


def assert_staff_roles_editable() -> None:
    """Raises StaffRolesManaged if the roles of staff come from an identity provider."""
    if settings.STAFF_ISSUER:
        raise StaffRolesManaged(platform=PLATFORM_NAME.value)


def assert_admin_over(by: Actor, organisation_id: UUID) -> UUID:
    """The ID of the acting admin. Raises NotAllowed for everybody else, and for members of the organisation."""
    if by.belongs_to(organisation_id):
        raise NotAllowed
    return assert_admin(by)
