"""Transitions without an action of their own, applied as their buttons and the API apply them."""

from datetime import datetime
from typing import cast
from uuid import UUID

from common.actor import Actor
from listings.actions import change_state
from listings.lifecycle.revisions import REVISION
from listings.models import Listing, Release, Revision
from releases.lifecycles.live_tiles import LIVE_TILES, ROLL_BACK
from reviews.models import Rejection
from sandboxes.lifecycles.orgs import SANDBOX_ORGS
from sandboxes.models import SandboxOrg


def ask_for_changes(*, revision_id: UUID, seen: int | None, note: str, by: Actor, now: datetime) -> Revision:
    return change_state(REVISION, revision_id, "ask for changes", parameters={"note": note}, seen=seen, by=by, now=now)


def unschedule_release(*, revision_id: UUID, seen: int | None, by: Actor, now: datetime) -> Revision:
    return change_state(REVISION, revision_id, "unschedule", parameters={}, seen=seen, by=by, now=now)


def send_back(*, revision_id: UUID, reason: str, seen: int | None, by: Actor, now: datetime) -> Revision:
    return change_state(REVISION, revision_id, "send back", parameters={"reason": reason}, seen=seen, by=by, now=now)


def reject_revision(
    *,
    revision_id: UUID,
    reason: str,
    by: Actor,
    now: datetime,
    code: str = Rejection.DUPLICATE,
    seen: int | None = None,
) -> Revision:
    parameters = {"code": code, "reason": reason}
    return change_state(REVISION, revision_id, "reject", parameters=parameters, seen=seen, by=by, now=now)


def reopen_revision(*, revision_id: UUID, reason: str, by: Actor, now: datetime) -> Revision:
    return change_state(REVISION, revision_id, "reopen", parameters={"reason": reason}, seen=None, by=by, now=now)


def roll_back(
    *, listing_id: UUID, submission_id: UUID, reason: str, seen: UUID | None, by: Actor, now: datetime
) -> Release:
    """Roll back from the page of the tile as it is now, but with the live release that the actor saw."""
    parameters, shown = {"submission": submission_id, "reason": reason}, Listing.objects.filter(pk=listing_id).first()
    if shown and seen:
        shown.live_release_id = seen
    version = LIVE_TILES.version(shown) if shown and seen else None
    listing = change_state(LIVE_TILES, listing_id, ROLL_BACK, parameters=parameters, seen=version, by=by, now=now)
    return cast("Release", listing.live_release)


def suspend_org(*, org_id: UUID, reason: str, by: Actor, now: datetime) -> SandboxOrg:
    return change_state(SANDBOX_ORGS, org_id, "suspend", parameters={"reason": reason}, seen=None, by=by, now=now)


def set_automatic(*, org_id: UUID, is_on: bool, by: Actor, now: datetime) -> SandboxOrg:
    verb = "enable automatically" if is_on else "stop enabling automatically"
    return change_state(SANDBOX_ORGS, org_id, verb, parameters={}, seen=None, by=by, now=now)


def reactivate_org(*, org_id: UUID, by: Actor, now: datetime) -> SandboxOrg:
    return change_state(SANDBOX_ORGS, org_id, "reactivate", parameters={}, seen=None, by=by, now=now)
