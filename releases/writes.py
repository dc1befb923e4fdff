"""Parts of writes about releases, for actions and as effects of transitions."""

from datetime import datetime
from uuid import UUID

from common.actions import in_transaction
from common.actor import Actor
from jobs.writes import cancel_jobs, enqueue
from listings.lifecycle.change import RevisionChange
from listings.models import Listing, Release, ReleaseKind, Revision, Submission
from listings.queries import latest_submission
from listings.states.availabilities import Availability
from listings.states.revision_states import RevisionState
from listings.writes.client_values import entities_in
from releases.models import ReleaseConfirmation
from releases.queries import PROMOTE_JOB, RELEASE_JOB
from releases.requested_release import asks_for_promotion


@in_transaction
def enqueue_requested_promotion(change: RevisionChange) -> None:
    """Queue the promotion of the preview if the client requested it when it submitted."""
    rows = Submission.objects.filter(revision=change.revision).order_by("-submission_number")
    submission = rows.only("documents", "submitted_at")[0]
    if asks_for_promotion(entities_in(submission.documents), submitted_at=submission.submitted_at):
        key = str(submission.pk)
        organisation = change.listing.organisation_id
        enqueue(PROMOTE_JOB, payload={"submission": key}, key=key, now=change.now, organisation=organisation)


@in_transaction
def schedule_release(change: RevisionChange) -> None:
    """Schedule the release for the time in the parameter "release_at"."""
    at = change.value("release_at", datetime)
    change.revision.release_at = at
    key = str(change.revision.pk)
    enqueue(RELEASE_JOB, payload={"revision": key}, key=key, run_at=at, now=change.now)


@in_transaction
def confirm_release(change: RevisionChange) -> None:
    """Record that an owner has confirmed the release of the current submission."""
    submission = latest_submission(change.revision)
    ReleaseConfirmation.objects.create(submission=submission, confirmed_by=change.by.id, confirmed_at=change.now)


@in_transaction
def cancel_release(change: RevisionChange) -> None:
    """Cancel the scheduled release and its job."""
    change.revision.release_at = None
    cancel_jobs(RELEASE_JOB, key=str(change.revision.pk))


@in_transaction
def supersede(change: RevisionChange) -> None:
    """Mark the listing's published revision as superseded, because a listing has only one."""
    _supersede_others(change.listing, change.revision.pk, now=change.now)


@in_transaction
def restore_revision(listing: Listing, revision_id: UUID, *, now: datetime) -> None:
    """Mark the revision to which the tile is rolled back as published, and the published one as superseded."""
    _supersede_others(listing, revision_id, now=now)
    restored = Revision.objects.filter(pk=revision_id, state=RevisionState.SUPERSEDED)
    restored.update(state=RevisionState.PUBLISHED, state_since=now)


def _supersede_others(listing: Listing, revision_id: UUID, *, now: datetime) -> None:
    earlier = Revision.objects.filter(listing=listing, state=RevisionState.PUBLISHED).exclude(pk=revision_id)
    earlier.update(state=RevisionState.SUPERSEDED, state_since=now)


@in_transaction
def release(change: RevisionChange) -> None:
    """Make the current submission live."""
    create_release(
        change.listing, latest_submission(change.revision), kind=ReleaseKind.PUBLISH, by=change.by, now=change.now
    )
    cancel_jobs(RELEASE_JOB, key=str(change.revision.pk))


@in_transaction
def create_release(
    listing: Listing, submission: Submission, *, kind: ReleaseKind, by: Actor, now: datetime, reason: str = ""
) -> Release:
    """Create a release of the submission and make it the live release.

    The first release lists the tile. A deprecated tile stays deprecated, and an unpublished tile stays unpublished
    until an admin lists it again.
    """
    release = Release.objects.create(
        listing=listing,
        submission=submission,
        kind=kind,
        by=by.id,
        at=now,
        replaces_id=listing.live_release_id,
        reason=reason,
    )
    listing.live_release = release
    if listing.availability == Availability.NONE:
        listing.availability = Availability.LISTED
    listing.save(update_fields=["live_release", "availability"])
    return release
