"""The buttons that the command palette offers about releases, live tiles, transfers, aliases and go-to-market help."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.page import OrganisationAction, register_action
from common.actor import Actor, Role
from common.palette import register_entries
from listings.models import Revision
from listings.pages.button_entries import register_button_pages, subject_entries
from listings.pages.buttons import ButtonPage
from listings.states.revision_states import RELEASE_READY
from releases.live_tile_offers import LIVE_TILE_BUTTONS
from releases.models import GTM_OPEN, GtmRequest, Transfer
from releases.queries import live_listings, visible_gtm_requests
from releases.queries.transfers import open_transfer, visible_transfers
from releases.views.aliases import ALIAS_PAGES
from releases.views.gtm import GTM_PAGES
from releases.views.releases import RELEASE_BUTTONS
from releases.views.transfers import TRANSFER_BUTTONS


@register_button_pages
def pages_of_revision(revision: Revision, actor: Actor) -> Iterator[tuple[ButtonPage[Any], Any]]:
    """The pages of the release, of the live tile, of go-to-market help and of a new transfer."""
    if revision.state in RELEASE_READY:
        yield RELEASE_BUTTONS, revision
    for listing in live_listings(actor).filter(pk=revision.listing_id):
        yield LIVE_TILE_BUTTONS, listing
        yield GTM_PAGES, GtmRequest(listing=listing)
        for request in visible_gtm_requests(actor).filter(listing=listing, state__in=GTM_OPEN):
            yield GTM_PAGES, request
    if open_transfer(revision.listing) is None:
        yield TRANSFER_BUTTONS, Transfer(listing=revision.listing, giver=revision.listing.organisation)


register_action(OrganisationAction(label=_("Request an alias"), url_name="releases:alias-request", role=Role.EDITOR))
register_entries(
    subject_entries(
        TRANSFER_BUTTONS, "transfer_id", visible_transfers, about=lambda transfer: str(transfer.listing.name)
    )
)
register_entries(
    subject_entries(ALIAS_PAGES, "alias_id", ALIAS_PAGES.lifecycle.visible, about=lambda alias: str(alias.name))
)
