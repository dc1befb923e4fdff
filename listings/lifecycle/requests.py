"""The base classes of the lifecycles of requests. `request_rows` has the rows that every kind has."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.db.models import QuerySet, TextChoices

from accounts.locks import locked_organisation
from accounts.models import Organisation, OrganisationRequest, Request
from common.actor import Actor
from common.constraints import raises_if_violated
from common.errors import SlipwayError
from common.lazy_text import LazyText
from common.lookups import first_or_not_found
from listings.lifecycle.base import Lifecycle
from listings.lifecycle.change import StateChange
from listings.lifecycle.event_data import RequestEventData
from listings.lifecycle.events import subject_without_revision
from listings.lifecycle.revision_locks import lock_listing
from listings.lifecycle.types import Transition, TransitionTarget
from listings.models import Listing, ListingRequest
from notices.events import EventData, EventSubject

R = TypeVar("R", bound=Request)
OR = TypeVar("OR", bound=OrganisationRequest)
LR = TypeVar("LR", bound=ListingRequest)
REQUEST, MESSAGE, WITHDRAW, REMIND, EXPIRE = "request", "message", "withdraw", "remind", "expire"
CLOSE_REQUEST = "close"
_TEXTS = ("answer", "reason", "message")
_NO_ORGANISATION = UUID(int=0)  # staff may decide on requests of others, so on this one's too


class RequestLifecycle(Lifecycle[R]):
    """The lifecycle of one kind of request. `request_rows.shared_rows` has the rows that every kind has.

    kind is the name of one such request, text_field the field with the partner's text. sent_title is the title of the
    first entry in the request's history; if it is "", the state's label is shown. about_field is the field
    with the name of what an organisation requests; requests without one are listed by their listing or organisation.
    """

    kind: ClassVar[LazyText]
    text_field: ClassVar[str]
    sent_title: ClassVar[LazyText] = ""
    about_field: ClassVar[str] = ""

    @abstractmethod
    def visible(self, by: Actor) -> QuerySet[R]:
        """The requests that the actor may see, with their owners."""

    @abstractmethod
    def lock_owner(self, subject: R, *, by: Actor) -> Listing | Organisation:
        """Lock the owner of the request."""

    @abstractmethod
    def constraints(self, subject: R) -> Iterable[tuple[str, str, SlipwayError]]:
        """The arguments of `raises_if_violated` for each constraint that saving the request may violate."""

    @property
    def organisation_lookup(self) -> str:
        """The lookup that leads from a request to its organisation."""
        return "organisation"

    @property
    def open_states(self) -> tuple[TextChoices, ...]:
        """The states in which a decision is pending: those in which the partner can withdraw the request."""
        return next(row.sources for row in self.rows if row.verb == WITHDRAW)

    def may_decide(self, actor: Actor) -> bool:
        """Whether the actor may decide on requests of organisations of others."""
        rows = (row for row in self.rows if row.verb != MESSAGE and not row.creates_subject)
        return not actor.is_system and any(row.allows(actor, _NO_ORGANISATION) for row in rows)

    def decided_by(self, actor: Actor) -> QuerySet[R]:
        """The requests, open or closed, on which the actor may decide. Not those of the actor's own organisations."""
        visible = self.visible(actor)
        others = visible.exclude(**{f"{self.organisation_lookup}__in": list(actor.organisations)})
        return others if self.may_decide(actor) else visible.none()

    def waiting_for(self, actor: Actor) -> QuerySet[R]:
        """The open requests on which the actor may decide."""
        return self.decided_by(actor).filter(state__in=self.open_states)

    def lock(self, key: UUID, *, by: Actor, **_: object) -> R:
        self.lock_owner(first_or_not_found(self.visible(by).filter(pk=key)), by=by)
        return self.visible(by).select_for_update(of=("self",)).get(pk=key)

    def save(self, change: StateChange[R]) -> None:
        request, row, text = change.subject, change.transition, request_text(change)
        if not row.creates_subject:
            request.add_to_history(row.verb, by=change.by.id, now=change.now, text=text)
            if self._reopens(row):
                request.decided_by, request.decided_at, request.answer = None, None, ""
            elif row.target is not TransitionTarget.SAME:
                request.decided_by, request.decided_at = change.by.id, change.now
                request.answer = text or change.text("note")
        with ExitStack() as stack:
            for constraint in self.constraints(request):
                stack.enter_context(raises_if_violated(*constraint))
            request.save()

    def _reopens(self, row: Transition) -> bool:
        """Whether a decision that was made is pending again."""
        return row.target in self.open_states and not {*row.sources} & {*self.open_states}

    def texts(self, change: StateChange[R]) -> Mapping[str, str | int]:
        return {**super().texts(change), **dict.fromkeys(_TEXTS, request_text(change))}

    def url(self, change: StateChange[R]) -> str:
        return change.subject.get_absolute_url()


class OrganisationRequestLifecycle(RequestLifecycle[OR]):
    """The lifecycle of a kind of request that belongs to an organisation."""

    def names(self, subject: OR) -> Mapping[str, str]:
        return {"organisation": subject.organisation.name}

    def objects(self, change: StateChange[OR]) -> Mapping[str, UUID | str]:
        return {"organisation": change.organisation_id, "request": change.subject.pk}

    def lock_owner(self, subject: OR, *, by: Actor) -> Organisation:  # noqa: ARG002 other kinds need it
        return locked_organisation(subject.organisation_id)


class ListingRequestLifecycle(RequestLifecycle[LR]):
    """The lifecycle of a kind of request that belongs to a listing, which listing_lookup finds."""

    listing_lookup: ClassVar[str] = "listing"
    event_data: ClassVar[type[EventData]] = RequestEventData

    def names(self, subject: LR) -> Mapping[str, str]:
        return {**super().names(subject), "organisation": subject.listing.organisation.name}

    def objects(self, change: StateChange[LR]) -> Mapping[str, UUID | str]:
        return {"listing": change.listing.pk, "request": change.subject.pk}

    @property
    def organisation_lookup(self) -> str:
        return f"{self.listing_lookup}__organisation"

    def decided_by(self, actor: Actor) -> QuerySet[LR]:
        return super().decided_by(actor).filter(**{f"{self.listing_lookup}__deleted_at": None})

    def lock_owner(self, subject: LR, *, by: Actor) -> Listing:
        return lock_listing(subject.listing.pk, by=by)

    def event_subjects(self, change: StateChange[LR]) -> Sequence[EventSubject]:
        ids = {"listing": change.listing.pk, "request": change.subject.pk}
        return [subject_without_revision(change.organisation_id, page=self.url(change), kind=self.event_data, **ids)]


def request_text(change: StateChange[Any]) -> str:
    """What the actor wrote to the other side."""
    return next(filter(None, map(change.text, _TEXTS)), "")
