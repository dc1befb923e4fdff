"""The *Sandboxes* page: a partner's own orgs and, for staff, requests and the matrix of tiles and orgs."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from common.access import staff_only
from common.errors import NotAllowed
from common.pages import Column, ListPage, switch_items
from common.requests import ActorRequest, next_url
from listings.lifecycle.requests import REQUEST
from listings.pages.buttons import BoundForms, press
from listings.pages.shown_buttons import buttons_for
from sandboxes.models import RequestState, SandboxRequest
from sandboxes.page.requests import SANDBOX_PAGES
from sandboxes.page.staff import shown_requests, staff_context
from sandboxes.queries import visible_orgs_with_tiles, visible_requests, waiting_requests
from sandboxes.request_inputs import new_request

SHOWN_OWN_REQUESTS = 20
Context = dict[str, object]


@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    return _page(request, new_request(request.actor))


@staff_only
@require_safe
def all_requests(request: ActorRequest) -> HttpResponse:
    """List the waiting requests by due date, or all requests, newest first."""
    is_all = request.GET.get("show") == "all"
    page = ListPage(
        template="sandboxes/request_list.html",
        title=_("Sandbox requests"),
        section=_("Sandboxes"),
        columns=[
            *map(Column, (_("Partner"), _("Requested by"), _("Details"), _("Due"))),
            Column(_("Decision"), hidden=True),
        ],
        empty_title=_("No requests"),
        empty_text=_("Owners of partner organisations can request sandbox orgs."),
        order=("-requested_at", "-pk") if is_all else ("due_at", "pk"),
    )
    rows = visible_requests(request.actor) if is_all else waiting_requests(request.actor)
    switch = switch_items(request, "show", {"open": _("Open requests"), "all": _("All requests")})
    return page.paginated(request, rows, present=partial(shown_requests, actor=request.actor), switch=switch)


@require_POST
@signed_in
def send(request: ActorRequest) -> HttpResponse:
    new = new_request(request.actor)
    if new is None:
        raise NotAllowed
    return press(request, SANDBOX_PAGES, new, slug=REQUEST, render=partial(_page, request, new))


def _page(request: ActorRequest, new: SandboxRequest | None, bound_forms: BoundForms | None = None) -> HttpResponse:
    """The page, with the form of the new request."""
    actor = request.actor
    context: Context = {"is_partner": bool(actor.organisations), "is_staff": actor.is_staff}
    if new:
        context |= {"new": buttons_for(SANDBOX_PAGES, new, actor, bound_forms=bound_forms)[REQUEST]}
    if actor.organisations:
        context |= _member_context(request)
    if actor.is_staff:
        context |= staff_context(request)
    return render(request, "sandboxes/index.html", context)


def _member_context(request: ActorRequest) -> Context:
    organisations = list(request.actor.organisations)
    requests = (
        visible_requests(request.actor).filter(organisation__in=organisations).exclude(state=RequestState.GRANTED)
    )
    return {
        "own_orgs": list(visible_orgs_with_tiles(request.actor).filter(organisation__in=organisations)),
        "own_requests": list(requests.order_by("-requested_at")[:SHOWN_OWN_REQUESTS]),
        "own_many": len(organisations) > 1,
        "next": next_url(request),
        "now": timezone.now(),
    }
