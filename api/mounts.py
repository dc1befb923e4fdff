"""The paths of each surface. A surface is loaded on its first call, because all schemas take a second and 30 MB."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from msgspec import Struct

from api.configure.paths import is_configure
from api.ingestion.paths import is_ingestion
from api.publishers.paths import is_publishers
from api.surfaces import Surface
from api.tokens.paths import is_token
from api.uploads.paths import is_upload
from api.v1.paths import is_v1


class Mount(Struct, frozen=True, kw_only=True):
    """The mount of a surface. owns returns whether a path belongs to it; name is the dotted name of its `Surface`."""

    owns: Callable[[str], bool]
    name: str

    @property
    def surface(self) -> Surface:
        """The surface, which is loaded on first use."""
        found: Surface = import_string(self.name)
        return found


_MOUNTS = (
    Mount(owns=is_token, name="api.tokens.error_responses.TOKENS"),
    Mount(owns=is_ingestion, name="api.ingestion.surface.INGESTION"),
    Mount(owns=is_publishers, name="api.publishers.surface.PUBLISHERS"),
    Mount(owns=is_configure, name="api.configure.surface.CONFIGURE"),
    Mount(owns=is_upload, name="api.uploads.error_responses.UPLOADS"),
    Mount(owns=is_v1, name="api.v1.surface.V1"),
)


def surface_of(path: str) -> Surface | None:
    """The surface of the path; None for pages that are not part of the API."""
    mount = next((each for each in _MOUNTS if each.owns(path)), None)
    return mount.surface if mount else None


def lazy_urls(urlconf: str) -> Callable[[HttpRequest], HttpResponse]:
    """A view that resolves the path in a URL configuration, which it loads on its first call."""

    @csrf_exempt  # calls carry tokens, not cookies
    def view(request: HttpRequest) -> HttpResponse:
        match = request.resolver_match = resolve(request.path_info, urlconf)
        found: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return found

    return view
