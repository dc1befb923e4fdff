"""Pages that list and end waivers."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.access import leads_and_admins
from common.pages import Column, ListPage, switch_items
from common.requests import ActorRequest
from validation import actions
from validation.models import Waiver
from validation.page.tabs import tabs
from validation.page.waivers import IN_FORCE, OVER, UNNEEDED, waiver_rows, waivers


@leads_and_admins
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    labels = {IN_FORCE: _("In force"), UNNEEDED: _("No longer needed"), OVER: _("Expired")}
    state = request.GET.get("state", "")
    state = state if state in labels else IN_FORCE
    page = ListPage(
        template="validation/waivers.html",
        title=_("Waivers"),
        section=_("Checks"),
        columns=[
            *map(Column, (_("Finding"), _("Listing"), _("Reason for the waiver"), _("Until"))),
            Column(_("Action"), "tight", hidden=True),
        ],
        empty_title=_("No waivers"),
        empty_text=_(
            "Leads and admins can waive a finding on its review page. "
            "Each waiver has a reason and can have an end date."
        ),
        empty_icon="ready",
        order=("-at", "-pk"),
    )
    return page.paginated(
        request,
        waivers(state=state),
        present=partial(waiver_rows, now=timezone.now()),
        tabs=tabs("waivers", request.actor),
        states=switch_items(request, "state", labels),
    )


@leads_and_admins
@require_POST
def end(request: ActorRequest, waiver_id: int) -> HttpResponse:
    now = timezone.now()
    waiver = get_object_or_404(Waiver, pk=waiver_id)
    actions.end_waiver(listing_id=waiver.listing_id, fingerprint=waiver.fingerprint, by=request.actor, now=now)
    removed, ended = _("The waiver was removed."), _("The waiver was ended. The finding applies again.")
    messages.success(request, removed if waiver.is_over(now) else ended)
    return redirect("validation:waiver-list")
