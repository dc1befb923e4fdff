"""When a session ends, however much it is used, when it was last used, and which sessions a person has."""

import time
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import Person
from common.actor import ANONYMOUS
from common.middleware import Middleware
from common.read_only import is_read_only
from common.requests import ActorRequest

# Times in seconds since 1970.
SIGNED_IN_AT, USED_AT = "signed_in_at", "used_at"
USE_SECONDS = 300  # between two writes of the last use


class SessionLifeMiddleware(Middleware):
    """Ends sessions that are too old. Of the others, it stores every few minutes that they are used.

    Storing the session also moves its end after a time without use.
    """

    def __call__(self, request: ActorRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and isinstance(request.user, Person):
            session, now = request.session, time.time()
            if SIGNED_IN_AT not in session:  # it began before sessions had this time
                session[SIGNED_IN_AT] = session[USED_AT] = now
            elif _is_over(request, timedelta(seconds=now - session[SIGNED_IN_AT])):
                _end(request)
            elif now - session[USED_AT] >= USE_SECONDS and not is_read_only():
                session[USED_AT] = now
                UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=timezone.now())
        return self.get_response(request)


def connect() -> None:
    """Store the time of each sign-in. Called once, when the portal starts."""
    user_logged_in.connect(_note_sign_in, weak=False, dispatch_uid="accounts.session-life")


def live_sessions(person: Person) -> list[UserSession]:
    """The sessions that the person can use, the oldest first. Those with an earlier password are over. Two queries."""
    rows = list(UserSession.objects.filter(user=person).order_by("created_at", "pk"))
    stored = Session.objects.filter(pk__in=[row.session_key for row in rows], expire_date__gt=timezone.now())
    hashes = {person.get_session_auth_hash(), *person.get_session_auth_fallback_hash()}
    keys = {session.pk for session in stored if session.get_decoded().get(HASH_SESSION_KEY) in hashes}
    return [row for row in rows if row.session_key in keys]


def _note_sign_in(*, request: HttpRequest, **_: object) -> None:
    request.session[SIGNED_IN_AT] = request.session[USED_AT] = time.time()


def _is_over(request: ActorRequest, age: timedelta) -> bool:
    """The rights are only read from the database for sessions that are too old for staff."""
    return age > settings.SESSION_LIFETIME or (age > settings.STAFF_SESSION_LIFETIME and request.actor.is_staff)


def _end(request: ActorRequest) -> None:
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    request.session.flush()
    request.user, request.actor = AnonymousUser(), ANONYMOUS
