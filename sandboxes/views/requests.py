"""The *Sandboxes* page: a partner's own orgs and, for staff, requests and the matrix of tiles and orgs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from accounts.queries import names_of, organisations_of
from common.access import admin_only
from common.actor import Role
from common.lookups import first_or_not_found
from common.reason_form import ReasonForm
from common.requests import ActorRequest
from page_parts.times import DATE, format_time
from sandboxes import actions
from sandboxes.forms import SandboxRequestForm
from sandboxes.models import OrgState, RequestState, SandboxOrg, SandboxRequest
from sandboxes.page.staff import staff_context
from sandboxes.queries import visible_orgs_with_tiles, visible_requests

SHOWN_REQUESTS = 20
Context = dict[str, object]


@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    return _page(request, _form(request))


@require_POST
@signed_in
def send(request: ActorRequest) -> HttpResponse:
    form = _form(request)
    if not form.is_valid():
        return _page(request, form)
    cleaned = form.cleaned_data
    made = actions.request_sandbox(
        organisation_id=cleaned["organisation"],
        region=cleaned["region"],
        purpose=cleaned["purpose"],
        by=request.actor,
        now=timezone.now(),
    )
    messages.success(
        request, _("Your request was sent. We will decide by {day}.").format(day=format_time(made.due_at, DATE))
    )
    return redirect(_way_back(request) or reverse("sandboxes:sandbox-list"))


def _way_back(request: ActorRequest) -> str:
    """The page of the portal from which the reader came to the request; "" if there is none."""
    page = request.POST.get("next") or request.GET.get("next") or ""
    return page if url_has_allowed_host_and_scheme(page, allowed_hosts=None) else ""


@require_safe
@signed_in
def detail(request: ActorRequest, request_id: UUID) -> HttpResponse:
    return _request_page(request, request_id, ReasonForm())


@admin_only
@require_POST
def grant(request: ActorRequest, request_id: UUID) -> HttpResponse:
    give = actions.allow_extra_org if "extra" in request.POST else actions.grant_request
    org = give(request_id=request_id, by=request.actor, now=timezone.now())
    messages.success(
        request, _("The sandbox org {org} was created. The partner has been notified.").format(org=org.name)
    )
    return redirect("sandboxes:sandbox-list")


@admin_only
@require_POST
def decline(request: ActorRequest, request_id: UUID) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _request_page(request, request_id, form)
    reason = form.cleaned_data["reason"]
    actions.decline_request(request_id=request_id, reason=reason, by=request.actor, now=timezone.now())
    messages.success(request, _("The request was declined. The partner has been told the reason."))
    return redirect("sandboxes:sandbox-list")


def _form(request: ActorRequest) -> SandboxRequestForm:
    owned = [each for each in organisations_of(request.actor) if request.actor.holds(Role.OWNER, each.pk)]
    return SandboxRequestForm(request.POST or None, organisations=owned)


def _page(request: ActorRequest, form: SandboxRequestForm) -> HttpResponse:
    context: Context = {"is_partner": bool(request.actor.organisations), "is_staff": request.actor.is_staff}
    if request.actor.organisations:
        context |= _member_context(request, form)
    if request.actor.is_staff:
        context |= staff_context(request)
    return render(request, "sandboxes/index.html", context, status=422 if form.is_bound else 200)


def _member_context(request: ActorRequest, form: SandboxRequestForm) -> Context:
    own = list(request.actor.organisations)
    requests = visible_requests(request.actor).filter(organisation__in=own).exclude(state=RequestState.GRANTED)
    return {
        "own_orgs": list(visible_orgs_with_tiles(request.actor).filter(organisation__in=own)),
        "own_requests": list(requests.order_by("-requested_at")[:SHOWN_REQUESTS]),
        "own_many": len(own) > 1,
        "form": form if form.fields["organisation"].choices else None,  # type: ignore[attr-defined]  # a choice field
        "next": _way_back(request),
        "now": timezone.now(),
    }


def _request_page(request: ActorRequest, request_id: UUID, form: ReasonForm) -> HttpResponse:
    row = first_or_not_found(visible_requests(request.actor).filter(pk=request_id))
    names = names_of([row.requested_by, row.decided_by])
    orgs = SandboxOrg.objects.filter(organisation=row.organisation, state=OrgState.ACTIVE)
    context = {
        "row": row,
        "asked_by": names.get(row.requested_by) if row.requested_by else "",
        "decided_by": names.get(row.decided_by) if row.decided_by else "",
        "orgs": orgs.order_by("name"),
        "has_one": orgs.filter(region=row.region).exists(),
        "may_decide": _may_decide(request, row),
        "form": form,
        "breadcrumbs": [
            {"label": _("Sandboxes"), "href": reverse("sandboxes:sandbox-list")},
            {"label": row.organisation.name},
        ],
    }
    return render(request, "sandboxes/request.html", context, status=422 if form.is_bound else 200)


def _may_decide(request: ActorRequest, row: SandboxRequest) -> bool:
    actor = request.actor
    is_open = row.state == RequestState.REQUESTED
    return is_open and actor.is_admin and not actor.belongs_to(row.organisation_id)
