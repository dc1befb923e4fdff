"""Gives each public page an address for each language, so that search engines can find all of them."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from msgspec import Struct

from common.error_middleware import form_address
from common.middleware import Middleware

PARAMETER = "language"


class Alternate(Struct, frozen=True, kw_only=True):
    """The same page in a language; "x-default" is the address that follows the reader's browser."""

    language: str
    href: str


class AddressLanguageMiddleware(Middleware):
    """Shows a public page in the language that its address names."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Activate the language in the query of a public page. Django has resolved the URL by then."""
        language = request.GET.get(PARAMETER, "")
        if _is_public(request) and language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language()


def language_addresses(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the page's address without a language and, for a public page, its address in each language.

    If a form was sent, the address is that of the form, because the address that it was sent to may not have a page.
    """
    return {
        "current_address": SimpleLazyObject(lambda: _current_address(request)),
        "alternates": SimpleLazyObject(lambda: _alternates(request) if _is_public(request) else []),
    }


def _alternates(request: HttpRequest) -> list[Alternate]:
    languages = [
        Alternate(language=code, href=_absolute_url(_address(request, code))) for code, _ in settings.LANGUAGES
    ]
    return [*languages, Alternate(language="x-default", href=_absolute_url(_address(request)))]


def _absolute_url(address: str) -> str:
    return f"{settings.PUBLIC_URL}{address}"


def _current_address(request: HttpRequest) -> str:
    if request.method in ("GET", "HEAD"):
        return _address(request)
    form = urlsplit(form_address(request) or "/")
    return _with_language(form.path, QueryDict(form.query))


def _address(request: HttpRequest, language: str = "") -> str:
    return _with_language(request.path, request.GET, language)


def _with_language(path: str, query: QueryDict, language: str = "") -> str:
    changed = query.copy()
    changed.pop(PARAMETER, None)
    if language:
        changed[PARAMETER] = language
    return path + (f"?{changed.urlencode()}" if changed else "")


def _is_public(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name in settings.PUBLIC_PAGES
