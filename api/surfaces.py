"""The surfaces of the API: their paths, and how their errors become responses.

A surface is loaded on its first call, because all schemas take a second and 30 MB.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, re_path, resolve
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from msgspec import Struct

from api import paths
from common.errors import SlipwayError

Response = TypeVar("Response", bound=HttpResponse)


class LoadedSurface:
    """The calls of a surface, and its error format, which errors that other parts of the portal raise have, too.

    added_headers are those that `finish` adds to every response, except the etag.
    """

    added_headers: Sequence[str] = ()

    @property
    def urlconf(self) -> Sequence[URLPattern | URLResolver]:
        """The URL patterns of the calls."""
        raise NotImplementedError

    def refuse(self, request: HttpRequest, error: SlipwayError) -> HttpResponse:
        """The response to an error with a text of its own."""
        raise NotImplementedError

    def error_for_status(self, request: HttpRequest, status: int) -> HttpResponse:
        """The response to a status that another part of the portal returned, such as Django for an unknown path."""
        raise NotImplementedError

    def finish(self, request: HttpRequest, response: HttpResponse) -> None:
        """Add the headers of every response."""
        if etag := etag_of_call(request):
            response.headers["ETag"] = etag


class Surface(Struct, frozen=True, kw_only=True):
    """A part of the API. name is that of its URL namespace, module that in which a variable of this name defines it.

    calls matches the paths whose errors have its format; canonical returns such a path in the spelling of the routes.
    routed matches the paths that its URL patterns resolve.
    """

    name: str
    module: str
    calls: re.Pattern[str]
    routed: str
    canonical: Callable[[str], str]
    has_document: bool = True

    @property
    def loaded(self) -> LoadedSurface:
        """Its calls and its error format, which are loaded on first use."""
        loaded: LoadedSurface = import_string(f"{self.module}.{self.name}")
        return loaded


def _surface(name: str, prefix: str, canonical: Callable[[str], str], *, calls: str = "") -> Surface:
    pattern = re.compile(calls or f"(?is){re.escape(prefix)}(/.*)?")
    module, routed = f"api.{name}.surface", rf"^{prefix.removeprefix('/')}/"
    return Surface(name=name, module=module, calls=pattern, routed=routed, canonical=canonical)


SURFACES: Mapping[str, Surface] = {
    surface.name: surface
    for surface in (
        _surface("v1", paths.V1_PREFIX, paths.canonical_v1_path, calls=f"(?s){paths.V1_PREFIX}(/.*)?"),
        Surface(
            name="tokens",
            module="api.tokens.surface",
            calls=re.compile(r"(?i)/[^/]+/oauth2(/v2\.0)?/token"),
            routed=r"^(?:[^/]+/)?oauth2/",
            canonical=str.lower,
        ),
        _surface(
            "ingestion",
            paths.INGESTION_PREFIX,
            paths.canonical_ingestion_path,
            calls=f"(?is){re.escape(paths.INGESTION_PREFIX)}/.*",
        ),
        _surface("publishers", paths.PUBLISHERS_PREFIX, paths.canonical_publishers_path),
        _surface("configure", paths.CONFIGURE_PREFIX, paths.canonical_configure_path),
        Surface(
            name="uploads",
            module="api.ingestion.file_uploads",
            calls=re.compile(r"(?i)(/[\w-]+)?/file/[0-9a-f-]{36}"),
            routed=r"^(?:[\w-]+/)?file/[0-9a-f-]{36}$",
            canonical=str.lower,
            has_document=False,
        ),
    )
}


_IS_FORMATTED, _ETAG = "is_in_shape", "etag"  # attributes of responses and requests


def surface_of(path: str) -> Surface | None:
    """The surface of the path; None for pages that are not part of the API."""
    return next((surface for surface in SURFACES.values() if surface.calls.fullmatch(path)), None)


def _view_of(surface: Surface) -> Callable[[HttpRequest], HttpResponse]:
    """A view that resolves the path in the URL patterns of the surface."""

    @csrf_exempt  # calls carry tokens, not cookies
    def view(request: HttpRequest) -> HttpResponse:
        match = request.resolver_match = resolve(request.path_info, surface.loaded.urlconf)  # type: ignore[arg-type]  # stubs know only modules
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return response

    return view


def call_patterns() -> list[URLPattern]:
    """The URL patterns of all calls. `reverse` does not find them, because that would load every surface."""
    return [re_path(surface.routed, _view_of(surface)) for surface in SURFACES.values()]


def mark_formatted(response: Response) -> Response:
    """Mark an error response that already has the format of its surface."""
    setattr(response, _IS_FORMATTED, True)
    return response


def is_formatted(response: HttpResponse) -> bool:
    """Whether the surface built this error response. If not, another part of the portal did."""
    return getattr(response, _IS_FORMATTED, False)


def set_etag(request: HttpRequest, etag: str) -> None:
    """Set the etag to send with the response."""
    setattr(request, _ETAG, etag)


def etag_of_call(request: HttpRequest) -> str:
    """The etag that the call set; "" if it set none."""
    return getattr(request, _ETAG, "")
