"""What an actor may do with a live tile, and where."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.actor import Actor
from common.errors import NotAllowed
from listings.lifecycle.engine import may, row_in
from listings.lifecycle.offers import offers
from listings.lifecycle.registry import Reason, Reasons
from listings.models import Listing
from listings.pages.buttons import ButtonPage
from listings.states.availabilities import Availability
from releases.errors import NeverLive
from releases.lifecycles.live_tiles import LIVE_TILES, ROLL_BACK
from releases.queries import earlier_live_submissions


class LiveTileButtons(ButtonPage[Listing]):
    lifecycle = LIVE_TILES
    url_name = "releases:live-tile"
    placed = frozenset({ROLL_BACK})


LIVE_TILE_BUTTONS = LiveTileButtons()


def live_tile_link(listing: Listing, actor: Actor) -> str:
    """The URL of the live tile's page; "" if the actor's role allows no transition there now."""
    if listing.live_release_id is None or not offers(LIVE_TILES, [listing], actor)[listing.pk]:
        return ""
    return reverse("releases:live-tile", args=[listing.pk])


def reasons_against_roll_back(listing: Listing, submission_id: UUID, actor: Actor) -> Reasons:
    """The reasons why the actor cannot roll the listing back to the submission."""
    reasons = []
    if row_in(LIVE_TILES, ROLL_BACK, listing.availability) is None:
        reasons.append(Reason(code=LIVE_TILES.field, text=Availability(listing.availability).label))
    if not may(LIVE_TILES, listing, ROLL_BACK, by=actor):
        reasons.append(Reason(code=NotAllowed.code, text=_("Only an admin can roll back a tile.")))
    if not earlier_live_submissions(listing).filter(pk=submission_id).exists():
        reasons.append(Reason(code=NeverLive.code, text=NeverLive.message))
    return tuple(reasons)
