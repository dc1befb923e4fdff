"""Queries about revisions that are ready for release, live listings, and go-to-market requests."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.vendors import vendors_of_organisation
from common.actor import Actor
from listings.content.vendor_fields import documents_with_current_vendor, vendor_in
from listings.models import Listing, Release, Revision, StatePeriod, Submission
from listings.queries import visible_listings, visible_revisions
from listings.queries.submissions import LARGE_COLUMNS
from listings.states.revision_states import RELEASE_READY, RevisionState
from releases.guards import ON_HOLD
from releases.models import GtmRequest
from sandboxes.queries.orgs import with_names
from tilekit.checks.manifest.vendor import is_own_vendor


def ready_revisions(actor: Actor) -> QuerySet[Revision]:
    """Visible revisions between approval and release."""
    return visible_revisions(actor).filter(state__in=RELEASE_READY)


def signed_off_revisions(actor: Actor) -> QuerySet[Revision]:
    """Revisions that an admin can publish or schedule now."""
    # For each revision: with a list of the IDs, PostgreSQL would read the documents of all submissions.
    unconfirmed = unconfirmed_submissions().filter(
        revision=OuterRef("pk"), submission_number=OuterRef("submission_number")
    )
    return ready_revisions(actor).filter(~Exists(unconfirmed), state=RevisionState.SIGNED_OFF)


def unconfirmed_submissions() -> QuerySet[Submission]:
    """Submissions whose release is on hold until the partner confirms it."""
    return Submission.objects.filter(release_confirmation=None, documents__submission__requested_release=ON_HOLD)


def live_listings(actor: Actor) -> QuerySet[Listing]:
    """Visible listings with a live release, with release and tile loaded."""
    return visible_listings(actor).filter(live_release__isnull=False).select_related("live_release", "tile")


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
    own_vendors = vendors_of_organisation(listing.organisation)
    earlier = earlier_live_submissions(listing)
    named = {submission.pk: vendor_in(documents_with_current_vendor(listing, submission)) for submission in earlier}
    return {
        pk: vendor.name or vendor.id
        for pk, vendor in named.items()
        if not is_own_vendor(vendor.id, vendor.name, own_vendors)
    }


def release_reasons(releases: Iterable[Release]) -> dict[UUID, str]:
    """{release ID: the reason for the rollback, or for going live at that time}; "" if none was given. One query.

    The release of a scheduled tile has the reason for its schedule.
    """
    rows = list(releases)
    periods = StatePeriod.objects.filter(revision__in={row.submission.revision_id for row in rows})
    given = {(period.revision_id, period.until): period for period in periods.filter(verb__in=("schedule", "publish"))}
    reasons = {}
    for row in rows:
        published = given.get((row.submission.revision_id, row.at))
        scheduled = given.get((row.submission.revision_id, published.since)) if published else None
        given_reasons = (period.reason for period in (published, scheduled) if period)
        reasons[row.pk] = row.reason or next(filter(None, given_reasons), "")
    return reasons


def releases_of(listing: Listing) -> QuerySet[Release]:
    """All releases of the listing, with submissions and revisions, whose large columns are deferred."""
    deferred = (f"submission__{name}" for name in LARGE_COLUMNS)
    return Release.objects.filter(listing=listing).select_related("submission__revision").defer(*deferred)


def visible_gtm_requests(actor: Actor) -> QuerySet[GtmRequest]:
    """All requests for staff and the system; for partners, those about their own listings. Latest first."""
    rows = GtmRequest.objects.select_related("listing__organisation").order_by("-requested_at", "-pk")
    if actor.is_staff or actor.is_system:
        return rows
    return rows.filter(listing__organisation__in=list(actor.organisations))
