"""The subjects of webhook events about listings."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from listings import page_urls
from listings.lifecycle.event_data import EventLinks, ListingEventData
from listings.models import Listing, Revision, Submission
from listings.states.availabilities import Availability
from listings.states.revision_states import RevisionState
from notices.events import EventData, EventSubject

Kind = Callable[..., EventData]


def revision_subject(
    revision: Revision,
    *,
    listing: Listing | None = None,
    page: str = "",
    kind: Kind = ListingEventData,
    **more: UUID | str | None,
) -> EventSubject:
    """The event subject for a revision and its current submission. kind is the class of its data, more its own fields.

    page is the path of the page to link to, instead of the listing's page.
    """
    about = listing or revision.listing
    return EventSubject(
        organisation_id=about.organisation_id, describe=lambda: kind(**_values(about, revision, page=page), **more)
    )


def subject_of_live(listing: Listing, *, kind: Kind = ListingEventData, **more: Any) -> EventSubject:
    """The event subject for the live submission of a listing."""
    rows = Submission.objects.filter(releases=listing.live_release_id)
    return subject_of_submission(listing, rows, kind=kind, **more)


def subject_of_submission(
    listing: Listing, rows: QuerySet[Submission], *, page: str = "", kind: Kind = ListingEventData, **more: UUID
) -> EventSubject:
    """The event subject for a submission of a listing; rows must contain exactly this submission."""

    def describe() -> EventData:
        submission = rows.select_related("revision").only("submission_number", "revision").get()
        about = {"round": submission.submission_number, "submission": submission.pk}
        return kind(**{**_values(listing, submission.revision, page=page), **about, **more})

    return EventSubject(organisation_id=listing.organisation_id, describe=describe)


def subject_without_revision(organisation_id: UUID, *, page: str, kind: Kind, **more: UUID | None) -> EventSubject:
    """The event subject for something without a revision, such as a sandbox org; page is the path of its page."""
    nothing = dict.fromkeys(("listing", "revision", "round", "submission", "state", "availability"))
    values = {
        "organisation": organisation_id,
        "links": EventLinks(api=None, page=f"{settings.PUBLIC_URL}{page}"),
        **more,
    }
    return EventSubject(organisation_id=organisation_id, describe=lambda: kind(**{**nothing, **values}))


def subject_of_deleted(revision: Revision) -> EventSubject:
    """The event subject for a revision that is deleted in this transaction."""
    listing = revision.listing
    links = EventLinks(api=None, page=f"{settings.PUBLIC_URL}{page_urls.LISTINGS}")
    return EventSubject(
        organisation_id=listing.organisation_id,
        describe=lambda: ListingEventData(**{**_values(listing, revision, page=""), "state": None, "links": links}),
    )


def _values(listing: Listing, revision: Revision, *, page: str) -> dict[str, Any]:
    latest = revision.submissions.filter(submission_number=revision.submission_number)
    return {
        "organisation": listing.organisation_id,
        "listing": listing.pk,
        "revision": revision.number,
        "round": revision.submission_number,
        "submission": latest.values_list("pk", flat=True).first() if revision.submission_number else None,
        "state": RevisionState(revision.state),
        "availability": Availability(listing.availability),
        "links": EventLinks(
            api=f"{settings.PUBLIC_URL}{page_urls.api_listing(listing.pk)}",
            page=f"{settings.PUBLIC_URL}{page or listing.get_absolute_url()}",
        ),
    }
