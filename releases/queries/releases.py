"""Queries about revisions that are ready for release, live listings, and go-to-market requests."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.vendors import vendors_of_organisation
from common.actor import Actor
from common.errors import NotAllowed
from listings.content.vendor_fields import documents_with_current_vendor, vendor_in
from listings.lifecycle.engine import may, offers, row_in
from listings.lifecycle.registry import Reason, Reasons
from listings.models import Listing, Release, Revision, StatePeriod, Submission
from listings.queries.submissions import LARGE_COLUMNS
from listings.states.availabilities import Availability
from listings.states.revision_states import RELEASE_READY, RevisionState
from listings.visible import visible_listings, visible_revisions
from releases.errors import NeverLive
from releases.guards import ON_HOLD
from releases.lifecycles.live_tiles import LIVE_TILES, ROLL_BACK
from releases.models import GtmRequest
from sandboxes.queries.facts import with_names
from tilekit.checks.manifest.vendor import is_own_vendor


def ready_revisions(actor: Actor) -> QuerySet[Revision]:
    """Visible revisions between approval and release."""
    return visible_revisions(actor).filter(state__in=RELEASE_READY)


def signed_off_revisions(actor: Actor) -> QuerySet[Revision]:
    """Revisions that an admin can publish or schedule now."""
    unconfirmed = unconfirmed_submissions().filter(round=F("revision__round"))
    return ready_revisions(actor).filter(state=RevisionState.SIGNED_OFF).exclude(pk__in=unconfirmed.values("revision"))


def unconfirmed_submissions() -> QuerySet[Submission]:
    """Submissions whose release is on hold until the partner confirms it."""
    return Submission.objects.filter(release_confirmation=None, documents__submission__requested_release=ON_HOLD)


def live_listings(actor: Actor) -> QuerySet[Listing]:
    """Visible listings with a live release, with release and tile loaded."""
    return visible_listings(actor).filter(live_release__isnull=False).select_related("live_release", "tile")


def live_tile_link(listing: Listing, actor: Actor) -> str:
    """The URL of the live tile's page; "" if the actor's role allows no transition there now."""
    if listing.live_release_id is None or not offers(LIVE_TILES, [listing], actor)[listing.pk]:
        return ""
    return reverse("releases:live-tile", args=[listing.pk])


def earlier_live_submissions(listing: Listing) -> QuerySet[Submission]:
    """Submissions to which the listing can be rolled back, because they were live before; latest first."""
    released = Release.objects.filter(listing=listing).values("submission")
    rows = Submission.objects.filter(pk__in=released).select_related("revision")
    if listing.live_release is not None:
        rows = rows.exclude(pk=listing.live_release.submission_id)
    return with_names(rows).order_by("-submitted_at", "-pk")


def earlier_foreign_vendors(listing: Listing) -> dict[UUID, str]:
    """{submission ID: vendor} of the earlier live submissions that name a vendor that is not the organisation's.

    Two queries.
    """
    known = vendors_of_organisation(listing.organisation)
    earlier = earlier_live_submissions(listing)
    named = {each.pk: vendor_in(documents_with_current_vendor(listing, each)) for each in earlier}
    return {pk: each.name or each.id for pk, each in named.items() if not is_own_vendor(each.id, each.name, known)}


def release_reasons(releases: Iterable[Release]) -> dict[UUID, str]:
    """{release ID: the reason for the rollback, or for going live at that time}; "" if none was given. One query.

    The release of a scheduled tile has the reason for its schedule.
    """
    rows = list(releases)
    periods = StatePeriod.objects.filter(revision__in={row.submission.revision_id for row in rows})
    given = {(each.revision_id, each.until): each for each in periods.filter(verb__in=("schedule", "publish"))}
    reasons = {}
    for row in rows:
        published = given.get((row.submission.revision_id, row.at))
        scheduled = given.get((row.submission.revision_id, published.since)) if published else None
        found = (row.reason, *(each.reason for each in (published, scheduled) if each))
        reasons[row.pk] = next(filter(None, found), "")
    return reasons


def releases_of(listing: Listing) -> QuerySet[Release]:
    """All releases of the listing, with submissions and revisions, whose large columns are deferred."""
    deferred = (f"submission__{name}" for name in LARGE_COLUMNS)
    return Release.objects.filter(listing=listing).select_related("submission__revision").defer(*deferred)


def reasons_against_roll_back(listing: Listing, submission_id: UUID, actor: Actor) -> Reasons:
    """The reasons why the actor cannot roll the listing back to the submission."""
    found = []
    if row_in(LIVE_TILES, ROLL_BACK, listing.availability) is None:
        found.append(Reason(code=LIVE_TILES.field, text=Availability(listing.availability).label))
    if not may(LIVE_TILES, listing, ROLL_BACK, by=actor):
        found.append(Reason(code=NotAllowed.code, text=_("Only an admin can roll back a tile.")))
    if not earlier_live_submissions(listing).filter(pk=submission_id).exists():
        found.append(Reason(code=NeverLive.code, text=NeverLive.message))
    return tuple(found)


def visible_gtm_requests(actor: Actor) -> QuerySet[GtmRequest]:
    """All requests for staff; for partners, those about their own listings. Latest first."""
    rows = GtmRequest.objects.select_related("listing__organisation").order_by("-requested_at", "-pk")
    return rows if actor.is_staff else rows.filter(listing__organisation__in=list(actor.organisations))
