"""Parts of writes between approval and release, used by transitions and actions."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.actions import in_transaction
from common.actor import SYSTEM, Actor
from common.errors import NotPossible
from jobs.moves import cancel_jobs, enqueue
from listings.models import Listing, Release, Revision, Submission
from listings.moves.entities import entities_in
from listings.registry import Change
from listings.states import Availability, ReleaseKind, State
from listings.transitions import reasons_against, row_for
from sandboxes.models import Installation, OrgState, SandboxOrg, SignOff, TileActivation
from sandboxes.queries import PROMOTE_JOB, RELEASE_JOB
from sandboxes.rules import asks_for_promotion


def submission_of(revision: Revision) -> Submission:
    """The current submission. Raises Submission.DoesNotExist before the first."""
    return Submission.objects.filter(revision=revision).latest("round")


@in_transaction
def activate(change: Change) -> None:
    """Enable the submission's tile in the chosen orgs (parameter "orgs": IDs).

    Without the parameter, it is enabled in all active orgs, or for the system in those that are automatic. Raises
    NotPossible if a chosen one is not an active org of the partner.
    """
    orgs = _active_orgs(change)
    orgs = orgs.filter(is_automatic=True) if change.by.is_system else orgs
    found = {str(org.pk): org for org in orgs}
    given = change.parameters.get("orgs")
    chosen = [str(each) for each in given] if isinstance(given, list | tuple) and given else list(found)
    if set(chosen) - found.keys():
        raise NotPossible(reasons=_("A sandbox org that you chose is no longer active."), codes=["org-not-active"])
    submission = submission_of(change.revision)
    for each in chosen:
        switch_on(found[each], submission, by=change.by, now=change.now)


@in_transaction
def promote_if_asked(change: Change) -> None:
    """Enqueue the promotion of a preview if its client requested it in advance."""
    rows = Submission.objects.filter(revision=change.revision).order_by("-round")
    submission = rows.only("documents", "submitted_at")[0]
    if asks_for_promotion(entities_in(submission.documents), submitted_at=submission.submitted_at):
        key = str(submission.pk)
        enqueue(PROMOTE_JOB, payload={"submission": key}, key=key, now=change.now)


@in_transaction
def enable_where_automatic(change: Change) -> None:
    """Enable the tile in the same transaction if an org is automatic and no guard refuses."""
    row = row_for("enable in sandbox", State.APPROVED)
    if not _active_orgs(change).filter(is_automatic=True):
        return
    if not reasons_against(row, change.revision, by=SYSTEM, parameters=None, now=change.now):
        change.then.append(row.verb)


def _active_orgs(change: Change) -> QuerySet[SandboxOrg]:
    """The partner's active orgs by name, locked so that none can be suspended before the tile is enabled."""
    orgs = SandboxOrg.objects.select_for_update(of=("self",)).order_by("name")
    return orgs.filter(organisation=change.listing.organisation, state=OrgState.ACTIVE)


@in_transaction
def switch_on(org: SandboxOrg, submission: Submission, *, by: Actor, now: datetime) -> TileActivation:
    """Enable a tile in one org; an earlier version of it there is disabled."""
    listing_id = submission.revision.listing_id
    switch_off(TileActivation.objects.filter(org=org, listing=listing_id), by=by, now=now)
    return TileActivation.objects.create(
        org=org, listing_id=listing_id, submission=submission, activated_by=by.id, activated_at=now
    )


@in_transaction
def switch_off(rows: QuerySet[TileActivation], *, by: Actor, now: datetime) -> int:
    """Disable those of the activations that are enabled and end their test installations; returns their number."""
    ids = list(rows.filter(deactivated_at=None).values_list("pk", flat=True))
    Installation.objects.filter(activation__in=ids, removed_at=None).update(removed_at=now)
    return TileActivation.objects.filter(pk__in=ids).update(deactivated_by=by.id, deactivated_at=now)


@in_transaction
def deactivate(change: Change) -> None:
    """Disable the revision's tiles everywhere and void its sign-off."""
    switch_off(TileActivation.objects.filter(submission__revision=change.revision), by=change.by, now=change.now)
    void_sign_offs(change.revision, change.now)


@in_transaction
def outdate_activations(change: Change) -> None:
    """Mark the tiles as outdated and void the sign-off. They stay enabled while the partner changes the listing."""
    TileActivation.objects.filter(submission__revision=change.revision, deactivated_at=None).update(is_outdated=True)
    void_sign_offs(change.revision, change.now)


@in_transaction
def void_sign_offs(revision: Revision, now: datetime) -> None:
    """Mark the sign-offs of the revision as withdrawn."""
    SignOff.objects.filter(submission__revision=revision, withdrawn_at=None).update(withdrawn_at=now)


@in_transaction
def record_sign_off(change: Change) -> None:
    """Record the sign-off with both digests of the submission."""
    submission = submission_of(change.revision)
    assert change.by.id is not None  # noqa: S101 only owners sign off
    SignOff.objects.create(
        submission=submission,
        by=change.by.id,
        at=change.now,
        digest=submission.digest,
        terms_digest=submission.terms_digest,
    )


@in_transaction
def schedule_release(change: Change) -> None:
    """Schedule the release for the parameter "release_at" (aware)."""
    at = change.parameters["release_at"]
    assert isinstance(at, datetime)  # noqa: S101 checked by the ask "release-time"
    change.revision.release_at = at
    key = str(change.revision.pk)
    enqueue(RELEASE_JOB, payload={"revision": key}, key=key, run_at=at, now=change.now)


@in_transaction
def cancel_release(change: Change) -> None:
    """Cancel the scheduled release and its job."""
    change.revision.release_at = None
    cancel_jobs(RELEASE_JOB, key=str(change.revision.pk))


@in_transaction
def supersede(change: Change) -> None:
    """Mark the earlier published revision as superseded: a listing has one published revision."""
    earlier = Revision.objects.filter(listing=change.listing, state=State.PUBLISHED).exclude(pk=change.revision.pk)
    earlier.update(state=State.SUPERSEDED, state_since=change.now)


@in_transaction
def release(change: Change) -> None:
    """Make the current submission live."""
    put_live(change.listing, submission_of(change.revision), kind=ReleaseKind.PUBLISH, by=change.by, now=change.now)
    cancel_jobs(RELEASE_JOB, key=str(change.revision.pk))


@in_transaction
def put_live(
    listing: Listing, submission: Submission, *, kind: ReleaseKind, by: Actor, now: datetime, reason: str = ""
) -> Release:
    """Create a release of the submission and make it the live one.

    The first release lists the tile. A deprecated tile stays deprecated, and an unpublished tile stays unpublished
    until an admin lists it again.
    """
    made = Release.objects.create(
        listing=listing,
        submission=submission,
        kind=kind,
        by=by.id,
        at=now,
        replaces_id=listing.live_release_id,
        reason=reason,
    )
    listing.live_release = made
    if listing.availability == Availability.NONE:
        listing.availability = Availability.LISTED
    listing.save(update_fields=["live_release", "availability"])
    return made
