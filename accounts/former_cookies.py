"""Continues sessions from before the cookies got the __Host- prefix. Delete this 14 days after the upgrade."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from common.middleware import GetResponse

FORMER_SESSION, FORMER_TOKEN = "sessionid", "csrftoken"
_IS_PREFIXED = "has_prefixed_cookie"  # in each session that began with the new cookie, or continues with it


def adopt_former_session(get_response: GetResponse) -> GetResponse:
    """Middleware: continue the session of the former cookie under the new name.

    Another host of the domain can set the former cookie. It is therefore accepted only for sessions from before.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME == FORMER_SESSION or FORMER_SESSION not in request.COOKIES:
            return get_response(request)
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            _adopt(request)
        response = get_response(request)
        for name in (FORMER_SESSION, FORMER_TOKEN):
            response.delete_cookie(name)
        return response

    return middleware


def mark_session(session: SessionBase) -> None:
    """Note that the session's cookie has the new name. Called at each sign-in."""
    session[_IS_PREFIXED] = True


def _adopt(request: HttpRequest) -> None:
    key = request.COOKIES[FORMER_SESSION]
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    if SESSION_KEY not in session or _IS_PREFIXED in session:
        return
    mark_session(session)
    request.session = session
    request.COOKIES[settings.SESSION_COOKIE_NAME] = key
    if token := request.COOKIES.get(FORMER_TOKEN):
        request.COOKIES[settings.CSRF_COOKIE_NAME] = token
        request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True
