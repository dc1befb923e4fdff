"""What an admission needs to know about roles, whether they are those of an organisation or those of staff."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from accounts.company_sign_in.claims import Subject
from accounts.models import Person
from common.actor import Role


class RolesAhead(Struct, frozen=True, kw_only=True):
    """What the next sign-in through a provider does. will_have_role is whether the person can then use the portal.

    current and following are the role in the organisation before and after it, None without one and for staff.
    are_groups_missing: roles depend on groups, and the provider sent none.
    """

    will_have_role: bool
    current: Role | None = None
    following: Role | None = None
    are_groups_missing: bool = False


class RoleSource(Protocol):
    """A provider with the roles that it gives. organisation_id is None for staff.

    Its methods need the transaction in which it was created.
    """

    @property
    def organisation_id(self) -> UUID | None: ...

    @property
    def is_enabled(self) -> bool: ...

    @property
    def uses_groups(self) -> bool: ...

    def covers(self, address: str) -> bool:
        """Whether the provider may create an account with the address."""

    def has_role_for(self, subject: Subject) -> bool:
        """Whether a new person with these groups would get a role."""

    def roles_ahead(self, person: Person, subject: Subject) -> RolesAhead:
        """What `set_role` would do. It changes nothing."""

    def set_role(self, person: Person, subject: Subject, *, now: datetime) -> bool:
        """Give the person the roles of the groups, with an event for each change. False if no role remains."""

    def mark_tested(self, now: datetime) -> None:
        """Note that somebody has signed in with the current settings."""
