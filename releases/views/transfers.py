"""Pages on which owners offer, view and answer transfers of listings."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import signed_in
from accounts.guards import assert_role
from accounts.queries import names_of
from common.actor import Actor, Role
from common.lookups import first_or_not_found
from common.pages import Column, ListPage
from common.requests import ActorRequest
from listings.lifecycle.engine import assert_row
from listings.lifecycle.reasons import reasons_against
from listings.lifecycle.types import Transition
from listings.pages.buttons import BoundForms, ButtonPage, Press, press
from listings.pages.kept_forms import is_pressed
from listings.pages.shown_buttons import buttons_for
from listings.queries import logos_of, visible_listings
from listings.queries.past_transitions import reason_of_state
from releases.actions import offer_transfer
from releases.lifecycles.transfer_rows import ACCEPT, OFFER
from releases.lifecycles.transfers import TRANSFERS
from releases.models import Transfer, TransferState
from releases.queries.transfers import open_transfer, visible_transfers


class TransferButtons(ButtonPage[Transfer]):
    lifecycle = TRANSFERS
    url_name = "releases:transfer"

    def url(self, subject: Transfer, row: Transition) -> str:
        return _offer_url(subject) if row.creates_subject else super().url(subject, row)

    def page_url(self, subject: Transfer) -> str:
        return _offer_url(subject) if subject.is_new else super().page_url(subject)

    def next_url(self, subject: Transfer, row: Transition) -> str:
        return subject.listing.get_absolute_url() if row.verb == ACCEPT else super().next_url(subject, row)

    def carry_out(self, press: Press[Transfer]) -> Transfer:
        if not press.transition.creates_subject:
            return super().carry_out(press)
        vendor_id, note = (str(press.parameters[name]) for name in ("vendor_id", "note"))
        listing_id = press.subject.listing_id
        return offer_transfer(listing_id=listing_id, vendor_id=vendor_id, note=note, by=press.by, now=press.now)


def _offer_url(transfer: Transfer) -> str:
    return reverse("releases:transfer-offer", args=[transfer.listing_id])


TRANSFER_BUTTONS = TransferButtons()


@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    page = ListPage(
        template="releases/transfers.html",
        title=_("Transfers"),
        intro=_("Listings that one organisation has offered to another."),
        caption=_("Listing transfers"),
        columns=[*map(Column, (_("Listing"), _("From"), _("To"), _("Offered on"), _("State")))],
        empty_title=_("No transfers"),
        empty_text=_(
            "An owner can offer a listing to another organisation on the listing's page. "
            "Both organisations then see the transfer here."
        ),
        empty_icon="undo",
        order=("-offered_at", "-pk"),
    )
    return page.paginated(request, visible_transfers(request.actor))


@require_safe
@signed_in
def detail(request: ActorRequest, transfer_id: UUID) -> HttpResponse:
    return _page(request, _transfer(request, transfer_id))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@reauthentication_required
def offer(request: ActorRequest, listing_id: UUID) -> HttpResponse:
    listing = first_or_not_found(visible_listings(request.actor).filter(pk=listing_id))
    assert_role(request.actor, Role.OWNER, listing.organisation_id)
    waiting = open_transfer(listing)
    if waiting is not None and not is_pressed(request):
        return redirect("releases:transfer", waiting.pk)
    transfer = Transfer(listing=listing, giver=listing.organisation)

    def page(bound_forms: BoundForms) -> HttpResponse:
        context = {
            "listing": listing,
            "logo": logos_of([listing], to=request.actor).get(listing.pk),
            "buttons": buttons_for(TRANSFER_BUTTONS, transfer, request.actor, bound_forms=bound_forms),
            "breadcrumbs": [{"label": listing.name, "href": listing.get_absolute_url()}, {"label": _("Transfer")}],
        }
        return render(request, "releases/transfer_offer.html", context)

    return press(request, TRANSFER_BUTTONS, transfer, slug=OFFER, render=page) if is_pressed(request) else page({})


@signed_in
def change(request: ActorRequest, transfer_id: UUID, verb: str) -> HttpResponse:
    """Carry out a button of the page."""
    transfer = _transfer(request, transfer_id)
    return press(
        request, TRANSFER_BUTTONS, transfer, slug=verb, render=lambda refused: _page(request, transfer, refused)
    )


def _transfer(request: ActorRequest, transfer_id: UUID) -> Transfer:
    return first_or_not_found(visible_transfers(request.actor).filter(pk=transfer_id))


def _page(request: ActorRequest, transfer: Transfer, bound_forms: BoundForms | None = None) -> HttpResponse:
    names = names_of([transfer.offered_by, transfer.answered_by])
    is_open = transfer.is_open and transfer.expires_at > timezone.now()
    seen = visible_listings(request.actor).filter(pk=transfer.listing_id)
    context = {
        "transfer": transfer,
        "offered_by": names.get(transfer.offered_by) if transfer.offered_by else "",
        "answered_by": names.get(transfer.answered_by) if transfer.answered_by else "",
        "is_waiting": is_open,
        "reason": reason_of_state(TRANSFERS, transfer),
        "state": TransferState.EXPIRED if transfer.is_open and not is_open else transfer.state,
        "reasons": _reasons(transfer, request.actor) if is_open else (),
        "buttons": buttons_for(TRANSFER_BUTTONS, transfer, request.actor, bound_forms=bound_forms)
        if is_open or not transfer.is_open or bound_forms
        else {},
        "sees_listing": seen.exists(),
        "logo": logos_of(seen, to=request.actor).get(transfer.listing_id),
        "breadcrumbs": [
            {"label": _("Transfers"), "href": reverse("releases:transfer-list")},
            {"label": transfer.listing.name},
        ],
    }
    return render(request, "releases/transfer.html", context)


def _reasons(transfer: Transfer, actor: Actor) -> tuple[str, ...]:
    """The reasons why the transfer can't be accepted. Everybody who may see the transfer sees them."""
    row = assert_row(TRANSFERS, transfer, ACCEPT)
    reasons = reasons_against(row, transfer, by=actor, parameters=None, now=timezone.now())
    return tuple(str(reason.text) for reason in reasons)
