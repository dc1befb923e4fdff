"""Parts of writes from approval to going live that transitions compose."""

from datetime import datetime

from django.db.models import QuerySet

from common.actions import in_transaction
from jobs.moves import cancel_jobs, enqueue
from listings.models import Listing, Release, Revision, Submission
from listings.registry import Change
from listings.states import Availability, ReleaseKind, State
from sandboxes.models import OrgState, SandboxOrg, SignOff, TileActivation
from sandboxes.queries import RELEASE_JOB


def submission_of(revision: Revision) -> Submission:
    """The current round. Raises Submission.DoesNotExist before the first."""
    return Submission.objects.filter(revision=revision).latest("round")


@in_transaction
def activate(change: Change) -> None:
    """Switch the submission's tile on in the chosen orgs (parameter "orgs": ids), in all active ones without a choice."""
    chosen = change.parameters.get("orgs")
    orgs = SandboxOrg.objects.filter(organisation=change.listing.organisation, state=OrgState.ACTIVE)
    orgs = orgs.filter(pk__in=chosen) if isinstance(chosen, list) and chosen else orgs
    submission = submission_of(change.revision)
    for org in orgs:
        switch_on(org, change.listing, submission, change)


@in_transaction
def switch_on(org: SandboxOrg, listing: Listing, submission: Submission, change: Change) -> TileActivation:
    """One tile on in one org; an earlier version of it there goes off."""
    _switch_off(TileActivation.objects.filter(org=org, listing=listing, deactivated_at=None), change)
    return TileActivation.objects.create(
        org=org, listing=listing, submission=submission, activated_by=change.by.id, activated_at=change.now
    )


@in_transaction
def deactivate(change: Change) -> None:
    """Switch the revision's tiles off everywhere and void its sign-off."""
    rows = TileActivation.objects.filter(submission__revision=change.revision, deactivated_at=None)
    _switch_off(rows, change)
    void_sign_offs(change.revision, change.now)


@in_transaction
def outdate_activations(change: Change) -> None:
    """The tile stays to be looked at while the partner changes it, marked as outdated."""
    TileActivation.objects.filter(submission__revision=change.revision, deactivated_at=None).update(is_outdated=True)
    void_sign_offs(change.revision, change.now)


@in_transaction
def void_sign_offs(revision: Revision, now: datetime) -> None:
    SignOff.objects.filter(submission__revision=revision, withdrawn_at=None).update(withdrawn_at=now)


@in_transaction
def record_sign_off(change: Change) -> None:
    """Bind the owner's word to both digests of the submission."""
    submission = submission_of(change.revision)
    SignOff.objects.create(
        submission=submission,
        by=change.by.id,
        at=change.now,
        digest=submission.digest,
        terms_digest=submission.terms_digest,
    )


@in_transaction
def schedule_release(change: Change) -> None:
    """Release at the time that came with the call (parameter "release_at", aware)."""
    at = change.parameters["release_at"]
    assert isinstance(at, datetime)  # noqa: S101 the ask "release-time" has looked at it
    change.revision.release_at = at
    enqueue(
        RELEASE_JOB,
        payload={"revision": str(change.revision.pk)},
        key=str(change.revision.pk),
        run_at=at,
        now=change.now,
    )


@in_transaction
def cancel_release(change: Change) -> None:
    change.revision.release_at = None
    cancel_jobs(RELEASE_JOB, key=str(change.revision.pk))


@in_transaction
def supersede(change: Change) -> None:
    """Make room: one revision of a listing is the published one."""
    earlier = Revision.objects.filter(listing=change.listing, state=State.PUBLISHED).exclude(pk=change.revision.pk)
    earlier.update(state=State.SUPERSEDED, state_since=change.now)


@in_transaction
def release(change: Change) -> None:
    """Point the listing at the frozen submission: from here on it is what customers see."""
    put_live(change.listing, submission_of(change.revision), kind=ReleaseKind.PUBLISH, change=change)


@in_transaction
def put_live(
    listing: Listing, submission: Submission, *, kind: ReleaseKind, change: Change, reason: str = ""
) -> Release:
    made = Release.objects.create(
        listing=listing,
        submission=submission,
        kind=kind,
        by=change.by.id,
        at=change.now,
        replaces_id=listing.live_release_id,
        reason=reason,
    )
    listing.live_release, listing.availability = made, Availability.LISTED
    listing.save(update_fields=["live_release", "availability"])
    return made


def _switch_off(rows: QuerySet[TileActivation], change: Change) -> None:
    rows.update(deactivated_by=change.by.id, deactivated_at=change.now)
