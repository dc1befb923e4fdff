"""The public pages for developers: the guide, the reference and the changelog."""

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

from api.changelog.entries import API_CHANGELOG
from api.guide.command import EXTRAS, commands, current_wheel, example_text, install_line, requirements_text
from api.limits import MAX_JSON_BYTES, ORGANISATION_SHARE
from api.policies import API_CALLS_PER_MINUTE
from api.reference.schemas import translated
from api.reference.surfaces import SURFACE_SLUGS, groups_of, openapi_path, surface_at, surfaces
from api.reference.tables import event_reference, section_tables


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    listed = [
        {
            "href": reverse("api:reference", args=[word]),
            "title": translated(str(documented.title)),
            "description": translated(documented.description),
        }
        for word, documented in surfaces().items()
    ]
    limits = {"calls": API_CALLS_PER_MINUTE.value, "share": ORGANISATION_SHARE}
    context = {"surfaces": listed, **limits, "megabytes": MAX_JSON_BYTES // 1_000_000}
    return render(request, "api/index.html", context)


@require_safe
def surface(request: HttpRequest, word: str) -> HttpResponse:
    if word not in SURFACE_SLUGS:
        raise Http404
    documented = surface_at(word)
    context = {
        "title": translated(str(documented.title)),
        "description": translated(documented.description),
        "document": openapi_path(word),
        "file": f"slipway-{word}.json",
        "calls": _calls(word, get_language() or ""),
        "is_own": word == "v1",
        "breadcrumbs": breadcrumbs(),
    }
    return render(request, "api/surface.html", context)


@require_safe
def fields(request: HttpRequest) -> HttpResponse:
    context = {"tables": _field_tables(get_language() or ""), "breadcrumbs": breadcrumbs()}
    return render(request, "api/listing_fields.html", context)


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    context = {"events": _events(get_language() or ""), "breadcrumbs": breadcrumbs()}
    return render(request, "api/events.html", context)


@cache
def _calls(word: str, _language: str) -> SafeString:
    """The calls as HTML, cached per language, because there are many and the page is public."""
    return render_to_string("api/calls.html", {"groups": groups_of(word), "columns": _columns()})


@cache
def _field_tables(_language: str) -> SafeString:
    """The tables of all sections as HTML, cached like the calls."""
    return render_to_string("api/listing_field_tables.html", {"sections": section_tables(), "columns": _columns()})


@cache
def _events(_language: str) -> SafeString:
    """The events as HTML, cached like the calls."""
    return render_to_string("api/event_list.html", {"reference": event_reference(), "columns": _columns()})


def _columns() -> list[dict[str, str]]:
    return [{"label": _("Name")}, {"label": _("Type")}, {"label": _("Description")}]


def breadcrumbs() -> list[dict[str, str]]:
    """The breadcrumbs of the pages below the list of references."""
    return [{"label": _("API reference"), "href": reverse("api:reference-list")}]


# The least time between the announcement of a deprecation and its end.
NOTICE_MONTHS = 6


@require_safe
def changelog(request: HttpRequest) -> HttpResponse:
    titles = {word: translated(str(surface.title)) for word, surface in surfaces().items()}
    entries = [
        {"on": entry.on, "changes": [(change, [titles[word] for word in change.apis]) for change in entry.changes]}
        for entry in API_CHANGELOG
    ]
    context = {
        "entries": entries,
        "columns": [{"label": _("Former code")}, {"label": _("New code")}],
        "breadcrumbs": breadcrumbs(),
    }
    return render(request, "api/changelog.html", context)


@require_safe
def deprecation(request: HttpRequest) -> HttpResponse:
    return render(request, "api/deprecation.html", {"months": NOTICE_MONTHS, "breadcrumbs": breadcrumbs()})


_FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    context = {
        "commands": commands(),
        "sign_in": commands()["sign-in"],
        "is_demo": settings.DEMO_MODE,
        "install": install_line("submit"),
        "workflow": example_text("publish.yml"),
        "client": example_text("client.mjs"),
        "receiver": example_text("receive.mjs"),
    }
    return render(request, "api/start.html", context)


@require_safe
def command(request: HttpRequest) -> HttpResponse:
    return render(
        request, "api/command.html", {"wheel": current_wheel(), "lines": {name: install_line(name) for name in EXTRAS}}
    )


@require_safe
def requirements(_request: HttpRequest, extra: str) -> HttpResponse:
    if extra not in EXTRAS:
        raise Http404
    return HttpResponse(requirements_text(extra), content_type="text/plain; charset=utf-8")


@require_safe
def wheel(_request: HttpRequest, digest: str, file: str) -> HttpResponse:
    """The wheel. The address contains its digest, so a requirements file never leads to another wheel."""
    current = current_wheel()
    if (digest, file) != (current.digest[:12], current.path.name):
        raise Http404
    headers = {"Cache-Control": _FOR_EVER}
    return HttpResponse(current.path.read_bytes(), content_type="application/zip", headers=headers)
