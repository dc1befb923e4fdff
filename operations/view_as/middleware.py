"""Lets an admin read pages with the rights of another person, and refuses everything else meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from math import ceil
from typing import cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from msgspec import Struct

from accounts.actors import actor_of
from accounts.models import Person
from common.actor import Actor
from common.error_middleware import error_response
from common.errors import ReadOnly
from common.middleware import Middleware
from common.read_only import read_only
from common.requests import SAFE_METHODS, ActorRequest, parse_uuid
from operations.errors import PageNotShown
from operations.view_as.actions import end_expired_views, end_view
from operations.view_as.closed_pages import is_closed
from operations.view_as.guards import can_view_as
from operations.view_as.queries import open_view

SESSION_KEY = "view_as"
_SIGN_OUT = "account_logout"
# The admin does these as themselves. Browsers post reports of the content security policy without being asked.
_AS_ADMIN = frozenset({_SIGN_OUT, "operations:view-as-end", "common:csp-report", "health-live", "health-ready"})


class CurrentView(Struct, frozen=True, kw_only=True):
    """The view of a request, for its banner."""

    id: UUID
    admin: Person
    person: Person
    ends_at: datetime
    now: datetime

    @property
    def minutes_left(self) -> int:
        return max(1, ceil((self.ends_at - self.now) / timedelta(minutes=1)))


class ViewingRequest(ActorRequest):
    """A request that may be in a view. For annotations only."""

    view_as: CurrentView | None


class ViewAsMiddleware(Middleware):
    """Replaces the user and the actor of a request in a view.

    It comes after the middleware for sessions, devices and two-factor authentication, so that these concern the admin.
    Language and time zone also stay those of the admin.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        viewing = cast("ViewingRequest", request)
        viewing.view_as = _current_view(viewing)
        if viewing.view_as is None:
            return self.get_response(request)
        name = _url_name(request)
        if name in _AS_ADMIN:
            if name == _SIGN_OUT and request.method == "POST":
                leave_view(viewing)
            return self.get_response(request)
        with _read_only_as(viewing, viewing.view_as.person):
            refusal = _refusal(request.method or "", name)
            return error_response(request, refusal) if refusal else self.get_response(request)


def _refusal(method: str, url_name: str) -> ReadOnly | None:
    if method not in SAFE_METHODS:
        return ReadOnly()
    return PageNotShown() if is_closed(url_name) else None


@contextmanager
def _read_only_as(request: ViewingRequest, person: Person) -> Iterator[None]:
    """The request is that of the person. What a page notes in the session, which is that of the admin, is not kept."""
    user, actor, session = request.user, request.actor, request.session
    noted, is_modified = dict(session.items()), session.modified
    request.user, request.actor = person, actor_of(person)
    try:
        with read_only():
            yield
    finally:
        request.user, request.actor = user, actor
        session.clear()
        session.update(noted)
        session.modified = is_modified


def leave_view(request: ViewingRequest) -> None:
    """End the view of the session, and give the session a new key."""
    view_id = parse_uuid(str(request.session.pop(SESSION_KEY, "")))
    if view_id:
        end_view(view_id=view_id, by=_admin_actor(request), now=timezone.now())
        request.session.cycle_key()


def _current_view(request: ViewingRequest) -> CurrentView | None:
    """The view of the session. A view that is over is forgotten, and one that has become forbidden ends."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or SESSION_KEY not in request.session:
        return None
    now, admin = timezone.now(), request.user
    view_id = parse_uuid(str(request.session[SESSION_KEY]))
    if not isinstance(admin, Person) or view_id is None:
        del request.session[SESSION_KEY]
        return None
    view = open_view(view_id, admin_id=admin.pk, now=now)
    person = Person.objects.filter(pk=view.person_id, is_active=True).first() if view else None
    if view and person and can_view_as(_admin_actor(request), actor_of(person)):
        return CurrentView(id=view.pk, admin=admin, person=person, ends_at=view.ends_at, now=now)
    if view:
        leave_view(request)
    else:
        end_expired_views(now=now)
        del request.session[SESSION_KEY]
    return None


def _admin_actor(request: ViewingRequest) -> Actor:
    """The actor as a plain value, not the proxy that is computed on first use."""
    return actor_of(cast("Person", request.user))


def _url_name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""
