"""The *Sandboxes* page: a partner's own orgs and, for staff, requests and the matrix of tiles and orgs."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from accounts.queries import organisations_of
from common.access import staff_only
from common.actor import Role
from common.pages import Column, ListPage, switch_items
from common.requests import ActorRequest, next_url
from page_parts.times import DATE, format_time
from sandboxes.actions import request_sandbox
from sandboxes.forms import SandboxRequestForm
from sandboxes.models import RequestState
from sandboxes.page.staff import shown_requests, staff_context
from sandboxes.queries import listings_to_test, visible_orgs_with_tiles, visible_requests, waiting_requests

SHOWN_OWN_REQUESTS = 20
PROPOSED_LISTINGS = 3
Context = dict[str, object]


@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    return _page(request, _form(request))


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
    form = _form(request)
    if not form.is_valid():
        return _page(request, form)
    cleaned = form.cleaned_data
    sandbox_request = request_sandbox(
        organisation_id=cleaned["organisation"],
        region=cleaned["region"],
        purpose=cleaned["purpose"],
        by=request.actor,
        now=timezone.now(),
    )
    messages.success(
        request,
        _("Your request was sent. We will decide by {day}.").format(day=format_time(sandbox_request.due_at, DATE)),
    )
    return redirect(next_url(request) or reverse("sandboxes:sandbox-list"))


def _form(request: ActorRequest) -> SandboxRequestForm:
    owned = [
        organisation
        for organisation in organisations_of(request.actor)
        if request.actor.holds(Role.OWNER, organisation.pk)
    ]
    tested = listings_to_test(owned)[:PROPOSED_LISTINGS]
    return SandboxRequestForm(request.POST or None, organisations=owned, tested=tested)


def _page(request: ActorRequest, form: SandboxRequestForm) -> HttpResponse:
    context: Context = {"is_partner": bool(request.actor.organisations), "is_staff": request.actor.is_staff}
    if request.actor.organisations:
        context |= _member_context(request, form)
    if request.actor.is_staff:
        context |= staff_context(request)
    return render(request, "sandboxes/index.html", context, status=422 if form.is_bound else 200)


def _member_context(request: ActorRequest, form: SandboxRequestForm) -> Context:
    organisations = list(request.actor.organisations)
    requests = (
        visible_requests(request.actor).filter(organisation__in=organisations).exclude(state=RequestState.GRANTED)
    )
    return {
        "own_orgs": list(visible_orgs_with_tiles(request.actor).filter(organisation__in=organisations)),
        "own_requests": list(requests.order_by("-requested_at")[:SHOWN_OWN_REQUESTS]),
        "own_many": len(organisations) > 1,
        "form": form if form.has_organisations else None,
        "next": next_url(request),
        "now": timezone.now(),
    }
