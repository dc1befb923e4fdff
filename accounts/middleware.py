"""Middleware that sets the actor, the time zone and the language of a request."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from accounts.company_sign_in.sessions import actor_in_session
from accounts.models import Person
from common.actor import ANONYMOUS, Actor
from common.middleware import Middleware
from common.requests import ActorRequest
from page_parts.times import zone_named


class ActorMiddleware(Middleware):
    """Sets `request.actor`. The database is queried on first access."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        cast("ActorRequest", request).actor = cast("Actor", SimpleLazyObject(lambda: _actor(request)))
        return self.get_response(request)


class PreferencesMiddleware(Middleware):
    """Activates the time zone and language of the reader's profile. The cookie of the browser is for visitors."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not isinstance(request.user, Person):
            return self.get_response(request)
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(zone_named(request.user.time_zone)):
            return self.get_response(request)


def _actor(request: HttpRequest) -> Actor:
    person = getattr(request, "user", None)
    return actor_in_session(person, request.session) if isinstance(person, Person) else ANONYMOUS
