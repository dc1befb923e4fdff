"""The pages of the changelog and of the deprecation policy."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from api.changelog.entries import ENTRIES
from api.reference.surfaces import surfaces
from api.reference.texts import translated
from api.reference.views import breadcrumbs

# The least time between the announcement of a deprecation and its end.
NOTICE_MONTHS = 6


@require_safe
def changelog(request: HttpRequest) -> HttpResponse:
    titles = {word: translated(str(surface.title)) for word, surface in surfaces().items()}
    entries = [
        {"on": entry.on, "changes": [(change, [titles[word] for word in change.apis]) for change in entry.changes]}
        for entry in ENTRIES
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
