"""The buttons of transitions: `buttons_for` prepares those of a page, and `press` carries one out."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Generic
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from msgspec import Struct

from common.actor import Actor
from common.errors import NotFound, NotPossible
from common.reason_form import day_field, text_area
from common.requests import ActorRequest, parse_number, parse_uuid
from listings.actions import change_revision
from listings.lifecycle.base import Lifecycle
from listings.lifecycle.change import S
from listings.lifecycle.engine import TransitionOffer, assert_may, offers
from listings.lifecycle.revisions import REVISION
from listings.lifecycle.types import Button, ButtonInput, InputKind, Transition
from listings.models import Revision

# {verb: the form that was refused}, to show it again.
BoundForms = Mapping[str, forms.Form]
# Renders the page again, with the forms that were refused.
Render = Callable[[BoundForms], HttpResponse]
UNPROCESSABLE = 422


class TransitionForm(forms.Form):
    """The form of a button, with the fields of its row."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, row: Transition, **kwargs: Any) -> None:
        super().__init__(data, auto_id=f"{row.slug}-%s", **kwargs)
        for each in row.button.inputs if row.button else ():
            self.fields[each.name] = _field(each)


def _field(each: ButtonInput) -> forms.Field:
    label, help_text = str(each.label), str(each.help)
    if each.kind is InputKind.CONFIRMATION:
        return forms.BooleanField(label=label, help_text=help_text, required=each.is_required)
    if each.kind is InputKind.DAY:
        return day_field(label, help_text, required=each.is_required)
    return text_area(label, help_text, required=each.is_required, max_length=each.max_length)


class ShownButton(Struct, frozen=True, kw_only=True):
    """A button with its form. seen is the version of the subject that the page shows."""

    offer: TransitionOffer
    button: Button
    form: forms.Form
    url: str
    seen: object

    @property
    def slug(self) -> str:
        return self.offer.row.slug

    @property
    def is_foldable(self) -> bool:
        """Whether the form can be folded away until somebody needs it: it asks for something, or warns."""
        return bool(self.form.fields or self.button.help or self.button.kind == "danger")


class Press(Struct, Generic[S], frozen=True, kw_only=True):
    """A button that somebody pressed. parameters are the values of its form, seen is the version that they saw."""

    transition: Transition
    subject: S
    seen: Any
    parameters: Mapping[str, object]
    by: Actor
    now: datetime


class ButtonPage(ABC, Generic[S]):
    """A page with the buttons of a lifecycle. error_fields are {code of a reason: the field of the form to blame}."""

    lifecycle: ClassVar[Lifecycle[Any]]
    error_fields: ClassVar[Mapping[str, str]] = {}

    @abstractmethod
    def url(self, subject: S, row: Transition) -> str:
        """The address to which the form of the button is sent."""

    @abstractmethod
    def carry_out(self, press: Press[S]) -> str:
        """Apply the transition, and return the URL of the next page. Raises the errors of the action."""

    def form(self, row: Transition, _subject: S, data: Mapping[str, Any] | None = None) -> forms.Form:
        """The form of a row, empty or with posted data."""
        return TransitionForm(data, row=row)


class RevisionButtons(ButtonPage[Revision]):
    """The buttons of a revision, which lead back to their page."""

    lifecycle = REVISION

    @abstractmethod
    def home(self, subject: Revision) -> str:
        """The URL of the page."""

    def carry_out(self, press: Press[Revision]) -> str:
        change_revision(
            revision_id=press.subject.pk,
            verb=press.transition.verb,
            parameters=press.parameters,
            seen=press.seen,
            by=press.by,
            now=press.now,
        )
        return self.home(press.subject)


def buttons_for(
    page: ButtonPage[S], subject: S, actor: Actor, *, bound_forms: BoundForms | None = None
) -> list[ShownButton]:
    """The buttons of all transitions that the actor may make now, with the reason against those that are closed."""
    bound = bound_forms or {}
    return [
        ShownButton(
            offer=offer,
            button=button,
            form=bound.get(offer.verb) or page.form(offer.row, subject),
            url=page.url(subject, offer.row),
            seen=page.lifecycle.version(subject),
        )
        for offer in offers(page.lifecycle, [subject], actor)[subject.pk]
        if (button := offer.row.button) and not (offer.closed and button.is_hidden_if_closed)
    ]


def press(request: ActorRequest, page: ButtonPage[S], subject: S, *, slug: str, render: Render) -> HttpResponse:
    """Carry out the button with this slug, after the password was confirmed if the button requires that.

    Raises NotFound for unknown buttons, and the errors of the action.
    """
    row = next((row for row in page.lifecycle.rows if row.slug == slug and row.button), None)
    if row is None or row.button is None:
        raise NotFound
    assert_may(
        page.lifecycle, subject, row.verb, by=request.actor
    )  # before the method: it would tell that a page exists
    carry_out = reauthentication_required(_carry_out) if row.button.needs_password else _carry_out
    response: HttpResponse = require_POST(carry_out)(request, page=page, subject=subject, row=row, render=render)
    return response


def _carry_out(
    request: ActorRequest, *, page: ButtonPage[S], subject: S, row: Transition, render: Render
) -> HttpResponse:
    form = page.form(row, subject, request.POST)
    if not form.is_valid():
        return _refused(render, {row.verb: form})
    pressed = Press(
        transition=row,
        subject=subject,
        seen=_seen(request, page.lifecycle.version(subject)),
        parameters=form.cleaned_data,
        by=request.actor,
        now=timezone.now(),
    )
    try:
        address = page.carry_out(pressed)
    except NotPossible as refused:
        if not _blames_a_field(form, refused, page.error_fields):
            raise
        return _refused(render, {row.verb: form})
    if row.button and row.button.done:
        messages.success(request, str(row.button.done))
    return redirect(address)


def _refused(render: Render, bound_forms: BoundForms) -> HttpResponse:
    response = render(bound_forms)
    response.status_code = UNPROCESSABLE
    return response


def _blames_a_field(form: forms.Form, refused: NotPossible, fields: Mapping[str, str]) -> bool:
    """Show the reasons at the field of their code. Returns False if they don't all belong to one field."""
    codes = refused.context["codes"]
    blamed = {fields.get(code) for code in codes} if isinstance(codes, list) else {None}
    if len(blamed) != 1 or None in blamed:
        return False
    form.add_error(blamed.pop(), str(refused.context["reasons"]))
    return True


def _seen(request: ActorRequest, version: object) -> int | UUID | str | None:
    """The version in the form, with the type of the current version; None if the form doesn't send it."""
    text = request.POST.get("seen", "")
    if isinstance(version, int):
        return parse_number(text)
    return parse_uuid(text) if isinstance(version, UUID) else text or None
