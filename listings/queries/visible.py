"""Whose listings one may see, and the rows that pages start from."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from common.actor import Actor
from common.errors import NotFound
from listings.models import Listing, Revision, Submission
from listings.states import CLOSED


def visible_listings(actor: Actor) -> QuerySet[Listing]:
    """The partner's own listings; all for staff. What customers see is the catalogue's to say."""
    listings = Listing.objects.select_related("organisation")
    if actor.is_staff or actor.is_system:
        return listings
    return listings.filter(organisation_id__in=list(actor.organisations))


def visible_revisions(actor: Actor) -> QuerySet[Revision]:
    """Revisions of visible listings, with listing and organisation loaded."""
    revisions = Revision.objects.select_related("listing__organisation")
    if actor.is_staff or actor.is_system:
        return revisions
    return revisions.filter(listing__organisation_id__in=list(actor.organisations))


def visible_submissions(actor: Actor) -> QuerySet[Submission]:
    """Submissions of visible listings, with revision, listing and organisation loaded."""
    submissions = Submission.objects.select_related("revision__listing__organisation")
    if actor.is_staff or actor.is_system:
        return submissions
    return submissions.filter(revision__listing__organisation_id__in=list(actor.organisations))


def is_visible(listing: Listing, actor: Actor) -> bool:
    """The same rule for a listing that is at hand."""
    return actor.is_staff or actor.is_system or actor.belongs_to(listing.organisation_id)


def open_revision(listing_id: UUID) -> Revision | None:
    """The revision that is under way, else None."""
    revisions = Revision.objects.select_related("listing__organisation").filter(listing_id=listing_id)
    return revisions.exclude(state__in=CLOSED).first()


def working_revisions(listings: Iterable[Listing]) -> Mapping[UUID, Revision]:
    """For each listing the revision that a page shows: the open one, else the newest; one query."""
    newest = Revision.objects.filter(listing=OuterRef("listing")).order_by("-number").values("pk")[:1]
    rows = Revision.objects.filter(listing__in=list(listings), pk=Subquery(newest))
    return {revision.listing_id: revision for revision in rows.select_related("listing__organisation")}


def current_submission(revision: Revision) -> Submission | None:
    """The latest frozen round of the revision."""
    return Submission.objects.filter(revision=revision).order_by("-round").first()


def latest_submissions(revisions: Iterable[Revision]) -> Mapping[UUID, UUID]:
    """The id of the latest submission of each revision that has one; one query."""
    rows = Submission.objects.filter(revision__in=list(revisions)).order_by("round").values_list("revision_id", "pk")
    return dict(rows)


def submission_for(actor: Actor, submission_id: UUID) -> Submission:
    """The submission. Raises NotFound where the actor may not know of it."""
    found = visible_submissions(actor).filter(pk=submission_id).first()
    if found is None:
        raise NotFound
    return found
