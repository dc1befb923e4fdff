"""Lets pages for visitors be cached and set no cookie. Other pages are never cached."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.cache import patch_vary_headers

from common.middleware import GetResponse, Middleware

PUBLIC_CACHE_CONTROL = "public, max-age=60"
PRIVATE_CACHE_CONTROL = "private, no-store"
_WITHOUT_COOKIES = ("/health/", "/favicon.ico", "/robots.txt")
_NO_TOKEN = {"csrf_token": "NOTPROVIDED", "has_token": False}  # Django's own value for a form without a token


def remove_unused_cookies(get_response: GetResponse) -> GetResponse:
    """Middleware: remove the cookies of requests whose answer is the same for everybody, so that they need no session.

    They also work while the database is not available.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_WITHOUT_COOKIES):
            request.COOKIES.clear()
        return get_response(request)

    return middleware


def visitor_csrf_token(request: HttpRequest) -> dict[str, object]:
    """Context processor: omit the CSRF token for visitors, because it would set a cookie.

    A page whose response begins a session has the token: its forms are sent with the cookie of that session.
    """
    return {"has_token": True} if _has_our_cookie(request) or _begins_session(request) else dict(_NO_TOKEN)


def _has_our_cookie(request: HttpRequest) -> bool:
    """Whether the browser has a session cookie or a CSRF cookie."""
    return not {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}.isdisjoint(request.COOKIES)


def _begins_session(request: HttpRequest) -> bool:
    session = getattr(request, "session", None)
    return session is not None and session.modified and not session.is_empty()


class VisitorCsrfMiddleware(CsrfViewMiddleware):
    """Accepts a form without a CSRF token if it comes from one of our pages and the browser has none of our cookies.

    Forms of people who are signed in must also contain the token.
    """

    def _check_token(self, request: HttpRequest) -> None:
        # The caller has compared the Origin header or, over HTTPS without an Origin header, the Referer header.
        is_our_page = "Origin" in request.headers or request.is_secure()
        if _has_our_cookie(request) or not is_our_page:
            super()._check_token(request)  # type: ignore[misc]  # the stubs leave it out


class PageCacheMiddleware(Middleware):
    """Lets caches store public pages for visitors. Other responses must not be cached, unless their view allows it."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _is_public(request, response):
            patch_vary_headers(response, ["Cookie", "Accept-Language", "HX-Request"])
            response.headers["Cache-Control"] = PUBLIC_CACHE_CONTROL
        else:
            response.headers.setdefault("Cache-Control", PRIVATE_CACHE_CONTROL)
        return response


def _is_public(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    names = settings.PUBLIC_PAGES | settings.PUBLIC_CALLS
    if match is None or match.view_name not in names or request.COOKIES or response.cookies:
        return False
    return request.method in {"GET", "HEAD"} and response.status_code == 200
