"""The public reference pages of the API."""

from functools import cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from api.limits import MAX_BYTES, ORGANISATION_SHARE
from api.reference.surfaces import SURFACE_SLUGS, groups_of, openapi_path, surface_at, surfaces
from api.reference.texts import translated


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    listed = [
        {
            "href": reverse("api:reference", args=[word]),
            "title": translated(str(each.title)),
            "description": translated(each.description),
        }
        for word, each in surfaces().items()
    ]
    limits = {"calls": settings.API_CALLS_PER_MINUTE, "share": ORGANISATION_SHARE, "megabytes": MAX_BYTES // 1_000_000}
    return render(request, "api/index.html", {"surfaces": listed, **limits})


@require_safe
def surface(request: HttpRequest, word: str) -> HttpResponse:
    if word not in SURFACE_SLUGS:
        raise Http404
    found = surface_at(word)
    context = {
        "title": translated(str(found.title)),
        "description": translated(found.description),
        "document": openapi_path(word),
        "file": f"slipway-{word}.json",
        "calls": _calls(word, get_language() or ""),
        "breadcrumbs": [{"label": _("API reference"), "href": reverse("api:reference-list")}],
    }
    return render(request, "api/surface.html", context)


@cache
def _calls(word: str, _language: str) -> SafeString:
    """The calls as HTML, cached per language, because there are many and the page is public."""
    columns = [{"label": _("Name")}, {"label": _("Type")}, {"label": _("Description")}]
    return render_to_string("api/calls.html", {"groups": groups_of(word), "columns": columns})
