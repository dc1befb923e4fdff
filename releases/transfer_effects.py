"""Effects of accepting a transfer."""

from common.actions import in_transaction
from common.actor import SYSTEM
from common.names import NAME_FIELDS, unique_name
from listings.content.vendor_fields import SECTION, vendor_values
from listings.errors import NameTaken
from listings.lifecycle.change import StateChange
from listings.models import LeadSecret, Listing, Revision
from listings.states.revision_states import EDITABLE
from listings.writes.merged_saves import Save
from listings.writes.sections import SaveContext, save_documents
from releases.models import Transfer
from reviews.writes.product_accounts import erase_accounts_of_listing
from sandboxes.models import TileActivation
from sandboxes.writes import switch_off


@in_transaction
def hand_over(change: StateChange[Transfer]) -> None:
    """Move the listing, with everything that belongs to it, to the receiving organisation. Raises NameTaken."""
    listing, receiver = change.listing, change.subject.receiver
    listing.organisation, listing.transferred_at = receiver, change.now
    others = Listing.objects.filter(organisation=receiver)
    taken = NameTaken(organisation=receiver.name, name=listing.name)
    if others.filter(offer_id=listing.offer_id).exists():
        listing.offer_id = ""  # the receiver's clients use it for another listing
    with unique_name(listing, listing.name, among=others, error=taken):
        listing.save(update_fields=["organisation", "transferred_at", "offer_id", *NAME_FIELDS])


@in_transaction
def disable_tiles(change: StateChange[Transfer]) -> None:
    """Disable the listing's tiles in the sandbox orgs of the giving organisation."""
    switch_off(TileActivation.objects.filter(listing=change.listing), by=change.by, now=change.now)


@in_transaction
def delete_lead_secrets(change: StateChange[Transfer]) -> None:
    """Delete the secrets of the lead configuration, which give access to a system of the giver."""
    LeadSecret.objects.filter(listing=change.listing).delete()


@in_transaction
def erase_test_accounts(change: StateChange[Transfer]) -> None:
    """Erase the test accounts, which give access to a product of the giver."""
    erase_accounts_of_listing(change.listing.pk, by=change.by, now=change.now)


@in_transaction
def set_vendor_of_draft(change: StateChange[Transfer]) -> None:
    """Set the vendor fields of the open draft to the new organisation. Submissions do not change."""
    rows = Revision.objects.select_for_update(of=("self",)).filter(listing=change.listing, state__in=EDITABLE)
    revision = rows.first()
    if revision is not None:
        revision.listing = change.listing
        changes = vendor_values(change.listing.organisation)
        save_documents(SaveContext(revision=revision, by=SYSTEM, now=change.now), [Save(key=SECTION, changes=changes)])
