"""Rows that the lifecycles of all kinds of requests share: messages, withdrawing, closing, and the end of a grant."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from msgspec import Struct

from common.navigation import PARTNERS, Audience
from listings.lifecycle.buttons import Button, ButtonInput, InputKind
from listings.lifecycle.change import StateChange
from listings.lifecycle.recipients import editors
from listings.lifecycle.requests import CLOSE_REQUEST, EXPIRE, MESSAGE, REMIND, WITHDRAW
from listings.lifecycle.types import Recipients, Transition, TransitionNotice, TransitionTarget, Who
from notices.events import EventType
from notices.kind_registry import Purpose

MESSAGE_TITLE = pgettext_lazy("noun", "Message")
# The end of what is granted. Its transition needs the effect "set-end-date", and `shared_rows` an `Expiry`.
UNTIL = ButtonInput(
    name="until",
    label=_("End date"),
    help=_("Leave this empty if there is no end date."),
    kind=InputKind.DAY,
    is_required=False,
    earliest_in_days=0,
)


class MessageForm(Struct, frozen=True, kw_only=True):
    """What the form of a message asks for besides the text, and the effects that store it.

    asking are those who read the messages of staff, and audience the people who may be among them.
    """

    asking: Recipients = editors
    audience: frozenset[Audience] = PARTNERS
    inputs: tuple[ButtonInput, ...] = ()
    effects: tuple[str, ...] = ()

    @property
    def button(self) -> Button:
        text = ButtonInput(name="message", label=MESSAGE_TITLE)
        return Button(done=_("Your message was sent."), inputs=(text, *self.inputs))


_PLAIN_MESSAGE = MessageForm()
# The people who see in their settings the notices to those who decide.
_AUDIENCES = {Who.LEAD: Audience.LEAD, Who.ADMIN: Audience.ADMIN, Who.ECOSYSTEMS: Audience.REVIEWER}


class Expiry(Struct, frozen=True, kw_only=True):
    """The expiry of what a kind of request grants: the states before and after it, and its webhook event."""

    granted: TextChoices
    expired: TextChoices
    event: EventType


def shared_rows(
    kind: str,
    *,
    open_states: tuple[TextChoices, ...],
    withdrawn: TextChoices,
    partner: Who,
    staff: Mapping[Who, Recipients],
    event: EventType | None,
    expiry: Expiry | None = None,
    message: MessageForm = _PLAIN_MESSAGE,
) -> tuple[Transition, ...]:
    """The rows of messages, withdrawing, closing and expiry. kind is the lifecycle's name, staff those who decide."""

    def decision_makers(change: StateChange[Any]) -> list[UUID]:
        return [person for group in staff.values() for person in group(change)]

    def other_side(change: StateChange[Any]) -> list[UUID]:
        return decision_makers(change) if _is_asking(change) else message.asking(change)

    deciding = frozenset(_AUDIENCES[who] for who in staff)
    return (
        _message_row(
            kind,
            form=message,
            sources=open_states,
            who=(Who.PARTNER, *staff),
            to=other_side,
            audience=deciding | message.audience,
        ),
        _withdraw_row(
            kind,
            target=withdrawn,
            event=event,
            sources=open_states,
            who=(partner,),
            to=decision_makers,
            audience=deciding,
        ),
        _close_row(target=withdrawn, event=event, sources=open_states),
        *(_end_rows(kind, expiry=expiry, to=decision_makers, audience=deciding | PARTNERS) if expiry else ()),
    )


def _is_asking(change: StateChange[Any]) -> bool:
    """Whether the actor is on the side that sent the request, which may also be one of our staff."""
    return change.by.belongs_to(change.organisation_id) or change.by.id == change.subject.requested_by


def _message_row(
    kind: str,
    *,
    form: MessageForm,
    sources: tuple[TextChoices, ...],
    who: tuple[Who, ...],
    to: Recipients,
    audience: frozenset[Audience],
) -> Transition:
    return Transition(
        verb=MESSAGE,
        label=_("Send message"),
        sources=sources,
        target=TransitionTarget.SAME,
        who=who,
        effects=form.effects,
        button=form.button,
        notice=TransitionNotice(
            kind=f"{kind}.message",
            to=(to,),
            label=_("A request receives a message"),
            subject=_("New message about a request of {organisation}"),
            body=_("{actor} wrote:\n\n{message}"),
            audience=audience,
        ),
        event=None,
    )


def _withdraw_row(
    kind: str,
    *,
    target: TextChoices,
    event: EventType | None,
    sources: tuple[TextChoices, ...],
    who: tuple[Who, ...],
    to: Recipients,
    audience: frozenset[Audience],
) -> Transition:
    return Transition(
        verb=WITHDRAW,
        label=_("Withdraw request"),
        sources=sources,
        target=target,
        who=who,
        button=Button(help=_("You can send a new request later."), done=_("The request was withdrawn."), kind="danger"),
        notice=TransitionNotice(
            kind=f"{kind}.withdrawn",
            to=(to,),
            label=_("A partner withdraws a request"),
            subject=_("{organisation} withdrew a request"),
            body=_("{actor} withdrew the request. You don't need to do anything."),
            audience=audience,
        ),
        event=event,
    )


def _close_row(*, target: TextChoices, event: EventType | None, sources: tuple[TextChoices, ...]) -> Transition:
    """The row that closes a request whose listing or organisation is deleted. Nobody can answer it any more."""
    return Transition(
        verb=CLOSE_REQUEST,
        label=_("Request closed with its listing or organisation"),
        sources=sources,
        target=target,
        who=(Who.SYSTEM,),
        notice=None,
        event=event,
    )


def _end_rows(
    kind: str, *, expiry: Expiry, to: Recipients, audience: frozenset[Audience]
) -> tuple[Transition, Transition]:
    """The rows of the reminder before the end of what is granted, and of its end."""
    remind = Transition(
        verb=REMIND,
        label=_("Partner reminded of the end date"),
        sources=(expiry.granted,),
        target=TransitionTarget.SAME,
        who=(Who.SYSTEM,),
        asks=("date-near",),
        notice=TransitionNotice(
            kind=f"{kind}.ends-soon",
            purpose=Purpose.ACT,
            to=(editors,),
            label=_("A granted request ends soon"),
            subject=_("A request of {organisation} ends soon"),
            body=_("What was granted for {listing} ends on {until}. If you still need it then, send a new request."),
            audience=PARTNERS,
        ),
        event=None,
    )
    expire = Transition(
        verb=EXPIRE,
        label=expiry.expired.label,
        sources=(expiry.granted,),
        target=expiry.expired,
        who=(Who.SYSTEM,),
        asks=("date-over",),
        notice=TransitionNotice(
            kind=f"{kind}.expired",
            to=(editors, to),
            label=_("A granted request expires"),
            subject=_("A request of {organisation} has expired"),
            body=_("What was granted for {listing} has reached its end date. An editor can send a new request."),
            audience=audience,
        ),
        event=expiry.event,
    )
    return (remind, expire)
