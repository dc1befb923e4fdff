"""The pages of requests: what was asked for, what happened since, and the buttons of the reader."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from msgspec import Struct

from accounts.access import signed_in
from accounts.models import Request
from accounts.queries import names_of
from common.actor import Actor
from common.errors import NotFound
from common.lazy_text import LazyText
from common.lookups import first_or_not_found
from common.requests import ActorRequest
from listings.actions.requests import change_request, send_request
from listings.lifecycle.engine import assert_may, creation_row, may
from listings.lifecycle.requests import EXPIRE, REQUEST, WITHDRAW, R, RequestLifecycle
from listings.lifecycle.types import Transition
from listings.models import Listing
from listings.pages.buttons import BoundForms, ButtonPage, Press, press
from listings.pages.kept_forms import is_pressed
from listings.pages.next_steps import StepAfterDecision, step_after_request
from listings.pages.request_history import end_of, entries_of, people_of
from listings.pages.shown_buttons import ShownButton, buttons_for


class NextStep(Struct, frozen=True, kw_only=True):
    """How the partner can send a closed request again. label and href are those of a link; "" without one."""

    text: LazyText
    label: LazyText = ""
    href: str = ""


class ShownRequest(Struct, frozen=True, kw_only=True):
    """A request on its page. text is what the partner wrote, entries are those of the `timeline` component."""

    row: Request
    text: str
    facts: Mapping[LazyText, object]
    entries: Sequence[Mapping[str, object]]
    buttons: Mapping[str, ShownButton]
    next_step: NextStep | None


class RequestPages(ButtonPage[R]):
    """The pages of one kind of request. They show the next step after the final verbs.

    shows_facts_of_new means that the form of a new request shows what it is about. Of requests with the same values of
    the fields in about, only one can be open; the form of another one leads to it.
    """

    lifecycle: ClassVar[RequestLifecycle[Any]]
    final_verbs: ClassVar[tuple[str, ...]] = ("decline", "end", EXPIRE, WITHDRAW)
    shows_facts_of_new: ClassVar[bool] = False
    about: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def facts(self, subject: R, reader: Actor) -> dict[LazyText, object]:
        """{label: value} of the other fields that the reader may see; those without a value are not shown."""

    @abstractmethod
    def head(self, subject: R, reader: Actor) -> dict[str, object]:
        """The parts of the page's head: about, for its title in the browser; title, breadcrumbs, intro, logo."""

    def new(self, _request: ActorRequest, *_: Any, **_key: Any) -> R:
        """A request about what the key in the address of its form finds, not sent yet."""
        raise NotFound

    def is_sendable(self, _new: R) -> bool:
        """Whether there still is what the new request is about."""
        return True

    def initial(self, _request: ActorRequest, _new: R) -> Mapping[str, object] | None:
        """The values with which the form of a new request begins."""
        return None

    def open_request(self, subject: R, reader: Actor) -> R | None:
        """The open request about the same as this one."""
        same = {name: getattr(subject, name) for name in self.about}
        rows = self.lifecycle.visible(reader).filter(state__in=self.lifecycle.open_states, **same)
        return rows.first() if same else None

    def breadcrumbs(self, listing: Listing) -> list[dict[str, LazyText]]:
        """The breadcrumbs of a page below the listing."""
        return [{"label": listing.name, "href": listing.get_absolute_url()}, {"label": self.lifecycle.kind}]

    def new_request_url(self, _subject: R) -> str:
        """The address of the form with which the closed request can be sent again; "" if it cannot."""
        return ""

    def next_step(self, subject: R) -> NextStep | None:
        """How the partner can send the closed request again; None if they cannot."""
        href, label = self.new_request_url(subject), gettext_lazy("Write a new request")
        text = gettext_lazy("This request is closed, but you can send a new one.")
        return NextStep(text=text, label=label, href=href) if href else None

    def rows(self, subject: R, _reader: Actor) -> Sequence[R]:
        """The requests on the page of this request, which may be a new one."""
        return [] if subject.is_new else [subject]

    def url(self, subject: R, row: Transition) -> str:
        return reverse(f"{self.url_name}-{row.slug}", args=[subject.owner_key if row.creates_subject else subject.pk])

    @staticmethod
    def entry_label(row: Transition) -> LazyText:
        """The title of the form of a new request, because its button only says "Send request"."""
        return (row.creates_subject and row.button and row.button.title) or row.label

    def page_url(self, subject: R) -> str:
        row = creation_row(self.lifecycle, REQUEST)
        return self.url(subject, row) if subject.is_new else subject.get_absolute_url()

    def carry_out(self, press: Press[R]) -> R:
        request, verb, values, by, now = press.subject, press.transition.verb, press.parameters, press.by, press.now
        if not press.transition.creates_subject:
            return change_request(self.lifecycle, request.pk, verb, parameters=values, seen=press.seen, by=by, now=now)
        for name, value in values.items():
            setattr(request, name, value)
        return send_request(self.lifecycle, request, parameters=values, by=by, now=now)

    def step_after(self, request: ActorRequest, subject: R, row: Transition) -> StepAfterDecision | None:
        return step_after_request(request, self.lifecycle, subject, row=row)

    def paths(self, route: str, *, detail: str = "") -> list[URLPattern]:
        """The addresses of the buttons below the route of a request, and of its page if detail is the page's name."""
        pages = [path(route, require_safe(signed_in(self.detail)), name=detail)] if detail else []
        return pages + self.button_paths(route, signed_in(self.change))

    def form_path(self, route: str, *, name: str) -> URLPattern:
        """The address of the form of a new request, which `new` finds with the key in the route."""
        return path(route, require_http_methods(["GET", "HEAD", "POST"])(signed_in(self.send)), name=name)

    def send(self, request: ActorRequest, /, **key: Any) -> HttpResponse:
        """The view that shows the form of a new request, and carries it out."""
        new = self.new(request, **key)
        assert_may(self.lifecycle, new, REQUEST, by=request.actor)
        if (is_sendable := self.is_sendable(new)) and is_pressed(request):
            return self.press(request, new, REQUEST)
        if row := self.open_request(new, request.actor):
            return redirect(row)
        if not is_sendable:
            raise NotFound
        return self.page(request, new, initial=self.initial(request, new))

    def detail(self, request: ActorRequest, /, **key: UUID) -> HttpResponse:
        """The view of a request. key has its ID."""
        return self.page(request, self._subject(request, key))

    def change(self, request: ActorRequest, /, verb: str, **key: UUID) -> HttpResponse:
        """The view that carries out a button of a request. key has its ID."""
        return self.press(request, self._subject(request, key), verb)

    def press(self, request: ActorRequest, subject: R, verb: str) -> HttpResponse:
        return press(request, self, subject, slug=verb, render=lambda refused: self.page(request, subject, refused))

    def page(
        self,
        request: ActorRequest,
        subject: R,
        bound_forms: BoundForms | None = None,
        *,
        initial: Mapping[str, object] | None = None,
    ) -> HttpResponse:
        """The page of a request, which may be a new one. Its form begins with the initial values."""
        actor, rows = request.actor, self.rows(subject, request.actor)
        names = names_of(people_of(rows))
        new: ShownButton | None = None
        about: dict[LazyText, object] = {}
        if subject.is_new:
            new = buttons_for(self, subject, actor, bound_forms=bound_forms, initial=initial).get(REQUEST)
            about = self._shown_facts(subject, actor, names) if self.shows_facts_of_new else {}
        context = {
            "kind": self.lifecycle.kind,
            **self.head(subject, actor),
            "family": self.lifecycle.name,
            "requests": [self._shown(row, actor, names, forms=bound_forms) for row in rows],
            "new": new,
            "about_new": about,
        }
        return render(request, "requests/page.html", context)

    def _shown(self, row: R, reader: Actor, names: Mapping[UUID, str], *, forms: BoundForms | None) -> ShownRequest:
        return ShownRequest(
            row=row,
            text=getattr(row, self.lifecycle.text_field),
            facts=self._shown_facts(row, reader, names),
            entries=list(entries_of(self.lifecycle, row, names))[::-1],
            buttons=buttons_for(self, row, reader, bound_forms=forms),
            next_step=self._next_step(row, reader),
        )

    def _shown_facts(self, request: R, reader: Actor, names: Mapping[UUID, str]) -> dict[LazyText, object]:
        facts = {**self.facts(request, reader), **end_of(self.lifecycle, request, names)}
        return {label: value for label, value in facts.items() if value}

    def _next_step(self, request: R, reader: Actor) -> NextStep | None:
        closed = {row.target for row in self.lifecycle.rows if row.verb in self.final_verbs}
        is_possible = request.state in closed and may(self.lifecycle, request, REQUEST, by=reader)
        return self.next_step(request) if is_possible and not self.open_request(request, reader) else None

    def _subject(self, request: ActorRequest, key: Mapping[str, UUID]) -> R:
        subject: R = first_or_not_found(self.lifecycle.visible(request.actor).filter(pk__in=key.values()))
        return subject
