"""Queries about transfers of listings to another organisation."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from msgspec.structs import replace

from accounts.models import Organisation
from accounts.queries import accepted_kinds
from common.actor import Actor, Role
from common.names import has_same_name
from listings.lifecycle.guards import needed_agreements
from listings.models import Listing
from listings.queries import open_revision
from releases.models import GTM_OPEN, TRANSFER_OPEN, GtmRequest, Transfer
from releases.transfer_guards import TransferFacts

TRANSFER_JOB = "transfer"


def visible_transfers(actor: Actor) -> QuerySet[Transfer]:
    """The transfers that the actor may see, latest first. Partners see offers by or to their organisations."""
    rows = Transfer.objects.select_related("listing", "giver", "receiver").order_by("-offered_at", "-pk")
    organisations = list(actor.organisations)
    return rows if actor.is_staff else rows.filter(Q(giver__in=organisations) | Q(receiver__in=organisations))


def open_transfers(actor: Actor) -> QuerySet[Transfer]:
    """Offers that the actor must answer as an owner of the receiving organisation."""
    owned = [organisation_id for organisation_id, role in actor.organisations.items() if role >= Role.OWNER]
    return visible_transfers(actor).filter(receiver__in=owned, state__in=TRANSFER_OPEN)


def open_transfer(listing: Listing) -> Transfer | None:
    """The open offer of the listing; None if there is none."""
    rows = Transfer.objects.select_related("receiver").filter(listing=listing, state__in=TRANSFER_OPEN)
    return rows.first()


def transfer_link(listing: Listing, actor: Actor) -> dict[str, str] | None:
    """The URL of the transfer page (href) and the name of the receiver ("" without an offer); None for non-owners."""
    if not actor.holds(Role.OWNER, listing.organisation_id):
        return None
    transfer = open_transfer(listing)
    href = reverse("releases:transfer-offer", args=[listing.pk])
    return {"href": href, "receiver": transfer.receiver.name if transfer else ""}


def transfer_facts(transfer: Transfer) -> TransferFacts:
    """Facts for the guard `transferable`, without those about the receiver if nobody has named it. Seven queries."""
    listing, giver = transfer.listing, transfer.giver
    under_way = open_revision(listing.pk)
    facts = TransferFacts(
        suspended=() if giver.is_active else (giver.name,),
        hold=listing.hold,
        under_way=under_way.state if under_way else "",
        is_live=listing.live_release_id is not None,
        has_open_gtm=GtmRequest.objects.filter(listing=listing, state__in=GTM_OPEN).exists(),
    )
    return _with_receiver(facts, listing, transfer.receiver) if transfer.receiver_id else facts


def _with_receiver(facts: TransferFacts, listing: Listing, receiver: Organisation) -> TransferFacts:
    named = Listing.objects.filter(has_same_name(listing.name), organisation=receiver).exclude(pk=listing.pk)
    return replace(
        facts,
        suspended=facts.suspended if receiver.is_active else (*facts.suspended, receiver.name),
        receiver=receiver.name,
        is_confirmed=receiver.is_confirmed,
        has_name=named.exists(),
        needed=needed_agreements(listing.route),
        accepted=accepted_kinds([receiver.pk])[receiver.pk],
    )
