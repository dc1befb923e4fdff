"""Pages of go-to-market requests: the page of a listing, and the list of all requests."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in, signed_in_person
from accounts.queries import names_of
from common.access import leads_and_admins
from common.lookups import first_or_not_found
from common.pages import requested_page
from common.requests import ActorRequest
from listings.lifecycle.engine import creation_row, may, offers, reasons_against
from listings.models import Listing
from listings.queries import logos_of
from listings.visible import visible_listings
from releases import actions
from releases.actions import GtmInput
from releases.forms import GtmAnswerForm, GtmForm
from releases.lifecycles.gtm import GTM, REQUEST
from releases.models import GTM_OPEN, GtmItem, GtmRequest, GtmState
from releases.queries import visible_gtm_requests

PAGE_SIZE = 30


@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    show = request.GET.get("show", "open")
    found = visible_gtm_requests(request.actor)
    found = found.filter(state__in=GTM_OPEN) if show == "open" else found
    rows, links = requested_page(request, found, order=("-requested_at", "-pk"), size=PAGE_SIZE, show=show)
    context = {
        "rows": rows,
        "filters": [
            {"label": _("Open requests"), "href": "?show=open", "is_on": show == "open"},
            {"label": _("All requests"), "href": "?show=all", "is_on": show != "open"},
        ],
        **links,
    }
    return render(request, "releases/gtm_list.html", context)


@require_safe
@signed_in
def detail(request: ActorRequest, listing_id: UUID) -> HttpResponse:
    return _page(request, _listing(request, listing_id))


@require_POST
@signed_in
def send(request: ActorRequest, listing_id: UUID) -> HttpResponse:
    listing, form = _listing(request, listing_id), GtmForm(request.POST)
    if not form.is_valid():
        return _page(request, listing, form=form)
    cleaned = form.cleaned_data
    content = GtmInput(
        items=[GtmItem(item) for item in cleaned["items"]],
        contact=cleaned["contact"],
        note=cleaned["note"],
        target_on=cleaned["target_on"],
        embargo_on=cleaned["embargo_on"],
    )
    actions.request_gtm(listing_id=listing_id, content=content, by=request.actor, now=timezone.now())
    messages.success(request, _("Your request was sent. The ecosystems team will reply on this page."))
    return redirect("releases:gtm", listing_id)


@leads_and_admins
@require_POST
def answer(request: ActorRequest, request_id: UUID) -> HttpResponse:
    row = first_or_not_found(visible_gtm_requests(request.actor).filter(pk=request_id))
    seen = request.POST.get("seen", "")
    form = GtmAnswerForm(request.POST, current=seen)
    if not form.is_valid():
        return _page(request, row.listing, answer_form=form)
    actions.answer_gtm(
        request_id=request_id,
        state=form.cleaned_data["state"],
        answer=form.cleaned_data["answer"],
        seen=GtmState(seen),
        by=request.actor,
        now=timezone.now(),
    )
    messages.success(request, _("Your reply was sent to the partner."))
    return redirect("releases:gtm", row.listing_id)


def _listing(request: ActorRequest, listing_id: UUID) -> Listing:
    return first_or_not_found(visible_listings(request.actor).filter(pk=listing_id))


def _page(request: ActorRequest, listing: Listing, **bound: forms.Form) -> HttpResponse:
    rows = list(visible_gtm_requests(request.actor).filter(listing=listing))
    current = next((row for row in rows if row.state in GTM_OPEN), None)
    new, row = GtmRequest(listing=listing), creation_row(GTM, REQUEST)
    context = {
        "listing": listing,
        "logo": logos_of([listing], to=request.actor).get(listing.pk),
        "rows": rows,
        "names": _names(rows),
        "current": current,
        "reasons": reasons_against(row, new, by=request.actor, parameters=None, now=timezone.now()),
        "is_at_discretion": not listing.is_paid,
        "may_ask": may(GTM, new, REQUEST, by=request.actor),
        "may_answer": current is not None and bool(offers(GTM, [current], request.actor)[current.pk]),
        "form": GtmForm(initial={"contact": signed_in_person(request).email}),
        "answer_form": GtmAnswerForm(current=current.state) if current else None,
        "breadcrumbs": [{"label": _("Go-to-market"), "href": reverse("releases:gtm-list")}, {"label": listing.name}],
        **bound,
    }
    return render(request, "releases/gtm.html", context, status=422 if bound else 200)


def _names(rows: list[GtmRequest]) -> dict[UUID, str]:
    return names_of(each for row in rows for each in (row.requested_by, row.answered_by))
