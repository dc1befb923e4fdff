"""Known devices: browsers in which somebody has signed in to an account, recognised by a signed cookie."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.former_cookies import mark_session
from accounts.models import Person
from common.middleware import Middleware

_LIFETIME = timedelta(days=365)
_SALT = "accounts.known-device"
_MOST_ACCOUNTS = 5  # in one browser


def password_mark(person: Person) -> str:
    """Changes with the person's password, so that devices and links from before stop working."""
    return salted_hmac(_SALT, f"{person.pk}:{person.password}", algorithm="sha256").hexdigest()[:32]


def known_device(request: HttpRequest, person: Person) -> str:
    """The ID of the browser if the person has signed in there with the current password, otherwise empty."""
    for account, device, mark in _entries(request):
        if account == str(person.pk) and constant_time_compare(mark, password_mark(person)):
            return device
    return ""


def remember_device(request: HttpRequest, response: HttpResponse, person: Person) -> None:
    """Set the cookie that makes the browser a known device of the person."""
    account = str(person.pk)
    others = [entry for entry in _entries(request) if entry[0] != account]
    device = known_device(request, person) or uuid4().hex
    entries = [[account, device, password_mark(person)], *others][:_MOST_ACCOUNTS]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(entries, salt=_SALT),
        max_age=_LIFETIME,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _entries(request: HttpRequest) -> list[list[str]]:
    """The accounts of the browser: ID, device and password mark of each."""
    try:
        entries: list[list[str]] = signing.loads(
            request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=_SALT, max_age=_LIFETIME
        )
    except signing.BadSignature:
        return []
    return entries


_SIGNED_IN_NOW = "signed_in_now"  # attribute of requests


class KnownDeviceMiddleware(Middleware):
    """Remembers the browser after each sign-in."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if person := getattr(request, _SIGNED_IN_NOW, None):
            remember_device(request, response, person)
        return response


def _note_sign_in(*, request: HttpRequest, user: Person, **_: object) -> None:
    mark_session(request.session)
    setattr(request, _SIGNED_IN_NOW, user)


def connect() -> None:
    """Note each sign-in for the middleware. Called once, when the portal starts."""
    user_logged_in.connect(_note_sign_in, dispatch_uid="accounts.known-device")
