"""Pages that list and end waivers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.access import leads_and_admins
from common.pages import requested_page
from common.requests import ActorRequest
from validation import actions
from validation.models import Waiver
from validation.page.tabs import tabs
from validation.page.waivers import IN_FORCE, OVER, waiver_rows, waivers

PAGE_SIZE = 30


@leads_and_admins
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    state = OVER if request.GET.get("state") == OVER else IN_FORCE
    rows, links = requested_page(request, waivers(state=state), order=("-at", "-pk"), size=PAGE_SIZE, state=state)
    context = {
        "tabs": tabs("waivers", request.actor),
        "rows": waiver_rows(rows, timezone.now()),
        **links,
        "states": [
            {"label": _("In force"), "href": request.path, "is_on": state == IN_FORCE},
            {"label": _("Expired"), "href": f"{request.path}?state={OVER}", "is_on": state == OVER},
        ],
        "columns": [
            {"label": _("Finding")},
            {"label": _("Listing")},
            {"label": _("Reason for the waiver")},
            {"label": _("Until")},
            {"label": _("Action"), "kind": "tight", "hidden": True},
        ],
    }
    return render(request, "validation/waivers.html", context)


@leads_and_admins
@require_POST
def end(request: ActorRequest, waiver_id: int) -> HttpResponse:
    now = timezone.now()
    waiver = get_object_or_404(Waiver, pk=waiver_id)
    actions.end_waiver(listing_id=waiver.listing_id, fingerprint=waiver.fingerprint, by=request.actor, now=now)
    removed, ended = _("The waiver was removed."), _("The waiver was ended. The finding applies again.")
    messages.success(request, removed if waiver.is_over(now) else ended)
    return redirect("validation:waiver-list")
