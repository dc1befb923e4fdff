"""Parts of writes between approval and sign-off, for actions and as effects of transitions."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.locks import locked_organisation
from audit.writes import record_event
from common.actions import in_transaction
from common.actor import SYSTEM, Actor
from common.errors import NotPossible
from common.lookups import first_or_not_found
from listings.lifecycle.change import RevisionChange, StateChange
from listings.lifecycle.reasons import reasons_against
from listings.lifecycle.revisions import apply_to_locked_revision, row_for
from listings.models import Revision, Submission
from listings.queries import latest_submission
from listings.states.revision_states import RevisionState
from sandboxes.models import Installation, OrgState, SandboxOrg, SignOff, TileActivation, TileLook
from sandboxes.queries import visible_activations, visible_orgs


@in_transaction
def lock_org(org_id: UUID, *, by: Actor) -> SandboxOrg:
    """Lock a sandbox org and its organisation. Raises NotFound if the actor may not see it."""
    organisation_id = first_or_not_found(visible_orgs(by).filter(pk=org_id)).organisation_id
    organisation = locked_organisation(organisation_id, active=False)
    org = SandboxOrg.objects.select_for_update(of=("self",)).get(pk=org_id)
    org.organisation = organisation
    return org


@in_transaction
def activate(change: RevisionChange) -> None:
    """Enable the submission's tile in the sandbox orgs whose IDs are in the parameter "orgs".

    Without the parameter, it is enabled in all active orgs or, if the system acts, in all automatic ones. Raises
    NotPossible if a chosen org is not an active org of the partner.
    """
    orgs = _active_orgs(change)
    orgs = orgs.filter(is_automatic=True) if change.by.is_system else orgs
    orgs_by_id = {str(org.pk): org for org in orgs}
    requested = change.parameters.get("orgs")
    chosen = list(map(str, requested)) if isinstance(requested, list | tuple) and requested else list(orgs_by_id)
    if set(chosen) - orgs_by_id.keys():
        raise NotPossible(reasons=_("A sandbox org that you chose is no longer active."), codes=["org-not-active"])
    submission = latest_submission(change.revision)
    for org_id in chosen:
        tile = TileActivation(org=orgs_by_id[org_id], listing=change.listing, submission=submission)
        switch_on(tile, by=change.by, now=change.now)


def switch_automatic(change: StateChange[SandboxOrg]) -> None:
    """Set that tiles are enabled in the org automatically, or no longer are. Listings already approved don't change."""
    change.subject.is_automatic = not change.subject.is_automatic


@in_transaction
def enable_where_automatic(change: RevisionChange) -> None:
    """Enable the tile next, in the same transaction, if an org is automatic and no guard has a reason against it."""
    row = row_for("enable in sandbox", RevisionState.APPROVED)
    if not _active_orgs(change).filter(is_automatic=True):
        return
    if not reasons_against(row, change.revision, by=SYSTEM, parameters=None, now=change.now):
        change.next_verbs.append(row.verb)


def _active_orgs(change: RevisionChange) -> QuerySet[SandboxOrg]:
    """Lock the partner's active orgs, sorted by name, so that none is suspended before the tile is enabled."""
    orgs = SandboxOrg.objects.select_for_update(of=("self",)).order_by("name")
    return orgs.filter(organisation=change.listing.organisation, state=OrgState.ACTIVE)


@in_transaction
def switch_on(tile: TileActivation, *, by: Actor, now: datetime) -> None:
    """Save a new activation, and disable the version of the tile that was enabled in the org."""
    switch_off(TileActivation.objects.filter(org=tile.org_id, listing=tile.listing_id), by=by, now=now)
    tile.activated_by, tile.activated_at = by.id, now
    tile.save()


@in_transaction
def switch_off(rows: QuerySet[TileActivation], *, by: Actor, now: datetime) -> int:
    """Disable the enabled activations among the rows, and end their test installations. Returns their number."""
    ids = list(rows.filter(deactivated_at=None).values_list("pk", flat=True))
    Installation.objects.filter(activation__in=ids, removed_at=None).update(removed_at=now)
    return TileActivation.objects.filter(pk__in=ids).update(deactivated_by=by.id, deactivated_at=now)


@in_transaction
def deactivate(change: RevisionChange) -> None:
    """Disable the revision's tiles in all sandbox orgs and void its sign-off."""
    switch_off(TileActivation.objects.filter(submission__revision=change.revision), by=change.by, now=change.now)
    void_sign_offs(change.revision, change.now)


@in_transaction
def outdate_activations(change: RevisionChange) -> None:
    """Mark the revision's enabled tiles as outdated and void its sign-off. The tiles stay enabled."""
    TileActivation.objects.filter(submission__revision=change.revision, deactivated_at=None).update(is_outdated=True)
    void_sign_offs(change.revision, change.now)


@in_transaction
def void_sign_offs(revision: Revision, now: datetime) -> None:
    """Mark the revision's sign-offs as withdrawn."""
    SignOff.objects.filter(submission__revision=revision, withdrawn_at=None).update(withdrawn_at=now)


@in_transaction
def record_sign_off(change: RevisionChange) -> None:
    """Record the sign-off of the latest submission, with both of its digests."""
    submission = latest_submission(change.revision)
    SignOff.objects.create(
        submission=submission,
        by=change.by.known_id,
        at=change.now,
        digest=submission.digest,
        terms_digest=submission.terms_digest,
    )


@in_transaction
def record_look(activation: TileActivation, *, by: Actor, now: datetime) -> TileLook:
    """Record that the actor viewed the tile. Only the first view is stored."""
    look, is_first = TileLook.objects.get_or_create(activation=activation, actor_id=by.known_id, defaults={"at": now})
    if is_first:
        record_tile_event("tile.look", activation, by=by, now=now)
    return look


@in_transaction
def record_tile_event(verb: str, activation: TileActivation, *, by: Actor, now: datetime) -> None:
    """Record an audit event about a tile in a sandbox org."""
    objects = {"listing": activation.listing_id, "org": activation.org_id, "submission": activation.submission_id}
    record_event(verb, by=by, objects=objects, now=now)


@in_transaction
def view_and_sign_off(
    revision: Revision, submission: Submission, *, terms_confirmed: bool, by: Actor, now: datetime
) -> Revision:
    """Sign off as an application.

    This counts as viewing the tile in each org where it is enabled, and confirms every item of the checklist.
    """
    for activation in visible_activations(by).filter(submission=submission, is_outdated=False).order_by("pk"):
        record_look(activation, by=by, now=now)
    return apply_to_locked_revision(
        revision,
        "sign off",
        by=by,
        now=now,
        parameters={"terms_confirmed": terms_confirmed, "checklist_confirmed": True},
    )
