"""Actions that roll back, deprecate, unpublish and relist live tiles."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast
from uuid import UUID

from common.actions import action
from common.actor import Actor
from listings.lifecycle import engine
from listings.models import Listing, Release
from releases.lifecycles.live_tiles import LIVE_TILES, ROLL_BACK


@action
def change_live_tile(
    *, listing_id: UUID, verb: str, parameters: Mapping[str, object], seen: UUID | None, by: Actor, now: datetime
) -> Listing:
    """Apply a verb of `LIVE_TILES` with the values of its form.

    seen is the ID of the live release that the page showed; None accepts any. Raises NotFound, NotAllowed, Stale,
    NotPossible, NeverLive.
    """
    return engine.apply_transition(LIVE_TILES, listing_id, verb, seen=seen, by=by, now=now, parameters=parameters)


@action
def roll_back(
    *, listing_id: UUID, submission_id: UUID, reason: str, seen: UUID | None, by: Actor, now: datetime
) -> Release:
    """Make an earlier live submission live again, as a new release.

    seen is the ID of the live release that the client saw; None accepts any. Raises NotFound, NotAllowed, Stale,
    NotPossible, NeverLive.
    """
    parameters = {"submission": submission_id, "reason": reason}
    listing = engine.apply_transition(
        LIVE_TILES, listing_id, ROLL_BACK, seen=seen, by=by, now=now, parameters=parameters
    )
    return cast("Release", listing.live_release)  # the engine has just created it
