"""Queries that decide which listings an actor may see, and common lookups."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When

from common.actor import Actor
from common.lookups import first_or_not_found
from common.requests import parse_uuid
from listings.content.references import file_references
from listings.models import Listing, Revision, Section, Submission
from listings.states.revision_states import AT_WORK, CLOSED, RevisionState
from tilekit.sections.overview import Overview


def visible_listings(actor: Actor) -> QuerySet[Listing]:
    """The listings that the actor may see. (The catalogue decides which tiles customers see.)

    Members see the listings of their organisations, reviewers all that have been submitted, leads and admins all.
    """
    listings = Listing.objects.select_related("organisation")
    if sees_drafts(actor):
        return listings
    is_of_reader = _of_own_organisations(actor)
    submitted = Exists(Submission.objects.filter(revision__listing=OuterRef("pk")))
    return listings.filter(is_of_reader | submitted if actor.is_staff else is_of_reader)


def in_visible_listing(actor: Actor, listing: str = "listing") -> Exists:
    """The condition for rows whose listing, at this lookup, the actor may see.

    It looks at the listing of each row. `listing__in=visible_listings(…)` let SQLite read all listings for a few rows.
    """
    return Exists(visible_listings(actor).filter(pk=OuterRef(listing)))


def visible_revisions(actor: Actor) -> QuerySet[Revision]:
    """The revisions that the actor may see, with listing and organisation loaded.

    Reviewers see submitted revisions only, even of a listing that they may see.
    """
    revisions = Revision.objects.select_related("listing__organisation")
    if sees_drafts(actor):
        return revisions
    is_of_reader = _of_own_organisations(actor, "listing__")
    return revisions.filter(is_of_reader | Q(submission_number__gt=0) if actor.is_staff else is_of_reader)


def readable_revisions(actor: Actor) -> QuerySet[Revision]:
    """The visible revisions whose documents the actor may read. Reviewers don't read drafts."""
    revisions = visible_revisions(actor)
    if sees_drafts(actor):
        return revisions
    return revisions.filter(_of_own_organisations(actor, "listing__") | ~Q(state__in=AT_WORK))


def visible_submissions(actor: Actor) -> QuerySet[Submission]:
    """Submissions of visible listings, with revision, listing and organisation loaded."""
    submissions = Submission.objects.select_related("revision__listing__organisation")
    if actor.is_staff or actor.is_system:
        return submissions
    return submissions.filter(_of_own_organisations(actor, "revision__listing__"))


def is_visible(listing: Listing, actor: Actor) -> bool:
    """Whether `visible_listings` contains the listing. No query for members of its organisation."""
    return _is_own_listing(actor, listing) or (
        actor.is_staff and visible_listings(actor).filter(pk=listing.pk).exists()
    )


def is_readable(revision: Revision, actor: Actor) -> bool:
    """Whether `readable_revisions` contains the revision, whose listing must be loaded. No query."""
    if _is_own_listing(actor, revision.listing):
        return True
    return actor.is_staff and revision.submission_number > 0 and revision.state not in AT_WORK


def is_file_visible(actor: Actor, listing_id: UUID, sha256: str) -> bool:
    """Whether the actor may see a file of the listing. Reviewers only see files that were submitted."""
    if not visible_listings(actor).filter(pk=listing_id).exists():
        return False
    if sees_drafts(actor) or Listing.objects.filter(_of_own_organisations(actor), pk=listing_id).exists():
        return True
    rounds = Submission.objects.filter(revision__listing=listing_id).values_list("files", "documents")
    return any(
        sha256 in files.values() or any(sha256 in file_references(key, values) for key, values in documents.items())
        for files, documents in rounds
    )


def sees_drafts(actor: Actor) -> bool:
    """Whether the actor may read the drafts of all organisations: leads, admins and the system."""
    return actor.is_lead or actor.is_admin or actor.is_system


def _of_own_organisations(actor: Actor, at: str = "") -> Q:
    """The condition for listings of the actor's organisations. at is the lookup path ("revision__listing__").

    Deleted listings no longer belong to them.
    """
    is_of_reader = Q(**{f"{at}organisation_id__in": list(actor.organisations), f"{at}deleted_at": None})
    return is_of_reader & Q(**{f"{at}pk": actor.only_listing}) if actor.only_listing else is_of_reader


def _is_own_listing(actor: Actor, listing: Listing) -> bool:
    """Whether the listing belongs to an organisation of the actor, or the actor may read all drafts."""
    is_own = actor.belongs_to(listing.organisation_id) and actor.only_listing in {None, listing.pk}
    is_own = is_own and listing.deleted_at is None
    return sees_drafts(actor) or is_own


def open_revision(listing_id: UUID) -> Revision | None:
    """The open revision of the listing; None if there is none."""
    revisions = Revision.objects.select_related("listing__organisation").filter(listing_id=listing_id)
    return revisions.exclude(state__in=CLOSED).first()


def working_first(revisions: QuerySet[Revision]) -> QuerySet[Revision]:
    """The revisions, sorted so that the first one of a listing is its *working revision*, which pages show.

    That is the newest revision, unless the tile was rolled back: then an earlier one is live and replaces it.
    """
    return revisions.order_by(Case(When(state=RevisionState.SUPERSEDED, then=1), default=0), "-number")


def working_revisions(listings: Iterable[Listing]) -> Mapping[UUID, Revision]:
    """{listing ID: its working revision}. One query."""
    working = working_first(Revision.objects.filter(listing=OuterRef("listing"))).values("pk")[:1]
    rows = Revision.objects.filter(listing__in=list(listings), pk=Subquery(working))
    return {revision.listing_id: revision for revision in rows.select_related("listing__organisation")}


def in_state(listings: QuerySet[Listing], state: RevisionState) -> QuerySet[Listing]:
    """The listings whose working revision is in the state."""
    working = working_first(Revision.objects.filter(listing=OuterRef("pk"))).values("state")[:1]
    return listings.annotate(working_state=Subquery(working)).filter(working_state=state)


def with_identifier(listings: QuerySet[Listing], identifier: str) -> QuerySet[Listing]:
    """The listings with this identifier: the app UUID, or the integration ID in the working revision."""
    working = working_first(Revision.objects.filter(listing=OuterRef("pk"))).values("pk")[:1]
    overviews = Section.objects.filter(key=Overview.key, scope="", document__integration_id=identifier)
    named = overviews.filter(revision=OuterRef("working_id"))
    app = parse_uuid(identifier)
    is_app = Q(app_uuid=app) if app else Q(pk__in=[])
    return listings.annotate(working_id=Subquery(working)).filter(Exists(named) | is_app)


def current_submission(revision: Revision) -> Submission | None:
    """The latest submission of the revision; None if there is none."""
    return Submission.objects.filter(revision=revision).order_by("-submission_number").first()


def latest_submission(revision: Revision) -> Submission:
    """The latest submission of a revision that was submitted."""
    return Submission.objects.filter(revision=revision).latest("submission_number")


def latest_submissions(revisions: Iterable[Revision]) -> Mapping[UUID, UUID]:
    """{revision ID: ID of its latest submission}, without revisions that were never submitted. One query."""
    rows = (
        Submission.objects.filter(revision__in=list(revisions))
        .order_by("submission_number")
        .values_list("revision_id", "pk")
    )
    return dict(rows)


def submission_for(actor: Actor, submission_id: UUID) -> Submission:
    """The submission with this ID. Raises NotFound if the actor may not see it."""
    return first_or_not_found(visible_submissions(actor).filter(pk=submission_id))
