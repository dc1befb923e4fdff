"""What is ready to go live, what is live, and the help around it."""

from django.db.models import QuerySet

from common.actor import Actor
from listings.models import Listing, Release, Revision, Submission
from listings.queries.visible import visible_listings, visible_revisions
from listings.states import State
from sandboxes.models import GtmRequest
from sandboxes.queries.facts import with_names

RELEASE_READY = (State.APPROVED, State.IN_SANDBOX, State.SIGNED_OFF, State.SCHEDULED)
SWITCHABLE = (State.IN_SANDBOX, State.SIGNED_OFF, State.SCHEDULED)


def ready_revisions(actor: Actor) -> QuerySet[Revision]:
    """Revisions between approval and release."""
    return visible_revisions(actor).filter(state__in=RELEASE_READY)


def signed_off_revisions(actor: Actor) -> QuerySet[Revision]:
    """Revisions that an admin can publish or plan now."""
    return ready_revisions(actor).filter(state=State.SIGNED_OFF)


def live_listings(actor: Actor) -> QuerySet[Listing]:
    """Listings of which something is live, with their tile."""
    return visible_listings(actor).filter(live_release__isnull=False).select_related("live_release", "tile")


def earlier_releases(listing: Listing) -> QuerySet[Submission]:
    """Submissions that were live once and are not now: what can be rolled back to, the latest first."""
    released = Release.objects.filter(listing=listing).values("submission")
    rows = Submission.objects.filter(pk__in=released).select_related("revision")
    if listing.live_release is not None:
        rows = rows.exclude(pk=listing.live_release.submission_id)
    return with_names(rows).order_by("-submitted_at", "-pk")


def visible_gtm_requests(actor: Actor) -> QuerySet[GtmRequest]:
    """All for staff, their own listings' for partners; the latest first."""
    rows = GtmRequest.objects.select_related("listing__organisation").order_by("-requested_at", "-pk")
    return rows if actor.is_staff else rows.filter(listing__organisation__in=list(actor.organisations))
