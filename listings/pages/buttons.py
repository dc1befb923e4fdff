"""The pages with buttons of transitions, and `press`, which carries a button out."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Generic
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from msgspec import Struct

from common.actor import Actor
from common.errors import NotFound, SlipwayError
from common.lazy_text import LazyText
from common.requests import ActorRequest, next_url, parse_number, parse_uuid
from listings.actions import change_state
from listings.lifecycle.base import Lifecycle
from listings.lifecycle.buttons import ButtonPlace
from listings.lifecycle.change import S
from listings.lifecycle.engine import assert_may
from listings.lifecycle.types import Transition
from listings.pages.button_forms import TransitionForm
from listings.pages.kept_forms import forget_form, is_continued, keep_form, kept_form, name_action
from listings.pages.next_steps import StepAfterDecision, with_next_step

# {verb: the form that was refused}, to show it again.
BoundForms = Mapping[str, TransitionForm]
# Renders the page again, with the forms that were refused.
Render = Callable[[BoundForms], HttpResponse]


class Press(Struct, Generic[S], frozen=True, kw_only=True):
    """A button that somebody pressed. parameters are the values of its form, seen is the version that they saw."""

    transition: Transition
    subject: S
    seen: Any
    parameters: Mapping[str, object]
    by: Actor
    now: datetime


class ButtonPage(Generic[S]):
    """A page with the buttons of a lifecycle. place is which of the pages of the subject it is.

    url_name is the name of its URL, to which those of the buttons add their slugs. placed are the verbs whose buttons
    the template places; all others are drawn as cards, or one after the other.
    """

    lifecycle: ClassVar[Lifecycle[Any]]
    place: ClassVar[ButtonPlace] = ButtonPlace.MAIN
    url_name: ClassVar[str] = ""
    placed: ClassVar[frozenset[str]] = frozenset()

    def url(self, subject: S, row: Transition) -> str:
        """The address to which the form of the button is sent."""
        return reverse(f"{self.url_name}-{row.slug}", args=[subject.pk])

    def page_url(self, subject: S) -> str:
        """The address of the page with the buttons of the subject, to which people return if they cancel."""
        return reverse(self.url_name, args=[subject.pk])

    def next_url(self, subject: S, _row: Transition) -> str:
        """The address of the page to show after the transition; subject is in its new state."""
        return self.page_url(subject)

    def carry_out(self, press: Press[S]) -> S:
        """Apply the transition, and return the subject in its new state. Raises the errors of the action."""
        return change_state(
            self.lifecycle,
            press.subject.pk,
            press.transition.verb,
            parameters=press.parameters,
            seen=press.seen,
            by=press.by,
            now=press.now,
        )

    def done_text(self, subject: S, row: Transition) -> str:
        """The message after the transition; "" for none. subject is in its new state."""
        done = row.button.done if row.button else ""
        return str(done).format(**self.lifecycle.names(subject))

    def step_after(self, _request: ActorRequest, _subject: S, _row: Transition) -> StepAfterDecision | None:
        """The link in this message, to what the reader can do next; subject is in its new state."""
        return None

    @classmethod
    def shows(cls, row: Transition) -> bool:
        return row.button is not None and cls.place in row.button.places

    @staticmethod
    def entry_label(row: Transition) -> LazyText:
        """The label of the button in the command palette."""
        return row.label

    @classmethod
    def button_paths(cls, route: str, view: Callable[..., HttpResponse]) -> list[URLPattern]:
        """The addresses of the buttons below the route of a subject. The view gets the slug as verb."""
        slugs = dict.fromkeys(row.slug for row in cls.lifecycle.rows if cls.shows(row) and not row.creates_subject)
        name = cls.url_name.partition(":")[2]
        return [path(f"{route}{slug}/", view, {"verb": slug}, name=f"{name}-{slug}") for slug in slugs]


def press(request: ActorRequest, page: ButtonPage[S], subject: S, *, slug: str, render: Render) -> HttpResponse:
    """Carry out the button with this slug, after the password was confirmed if the button requires that.

    A form that is refused after that is shown when the browser gets the address of the button. Raises NotFound for
    unknown buttons, and the errors of the action.
    """
    row = next((row for row in page.lifecycle.rows if row.slug == slug and page.shows(row)), None)
    if row is None or row.button is None:
        raise NotFound
    assert_may(
        page.lifecycle, subject, row.verb, by=request.actor
    )  # before the method: it would tell that a page exists
    if form := kept_form(request, row, subject):
        return _refused(request, render, form)
    response: HttpResponse = require_POST(_check)(request, page=page, subject=subject, row=row, render=render)
    return response


def _check(request: ActorRequest, *, page: ButtonPage[S], subject: S, row: Transition, render: Render) -> HttpResponse:
    """Check the form before the password, which people would otherwise enter for a form that is refused."""
    form = TransitionForm(request.POST, files=request.FILES, row=row, subject=subject, actor=request.actor)
    if not form.is_valid():
        return _refused(request, render, form)
    needs_password = row.button is not None and row.button.needs_password
    if needs_password:
        name_action(request, row, back=page.page_url(subject))
    carry_out = reauthentication_required(_carry_out) if needs_password else _carry_out
    response: HttpResponse = carry_out(request, page=page, form=form, render=render)
    return response


def _carry_out(request: ActorRequest, *, page: ButtonPage[S], form: TransitionForm, render: Render) -> HttpResponse:
    row, subject = form.row, form.subject
    pressed = Press(
        transition=row,
        subject=subject,
        seen=_seen(request, page.lifecycle.version(subject)),
        parameters=form.cleaned_data,
        by=request.actor,
        now=timezone.now(),
    )
    try:
        subject = page.carry_out(pressed)
    except SlipwayError as refused:
        if form.show_reasons(refused):
            return _refused(request, render, form)
        if form.keep(refused):
            return _refused(request, render, form, status=refused.status)
        raise
    forget_form(request)
    if text := page.done_text(subject, row):
        step = page.step_after(request, subject, row)
        messages.success(request, with_next_step(text, step) if step else text)
    return HttpResponseRedirect(next_url(request) or resolve_url(page.next_url(subject, row)))


def _refused(request: ActorRequest, render: Render, form: TransitionForm, *, status: int = 422) -> HttpResponse:
    if is_continued(request):
        return keep_form(request, form)
    response = render({form.row.verb: form})
    response.status_code = status
    return response


def _seen(request: ActorRequest, version: object) -> int | UUID | str | None:
    """The version in the form, with the type of the current version; None if the form doesn't send it."""
    text = request.POST.get("seen", "")
    if isinstance(version, int):
        return parse_number(text)
    return parse_uuid(text) if isinstance(version, UUID) else text or None
