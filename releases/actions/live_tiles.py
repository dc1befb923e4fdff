"""Roll back, deprecate, unpublish or relist a live tile."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Team
from accounts.queries import member_ids, team_ids
from audit.writes import record_event
from catalog.models import Tile
from catalog.writes import update_visibility, write_tile
from common.actions import action, in_transaction
from common.actor import Actor, Role
from common.errors import NotAllowed, NotPossible, Stale
from listings.events import subject_of_live
from listings.models import Listing, Release
from listings.states import Availability, ReleaseKind
from listings.transitions import lock_listing
from notices.writes import post_notice
from releases import writes
from releases.errors import NeverLive
from releases.guards import LiveVerb, may_change_live, reasons_against_end, reasons_against_live
from releases.queries import earlier_releases
from sandboxes.actions.access import refuse, required_reason


@action
def roll_back(
    *, listing_id: UUID, submission_id: UUID, reason: str, seen: UUID | None, by: Actor, now: datetime
) -> Release:
    """Make a submission that was live before live again, as a new release.

    seen is the live release that the page showed. Raises NotFound, NotAllowed, Stale, NotPossible, NeverLive.
    """
    listing = _locked(listing_id, LiveVerb.ROLL_BACK, by=by)
    text = required_reason(reason)
    if listing.live_release_id != seen:
        raise Stale
    submission = earlier_releases(listing).filter(pk=submission_id).first()
    if submission is None:
        raise NeverLive
    kind = ReleaseKind.ROLL_BACK
    release = writes.create_release(listing, submission, kind=kind, by=by, now=now, reason=text)
    write_tile(listing)
    digests = {"submission": submission.digest}
    objects = {"listing": listing.pk, "submission": submission.pk, "release": release.pk}
    event = record_event("listing.roll-back", by=by, objects=objects, digests=digests, now=now)
    about: dict[str, str | int] = {
        "reason": text,
        "round": submission.round,
        "number": submission.revision.number,
    }
    _notify("listing.rolled-back", listing, about, key=str(event.pk), by=by, now=now)
    return release


@action
def deprecate_listing(*, listing_id: UUID, ends_on: date, successor_slug: str, by: Actor, now: datetime) -> Listing:
    """Deprecate the tile, as an owner or a lead. Repeat it to change the end date or the successor.

    successor_slug is the slug of a listed tile, "" for none. Raises NotFound, NotAllowed, NotPossible.
    """
    listing = _locked(listing_id, LiveVerb.DEPRECATE, by=by)
    refuse(reasons_against_end(ends_on, now.date()))
    listing.ends_on, listing.successor_id = ends_on, _successor(successor_slug, listing)
    _set(listing, Availability.DEPRECATED)
    event = record_event("listing.deprecate", by=by, objects={"listing": listing.pk}, now=now)
    _notify("listing.deprecated", listing, {"ends_on": ends_on.isoformat()}, key=str(event.pk), by=by, now=now)
    return listing


@action
def unpublish_listing(*, listing_id: UUID, reason: str, by: Actor, now: datetime) -> Listing:
    """Remove the tile from the catalogue, as a lead or an admin. Its slug stays reserved.

    Raises NotFound, NotAllowed, NotPossible.
    """
    listing = _locked(listing_id, LiveVerb.UNPUBLISH, by=by)
    text = required_reason(reason)
    _set(listing, Availability.UNPUBLISHED)
    event = record_event("listing.unpublish", by=by, objects={"listing": listing.pk}, now=now)
    _notify("listing.unpublished", listing, {"reason": text}, key=str(event.pk), by=by, now=now)
    return listing


@action
def relist_listing(*, listing_id: UUID, by: Actor, now: datetime) -> Listing:
    """Undo a deprecation or an unpublishing, as an admin. Raises NotFound, NotAllowed, NotPossible."""
    listing = _locked(listing_id, LiveVerb.RELIST, by=by)
    listing.ends_on, listing.successor_id = None, None
    _set(listing, Availability.LISTED)
    event = record_event("listing.relist", by=by, objects={"listing": listing.pk}, now=now)
    _notify("listing.relisted", listing, {}, key=str(event.pk), by=by, now=now)
    return listing


@in_transaction
def _locked(listing_id: UUID, verb: LiveVerb, *, by: Actor) -> Listing:
    """The listing, locked, if the actor may do this to it now. Raises NotAllowed, NotPossible."""
    listing = lock_listing(listing_id, by=by)
    if not may_change_live(verb, by, listing.organisation_id):
        raise NotAllowed
    refuse(reasons_against_live(verb, listing.availability))
    return listing


@in_transaction
def _set(listing: Listing, availability: Availability) -> None:
    listing.availability = availability
    listing.save(update_fields=["availability", "ends_on", "successor"])
    update_visibility(listing)


def _successor(slug: str, listing: Listing) -> UUID | None:
    if not slug:
        return None
    tile = Tile.objects.filter(slug=slug, is_listed=True).exclude(listing=listing).only("listing_id").first()
    if tile is None:
        raise NotPossible(
            reasons=_("No other live tile has the integration ID “{id}”.").format(id=slug), codes=["no-successor"]
        )
    return tile.listing_id


def _notify(kind: str, listing: Listing, about: Mapping[str, str | int], *, key: str, by: Actor, now: datetime) -> None:
    editors = member_ids(listing.organisation_id, least=Role.EDITOR)
    post_notice(
        kind,
        recipients=[*editors, *team_ids([Team.ECOSYSTEMS])],
        parameters={"listing": listing.name, **about},
        url=listing.get_absolute_url(),
        key=f"{kind}:{key}",
        now=now,
        by=by,
        about=[subject_of_live(listing)],
    )
