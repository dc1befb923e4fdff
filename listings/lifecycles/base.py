"""The base class of lifecycles: a table of transitions, and how the engine handles what they change."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Generic
from uuid import UUID

from django.db.models import TextChoices

from common.actor import Actor
from common.errors import NotPossible, SlipwayError
from listings.lifecycles.change import S, StateChange
from listings.lifecycles.types import LazyText, Transition, TransitionTarget
from listings.models import Listing
from notices.events import EventSubject

Parameters = Mapping[str, object]


class Lifecycle(ABC, Generic[S]):
    """name is the first word of the verbs in the audit log. group is the heading above its kinds of notice.

    field is the field of the subject that has its state. special_targets are those that its rows may have instead of a
    state: `begin` and `save` must carry them out. other_changes are the changes of state (from, to, cause) that
    other rows cause; only the documentation reads them, and the title.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    other_changes: ClassVar[tuple[tuple[TextChoices, TextChoices, str], ...]] = ()
    field: ClassVar[str] = "state"
    group: ClassVar[LazyText]
    states: ClassVar[type[TextChoices]]
    special_targets: ClassVar[frozenset[TransitionTarget]] = frozenset({TransitionTarget.SAME})
    rows: ClassVar[tuple[Transition, ...]]

    @abstractmethod
    def lock(self, key: UUID, *, by: Actor, now: datetime) -> S:
        """The subject, locked after its listing. Raises NotFound, also if the actor may not see it."""

    @abstractmethod
    def listing(self, subject: S) -> Listing:
        """The listing that the subject belongs to."""

    def parties(self, subject: S) -> tuple[UUID, UUID | None]:
        """The organisation that the subject belongs to, and the one that receives it."""
        return self.listing(subject).organisation_id, None

    def state(self, subject: S) -> str:
        """Its current state."""
        return getattr(subject, self.field)

    def begin(self, row: Transition, subject: S, *, by: Actor, now: datetime, parameters: Parameters) -> StateChange[S]:
        """The change, with the new state set on the subject in memory.

        The subject is saved after the effects: some of them must run first (supersede the live revision) or complete
        it (set the release time), and database constraints apply to every statement.
        """
        before, listing = self.state(subject), self.listing(subject)
        if isinstance(row.target, TextChoices):
            setattr(subject, self.field, row.target)
        return StateChange(
            transition=row, subject=subject, listing=listing, before=before, by=by, now=now, parameters=parameters
        )

    @abstractmethod
    def save(self, change: StateChange[S]) -> None:
        """Write the subject after the effects."""

    @abstractmethod
    def objects(self, change: StateChange[S]) -> Mapping[str, UUID]:
        """The objects of the audit event."""

    @abstractmethod
    def texts(self, change: StateChange[S]) -> Mapping[str, str | int]:
        """The values for the texts of notices, in addition to {listing} and {actor}."""

    @abstractmethod
    def event_subjects(self, change: StateChange[S]) -> Sequence[EventSubject]:
        """What the webhook event is about: one subject for each organisation that gets it."""

    def url(self, change: StateChange[S]) -> str:
        """The page that notices link to."""
        return change.listing.get_absolute_url()

    def key(self, change: StateChange[S], event_id: UUID) -> str:
        """The key of the notices: each person gets one of them. event_id is the ID of the audit event."""
        return f"{self.audit_verb(change.transition)}:{event_id}"

    def audit_verb(self, row: Transition) -> str:
        return row.recorded_as or f"{self.name}.{row.slug}"

    def version(self, subject: S) -> object:
        """What a page or client must have seen: if it has changed since, the engine raises Stale."""
        return self.state(subject)

    def refusal(self, subject: S, verb: str) -> SlipwayError:
        """The error if the verb does not exist in the current state."""
        state = self.states(self.state(subject))
        return NotPossible(reasons=str(state.label), codes=[self.field], state=state.value, verb=verb)
