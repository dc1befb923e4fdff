"""Pages on which owners offer, view and answer transfers of listings."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import signed_in
from accounts.guards import assert_role
from accounts.queries import names_of
from common.actor import Actor, Role
from common.lookups import first_or_not_found
from common.pages import requested_page
from common.requests import ActorRequest
from listings.lifecycle.engine import assert_row, offers, reasons_against
from listings.models import Listing
from listings.queries import logos_of
from listings.visible import visible_listings
from releases import actions
from releases.forms import TransferOfferForm
from releases.lifecycles.transfers import ACCEPT, CANCEL, TRANSFERS
from releases.models import Transfer
from releases.queries.transfers import open_transfer, visible_transfers

PAGE_SIZE = 30


@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    found = visible_transfers(request.actor)
    rows, links = requested_page(request, found, order=("-offered_at", "-pk"), size=PAGE_SIZE)
    return render(request, "releases/transfers.html", {"rows": rows, **links})


@require_safe
@signed_in
def detail(request: ActorRequest, transfer_id: UUID) -> HttpResponse:
    transfer = _transfer(request, transfer_id)
    names = names_of([transfer.offered_by, transfer.answered_by])
    is_open = transfer.is_open and transfer.expires_at > timezone.now()
    offered = {each.verb for each in offers(TRANSFERS, [transfer], request.actor)[transfer.pk]} if is_open else set()
    seen = visible_listings(request.actor).filter(pk=transfer.listing_id)
    context = {
        "transfer": transfer,
        "offered_by": names.get(transfer.offered_by) if transfer.offered_by else "",
        "answered_by": names.get(transfer.answered_by) if transfer.answered_by else "",
        "is_open": is_open,
        "reasons": _reasons(transfer, request.actor) if is_open else (),
        "may_answer": ACCEPT in offered,
        "may_cancel": CANCEL in offered,
        "sees_listing": seen.exists(),
        "logo": logos_of(seen, to=request.actor).get(transfer.listing_id),
        "breadcrumbs": [
            {"label": _("Transfers"), "href": reverse("releases:transfer-list")},
            {"label": transfer.listing.name},
        ],
    }
    return render(request, "releases/transfer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@reauthentication_required
def offer(request: ActorRequest, listing_id: UUID) -> HttpResponse:
    listing = _own_listing(request, listing_id)
    waiting = open_transfer(listing)
    if waiting is not None and request.method != "POST":
        return redirect("releases:transfer", waiting.pk)
    form = TransferOfferForm(request.POST or None, giver_id=listing.organisation_id)
    if not form.is_valid():
        breadcrumbs = [{"label": listing.name, "href": listing.get_absolute_url()}, {"label": _("Transfer")}]
        logo = logos_of([listing], to=request.actor).get(listing.pk)
        context = {"listing": listing, "logo": logo, "form": form, "breadcrumbs": breadcrumbs}
        return render(request, "releases/transfer_offer.html", context, status=422 if form.is_bound else 200)
    made = actions.offer_transfer(listing_id=listing_id, **form.cleaned_data, by=request.actor, now=timezone.now())
    messages.success(
        request,
        _("The transfer was offered. The owners of {receiver} have been notified.").format(receiver=made.receiver.name),
    )
    return redirect("releases:transfer", made.pk)


@require_POST
@signed_in
@reauthentication_required
def accept(request: ActorRequest, transfer_id: UUID) -> HttpResponse:
    transfer = actions.accept_transfer(transfer_id=transfer_id, by=request.actor, now=timezone.now())
    messages.success(request, _("The listing now belongs to {receiver}.").format(receiver=transfer.receiver.name))
    return redirect(transfer.listing.get_absolute_url())


@require_POST
@signed_in
def decline(request: ActorRequest, transfer_id: UUID) -> HttpResponse:
    actions.decline_transfer(transfer_id=transfer_id, by=request.actor, now=timezone.now())
    messages.success(request, _("The transfer was declined. The other organisation has been notified."))
    return redirect("releases:transfer", transfer_id)


@require_POST
@signed_in
def cancel(request: ActorRequest, transfer_id: UUID) -> HttpResponse:
    actions.cancel_transfer(transfer_id=transfer_id, by=request.actor, now=timezone.now())
    messages.success(request, _("The transfer was cancelled."))
    return redirect("releases:transfer", transfer_id)


def _transfer(request: ActorRequest, transfer_id: UUID) -> Transfer:
    return first_or_not_found(visible_transfers(request.actor).filter(pk=transfer_id))


def _own_listing(request: ActorRequest, listing_id: UUID) -> Listing:
    """The listing, if the reader owns its organisation. Raises NotFound, NotAllowed."""
    found = first_or_not_found(visible_listings(request.actor).filter(pk=listing_id))
    assert_role(request.actor, Role.OWNER, found.organisation_id)
    return found


def _reasons(transfer: Transfer, actor: Actor) -> tuple[str, ...]:
    """The reasons why the transfer can't be accepted. Everybody who may see the transfer sees them."""
    row = assert_row(TRANSFERS, transfer, ACCEPT)
    found = reasons_against(row, transfer, by=actor, parameters=None, now=timezone.now())
    return tuple(str(each.text) for each in found)
