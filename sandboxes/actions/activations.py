"""Actions that enable and disable tiles in sandbox orgs."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.queries import member_ids
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor, Role
from common.errors import NotPossible
from common.lists import joined_sentences
from common.lookups import first_or_not_found
from listings.lifecycle.event_data import TileEventData
from listings.lifecycle.events import subject_of_submission
from listings.lifecycle.revisions import apply_to_revision, lock_listing
from listings.models import Revision, Submission
from listings.states.revision_states import RevisionState
from notices.events import EventSubject
from notices.writes import post_notice
from sandboxes import writes
from sandboxes.actions.access import locked_org
from sandboxes.lifecycles.orgs import SANDBOXES
from sandboxes.models import SandboxOrg, TileActivation
from sandboxes.queries.tiles import SWITCHABLE


@action
def enable_tile(*, revision_id: UUID, orgs: Sequence[UUID], seen: int | None, by: Actor, now: datetime) -> Revision:
    """Enable an approved tile in these sandbox orgs of its partner or, if orgs is empty, in all active ones.

    Raises NotFound, NotAllowed, Stale, NotPossible.
    """
    parameters = {"orgs": [str(org_id) for org_id in orgs]}
    return apply_to_revision(
        "enable in sandbox", revision_id=revision_id, seen=seen, by=by, now=now, parameters=parameters
    )


@action
def switch_tile_on(*, org_id: UUID, submission_id: UUID, by: Actor, now: datetime) -> TileActivation:
    """Enable an approved or live tile in a sandbox org. A second call changes nothing.

    submission_id is the submission that the page showed. Raises NotFound, NotAllowed, NotPossible.
    """
    submission, org = _locked(org_id, submission_id, by)
    if reasons := reasons_against_switch(submission, org):
        raise NotPossible(reasons=joined_sentences(reasons.values()), codes=list(reasons))
    there = TileActivation.objects.filter(org=org, submission=submission, deactivated_at=None, is_outdated=False)
    if activation := there.first():
        return activation
    activation = writes.switch_on(org, submission, by=by, now=now)
    _record_event("on", activation, by=by, now=now)
    return activation


@action
def switch_tile_off(*, org_id: UUID, submission_id: UUID, by: Actor, now: datetime) -> None:
    """Disable a tile in a sandbox org. A second call changes nothing. Raises NotFound, NotAllowed."""
    submission, org = _locked(org_id, submission_id, by)
    rows = TileActivation.objects.select_related("listing", "org").filter(org=org, submission=submission)
    activation = rows.filter(deactivated_at=None).first()
    if activation is not None and writes.switch_off(rows, by=by, now=now):
        _record_event("off", activation, by=by, now=now)


def reasons_against_switch(submission: Submission, org: SandboxOrg) -> dict[str, str]:
    """{code: text} of the reasons why a submission cannot be enabled in the org. Its listing must be loaded."""
    revision, listing = submission.revision, submission.revision.listing
    reasons = {}
    if org.organisation_id != listing.organisation_id or not org.is_active:
        reasons["org-not-active"] = _("This is not one of the partner's active sandbox orgs.")
    is_live = listing.live_release is not None and listing.live_release.submission_id == submission.pk
    is_current = submission.round == revision.round and revision.state in SWITCHABLE
    if revision.state == RevisionState.APPROVED and not is_live:
        reasons["not-enabled"] = _(
            "The tile has not been enabled in any sandbox org yet. Reload the page, then enable the tile."
        )
    elif not is_live and not is_current:
        reasons["tile-replaced"] = _("This version of the tile is not live, and its release is not scheduled.")
    return reasons


@in_transaction
def _locked(org_id: UUID, submission_id: UUID, by: Actor) -> tuple[Submission, SandboxOrg]:
    rows = Submission.objects.select_related("revision").defer("documents", "files", "base", "carried")
    submission = first_or_not_found(rows.filter(pk=submission_id))
    listing = lock_listing(submission.revision.listing_id, by=by)
    org = locked_org(org_id, by)
    submission.revision.refresh_from_db()
    submission.revision.listing = listing
    return submission, org


def _record_event(side: str, activation: TileActivation, *, by: Actor, now: datetime) -> None:
    objects = {"listing": activation.listing_id, "org": activation.org_id, "submission": activation.submission_id}
    event = record_event(f"tile.switch-{side}", by=by, objects=objects, now=now)
    post_notice(
        f"tile.switched-{side}",
        recipients=member_ids(activation.org.organisation_id, min_role=Role.EDITOR),
        parameters={"listing": activation.listing.name, "org": activation.org.name},
        url=SANDBOXES,
        key=f"tile.switched:{event.pk}",
        now=now,
        by=by,
        subjects=[_subject(activation)],
    )


def _subject(activation: TileActivation) -> EventSubject:
    rows = Submission.objects.filter(pk=activation.submission_id)
    return subject_of_submission(
        activation.listing, rows, page=SANDBOXES, kind=TileEventData, sandbox_org=activation.org_id
    )
