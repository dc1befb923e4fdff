"""Who may read the audit log."""

from uuid import UUID

from common.actor import Actor, Role
from common.errors import NotAllowed


def assert_auditor(actor: Actor, organisation_id: UUID | None) -> None:
    """Raise NotAllowed unless the actor may read the events of the organisation or, without one, all events."""
    may_read = actor.holds(Role.OWNER, organisation_id) if organisation_id else actor.is_admin
    if not may_read:
        raise NotAllowed
