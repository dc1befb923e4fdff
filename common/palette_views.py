"""The search page, and the same results for the command palette (`static/js/palette.js`)."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from msgspec import to_builtins

from common.palette import MAX_TEXT_LENGTH, PaletteQuery, ShownGroup, palette_groups
from common.requests import ActorRequest
from page_parts.counts import Count


@require_safe
def search(request: ActorRequest) -> HttpResponse:
    """Show the entries that match, with a form for another search."""
    groups = _groups(request)
    context = {
        "groups": groups,
        "status": _status(groups),
        "text": request.GET.get("q", ""),
        "page": request.GET.get("page", ""),
        "limit": MAX_TEXT_LENGTH,
    }
    return render(request, "frame/search.html", context)


@require_safe
def results(request: ActorRequest) -> HttpResponse:
    """The entries that match as JSON: groups, and how many there are in a sentence."""
    groups = _groups(request)
    return JsonResponse({"groups": to_builtins(groups), "status": _status(groups)})


def _groups(request: ActorRequest) -> list[ShownGroup]:
    """The entries for the text `q`, on the page with the path `page`."""
    return palette_groups(PaletteQuery.read(request.actor, request.GET.get("q", ""), request.GET.get("page", "")))


def _status(groups: list[ShownGroup]) -> str:
    number = sum(len(group.entries) for group in groups)
    if not number:
        return _("No results. Try fewer or other words.")
    return ngettext("{number} result", "{number} results", number).format(number=Count(number))
