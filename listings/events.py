"""The data of webhook events about listings."""

from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from listings import page_urls
from listings.models import Listing, Revision, Submission
from notices.events import Data, EventSubject


def revision_subject(
    revision: Revision, *, listing: Listing | None = None, page: str = "", **more: object
) -> EventSubject:
    """The event subject for a revision with its current round. more adds values to its data.

    page is the path of the page to link to, instead of the listing's page.
    """
    about = listing or revision.listing
    return EventSubject(
        organisation_id=about.organisation_id, describe=lambda: {**_data(about, revision, page=page), **more}
    )


def subject_of_live(listing: Listing, **more: str) -> EventSubject:
    """The event subject for the live submission of a listing."""
    return subject_of_submission(listing, Submission.objects.filter(releases=listing.live_release_id), **more)


def subject_of_submission(listing: Listing, rows: QuerySet[Submission], *, page: str = "", **more: str) -> EventSubject:
    """The event subject for a submission of a listing; rows must contain exactly this submission."""

    def describe() -> Data:
        submission = rows.select_related("revision").only("round", "revision").get()
        about = {"round": submission.round, "submission": str(submission.pk)}
        return {**_data(listing, submission.revision, page=page), **about, **more}

    return EventSubject(organisation_id=listing.organisation_id, describe=describe)


def subject_without_listing(organisation_id: UUID, *, page: str, **more: object) -> EventSubject:
    """The event subject for something without a listing, such as a sandbox org; page is the path of its page."""
    nothing = dict.fromkeys(("listing", "revision", "round", "submission", "state", "availability"))
    links = {"api": None, "page": f"{settings.PUBLIC_URL}{page}"}
    return EventSubject(organisation_id=organisation_id, describe=lambda: {**nothing, "links": links, **more})


def _data(listing: Listing, revision: Revision, *, page: str) -> Data:
    rows = Submission.objects.filter(revision=revision, round=revision.round).values_list("pk", flat=True)
    submission = rows.first() if revision.round else None
    return {
        "listing": str(listing.pk),
        "revision": revision.number,
        "round": revision.round,
        "submission": str(submission) if submission else None,
        "state": str(revision.state),
        "availability": str(listing.availability),
        "links": {
            "api": f"{settings.PUBLIC_URL}{page_urls.api_listing(listing.pk)}",
            "page": f"{settings.PUBLIC_URL}{page or listing.get_absolute_url()}",
        },
    }


def subject_of_deleted(revision: Revision) -> EventSubject:
    """The event subject for a revision that is deleted in this transaction."""
    listing = revision.listing
    return EventSubject(organisation_id=listing.organisation_id, describe=lambda: _deleted(listing, revision))


def _deleted(listing: Listing, revision: Revision) -> Data:
    links = {"api": None, "page": f"{settings.PUBLIC_URL}{page_urls.LISTINGS}"}
    return {**_data(listing, revision, page=""), "state": None, "links": links}
