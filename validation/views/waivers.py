"""Pages that list and end waivers."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.access import leads_and_admins
from common.pages import Column, ListPage, switch_items
from common.requests import ActorRequest
from listings.pages.buttons import BoundForms, press
from validation.lifecycles.waivers import END
from validation.models import Waiver
from validation.page.tabs import tabs
from validation.page.waiver_ends import WAIVER_ENDS, granted_as
from validation.page.waivers import IN_FORCE, OVER, UNNEEDED, rows_with_buttons, waivers


@leads_and_admins
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    return _page(request, {})


@leads_and_admins
def end(request: ActorRequest, listing_id: UUID, fingerprint: str) -> HttpResponse:
    rows = Waiver.objects.select_related("listing").filter(listing=listing_id)
    waiver = get_object_or_404(rows, fingerprint=fingerprint)
    return press(request, WAIVER_ENDS, granted_as(waiver, waiver.listing), slug=END, render=partial(_page, request))


def _page(request: ActorRequest, refused: BoundForms) -> HttpResponse:
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
        present=partial(rows_with_buttons, now=timezone.now(), actor=request.actor, refused=refused),
        tabs=tabs("waivers", request.actor),
        states=switch_items(request, "state", labels),
    )
