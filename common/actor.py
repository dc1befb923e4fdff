"""The actor of a request or job: a person, an application or the system."""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from uuid import UUID

from msgspec import Struct, field

from common.errors import NotAllowed


class ActorKind(StrEnum):
    PERSON = "person"
    APPLICATION = "application"
    SYSTEM = "system"


class Role(IntEnum):
    """Role in a partner organisation; a higher one includes the lower ones."""

    VIEWER = 1
    EDITOR = 2
    OWNER = 3


class TeamRole(IntEnum):
    """Role in a staff team; a lead can do what a reviewer can."""

    REVIEWER = 1
    LEAD = 2


class Actor(Struct, frozen=True, kw_only=True):
    """The person, application or system that acts, with its rights.

    Actions get it as `by`, so that they do not depend on a request. organisations maps an organisation's ID to the role
    held there; teams maps a team's key (`engineering`, ...) to the role held there. only_listing is the one listing
    that a workflow signed in for; None means all listings that the rights allow. is_second_factor_required is True for
    a member of an organisation that requires two-factor authentication. is_reduced is True in a session that gives only
    some of the person's rights.
    """

    kind: ActorKind
    id: UUID | None = None
    organisations: Mapping[UUID, Role] = field(default_factory=dict)
    teams: Mapping[str, TeamRole] = field(default_factory=dict)
    is_admin: bool = False
    only_listing: UUID | None = None
    is_second_factor_required: bool = False
    is_reduced: bool = False

    @property
    def is_system(self) -> bool:
        return self.kind is ActorKind.SYSTEM

    @property
    def known_id(self) -> UUID:
        """The ID of a person or an application. Raises ValueError for actors without an ID (system, anonymous)."""
        if self.id is None:
            raise ValueError(self.kind)
        return self.id

    @property
    def is_anonymous(self) -> bool:
        return self.id is None and not self.is_system

    @property
    def is_staff(self) -> bool:
        return self.is_admin or bool(self.teams)

    @property
    def is_lead(self) -> bool:
        return TeamRole.LEAD in self.teams.values()

    @property
    def teams_led(self) -> list[str]:
        """The keys of the teams that the actor leads."""
        return [team for team in self.teams if self.leads(team)]

    def holds(self, role: Role, organisation_id: UUID) -> bool:
        """Whether the actor has at least this role in the organisation."""
        return self.organisations.get(organisation_id, 0) >= role

    def belongs_to(self, organisation_id: UUID) -> bool:
        return organisation_id in self.organisations

    def reviews_for(self, team: str) -> bool:
        return team in self.teams

    def leads(self, team: str) -> bool:
        return self.teams.get(team) is TeamRole.LEAD


SYSTEM = Actor(kind=ActorKind.SYSTEM)
ANONYMOUS = Actor(kind=ActorKind.PERSON)


def assert_operator(by: Actor) -> None:
    """Raise NotAllowed unless an admin or a command is acting."""
    if not by.is_admin and not by.is_system:
        raise NotAllowed
