"""The base class of lifecycles: a table of transitions, and how the engine handles what they change."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Generic
from uuid import UUID

from django.db.models import TextChoices

from common.actor import Actor
from common.errors import NotPossible, SlipwayError, Stale
from listings.lifecycles.change import S, StateChange
from listings.lifecycles.types import Transition
from listings.models import Listing

Parameters = Mapping[str, object]


class Lifecycle(ABC, Generic[S]):
    """name is the first word of the verbs in the audit log."""

    name: ClassVar[str]
    states: ClassVar[type[TextChoices]]
    rows: ClassVar[tuple[Transition, ...]]

    @abstractmethod
    def lock(self, key: UUID, *, by: Actor, now: datetime) -> S:
        """The subject, locked after its listing. Raises NotFound, also if the actor may not see it."""

    @abstractmethod
    def listing(self, subject: S) -> Listing:
        """The listing that the subject belongs to."""

    @abstractmethod
    def state(self, subject: S) -> str:
        """Its current state."""

    @abstractmethod
    def begin(self, row: Transition, subject: S, *, by: Actor, now: datetime, parameters: Parameters) -> StateChange[S]:
        """The change, with the new state set on the subject in memory.

        The subject is saved after the effects: some of them must run first (supersede the live revision) or complete
        it (set the release time), and database constraints apply to every statement.
        """

    @abstractmethod
    def save(self, change: StateChange[S]) -> None:
        """Write the subject after the effects."""

    @abstractmethod
    def objects(self, change: StateChange[S]) -> Mapping[str, UUID]:
        """The objects of the audit event."""

    @abstractmethod
    def notify(self, change: StateChange[S]) -> None:
        """Post the notices and webhook events of the change."""

    def assert_seen(self, subject: S, seen: object) -> None:
        """Raise Stale if the actor saw an earlier version; None if the caller verifies that in another way."""
        if seen is not None and seen != self.state(subject):
            raise Stale

    def refusal(self, subject: S, verb: str) -> SlipwayError:  # noqa: ARG002 subclasses name it
        """The error if the verb does not exist in the current state."""
        return NotPossible(reasons=str(self.states(self.state(subject)).label), codes=["state"])
