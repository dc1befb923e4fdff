"""The base class of lifecycles: a table of transitions, and methods that the engine calls."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Generic
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from common.actor import Actor
from common.errors import NotPossible, SlipwayError
from common.lazy_text import LazyText
from listings.lifecycle.change import Parameters, S, StateChange, columns_of, listing_of, organisation_id_of, times_of
from listings.lifecycle.event_data import ListingEventData
from listings.lifecycle.types import Transition, TransitionTarget
from notices.events import EventData, EventSubject


class Lifecycle(ABC, Generic[S]):
    """A table of transitions of one kind of subject.

    name is the first word of the verbs in the audit log. group is the heading above its kinds of notice. field is the
    field of the subject that contains its state. With keeps_history, transitions and their reasons are stored for pages
    (`PastTransition`). event_data is the class of the data of its events. special_targets are the targets that rows may
    have instead of a state; `begin` and `save` must implement them. other_changes are the changes of state (from, to,
    cause) that rows of other lifecycles cause. Only the documentation uses title.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    other_changes: ClassVar[tuple[tuple[TextChoices, TextChoices, str], ...]] = ()
    field: ClassVar[str] = "state"
    keeps_history: ClassVar[bool] = False
    group: ClassVar[LazyText]
    states: ClassVar[type[TextChoices]]
    event_data: ClassVar[type[EventData]] = ListingEventData
    special_targets: ClassVar[frozenset[TransitionTarget]] = frozenset({TransitionTarget.SAME})
    rows: ClassVar[tuple[Transition, ...]]

    @abstractmethod
    def lock(self, key: UUID, *, by: Actor, now: datetime) -> S:
        """Lock the listing, then the subject. Raises NotFound if the actor may not see it."""

    def parties(self, subject: S) -> tuple[UUID, UUID | None]:
        """IDs of the organisation that the subject belongs to, and of the organisation that receives it, if any."""
        return organisation_id_of(subject), None

    def state(self, subject: S) -> str:
        """The subject's current state."""
        return getattr(subject, self.field)

    def begin(self, row: Transition, subject: S, *, by: Actor, now: datetime, parameters: Parameters) -> StateChange[S]:
        """Create the change, and set the new state on the subject in memory.

        The subject is saved after the effects, because database constraints apply to every statement: some effects
        must run before (supersede the live revision), and some complete the subject (set the release time).
        """
        before, stored = self.state(subject), columns_of(subject)
        if isinstance(row.target, TextChoices):
            setattr(subject, self.field, row.target)
        return StateChange(
            transition=row, subject=subject, before=before, stored=stored, by=by, now=now, parameters=parameters
        )

    @abstractmethod
    def save(self, change: StateChange[S]) -> None:
        """Save the subject, after the effects."""

    @abstractmethod
    def objects(self, change: StateChange[S]) -> Mapping[str, UUID | str]:
        """The objects of the audit event: {noun: ID}."""

    def names(self, subject: S) -> Mapping[str, str]:
        """Names for the texts of buttons and notices."""
        return {"listing": listing_of(subject).name}

    def texts(self, change: StateChange[S]) -> Mapping[str, str | int]:
        """Values for the texts of notices, in addition to {actor} and the names.

        They are what the actor entered, and the days and times of the subject.
        """
        inputs = change.transition.button.inputs if change.transition.button else ()
        names = {"reason", "note", *(button_input.name for button_input in inputs)}
        return {**{name: change.entered(name) for name in names}, **times_of(change.subject)}

    @abstractmethod
    def event_subjects(self, change: StateChange[S]) -> Sequence[EventSubject]:
        """The subjects of the webhook event: one for each organisation that gets it."""

    def url(self, change: StateChange[S]) -> str:
        """The path of the page that notices link to."""
        return change.listing.get_absolute_url()

    def key(self, change: StateChange[S], event_id: UUID) -> str:
        """The key of the notices about the change: a person gets at most one. event_id is the audit event's ID."""
        return f"{self.audit_verb(change.transition)}:{event_id}"

    def audit_verb(self, row: Transition) -> str:
        return row.recorded_as or f"{self.name}.{row.slug}"

    def version(self, subject: S) -> object:
        """The version of the subject. If it differs from the one that the actor saw, the engine raises Stale."""
        return self.state(subject)

    def refusal(self, subject: S, verb: str) -> SlipwayError:
        """The error to raise if the verb is not possible in the current state."""
        state = self.state(subject)
        return NotPossible(reasons=self.state_sentence(subject), codes=[self.field], state=state, verb=verb)

    def state_sentence(self, subject: S) -> str:
        """The current state, as the reason why a verb is not possible."""
        return _("The current state is: {state}.").format(state=self.states(self.state(subject)).label)
