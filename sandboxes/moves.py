"""Parts of writes from approval to going live that transitions and actions compose."""

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
    """The current round. Raises Submission.DoesNotExist before the first."""
    return Submission.objects.filter(revision=revision).latest("round")


@in_transaction
def activate(change: Change) -> None:
    """Switch the submission's tile on in the chosen orgs (parameter "orgs": ids).

    Without a choice in all active ones, the system's choice being those that are automatic. Raises NotPossible where a
    chosen one is not an active org of the partner.
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
    """Queue the promotion of a preview whose client asked for it in advance."""
    rows = Submission.objects.filter(revision=change.revision).order_by("-round")
    submission = rows.only("documents", "submitted_at")[0]
    if asks_for_promotion(entities_in(submission.documents), submitted_at=submission.submitted_at):
        key = str(submission.pk)
        enqueue(PROMOTE_JOB, payload={"submission": key}, key=key, now=change.now)


@in_transaction
def enable_where_automatic(change: Change) -> None:
    """Go on to the sandbox in the same act, where an admin switched that on and nothing stands against it."""
    row = row_for("enable in sandbox", State.APPROVED)
    if not _active_orgs(change).filter(is_automatic=True):
        return
    if not reasons_against(row, change.revision, by=SYSTEM, parameters=None, now=change.now):
        change.then.append(row.verb)


def _active_orgs(change: Change) -> QuerySet[SandboxOrg]:
    """The partner's active orgs by name, locked so that none is suspended before the tile is on."""
    orgs = SandboxOrg.objects.select_for_update(of=("self",)).order_by("name")
    return orgs.filter(organisation=change.listing.organisation, state=OrgState.ACTIVE)


@in_transaction
def switch_on(org: SandboxOrg, submission: Submission, *, by: Actor, now: datetime) -> TileActivation:
    """One tile on in one org; an earlier version of it there goes off."""
    listing_id = submission.revision.listing_id
    switch_off(TileActivation.objects.filter(org=org, listing=listing_id), by=by, now=now)
    return TileActivation.objects.create(
        org=org, listing_id=listing_id, submission=submission, activated_by=by.id, activated_at=now
    )


@in_transaction
def switch_off(rows: QuerySet[TileActivation], *, by: Actor, now: datetime) -> int:
    """Switch off those of the activations that are on, try-out installations included; how many there were."""
    ids = list(rows.filter(deactivated_at=None).values_list("pk", flat=True))
    Installation.objects.filter(activation__in=ids, removed_at=None).update(removed_at=now)
    return TileActivation.objects.filter(pk__in=ids).update(deactivated_by=by.id, deactivated_at=now)


@in_transaction
def deactivate(change: Change) -> None:
    """Switch the revision's tiles off everywhere and void its sign-off."""
    switch_off(TileActivation.objects.filter(submission__revision=change.revision), by=change.by, now=change.now)
    void_sign_offs(change.revision, change.now)


@in_transaction
def outdate_activations(change: Change) -> None:
    """The tile stays to be looked at while the partner changes it, marked as outdated."""
    TileActivation.objects.filter(submission__revision=change.revision, deactivated_at=None).update(is_outdated=True)
    void_sign_offs(change.revision, change.now)


@in_transaction
def void_sign_offs(revision: Revision, now: datetime) -> None:
    """The owner's word no longer holds."""
    SignOff.objects.filter(submission__revision=revision, withdrawn_at=None).update(withdrawn_at=now)


@in_transaction
def record_sign_off(change: Change) -> None:
    """Bind the owner's word to both digests of the submission."""
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
    """Release at the time that came with the call (parameter "release_at", aware)."""
    at = change.parameters["release_at"]
    assert isinstance(at, datetime)  # noqa: S101 the ask "release-time" has looked at it
    change.revision.release_at = at
    key = str(change.revision.pk)
    enqueue(RELEASE_JOB, payload={"revision": key}, key=key, run_at=at, now=change.now)


@in_transaction
def cancel_release(change: Change) -> None:
    """Nothing is released by the clock any more."""
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
    put_live(change.listing, submission_of(change.revision), kind=ReleaseKind.PUBLISH, by=change.by, now=change.now)
    cancel_jobs(RELEASE_JOB, key=str(change.revision.pk))


@in_transaction
def put_live(
    listing: Listing, submission: Submission, *, kind: ReleaseKind, by: Actor, now: datetime, reason: str = ""
) -> Release:
    """A new release of the submission, which replaces the one before.

    The first one lists the tile. A deprecated tile stays deprecated, and one that was taken out stays out until an
    admin lists it again.
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
