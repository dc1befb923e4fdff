"""Actions that enable and disable tiles in sandbox orgs."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from common.actions import action
from common.actor import Actor
from listings.lifecycle.engine import apply_transition, assert_may, assert_subject_unchanged, create
from listings.lifecycle.revision_locks import lock_listing
from listings.lifecycle.revisions import apply_to_revision
from listings.models import Revision
from sandboxes.lifecycles.tiles import DISABLE, ENABLE, ENABLE_FIRST, TILES, is_first
from sandboxes.models import TileActivation
from sandboxes.queries.tiles import tile_to_enable
from sandboxes.writes import lock_org


@action
def enable_tile(*, revision_id: UUID, orgs: Sequence[UUID], seen: int | None, by: Actor, now: datetime) -> Revision:
    """Enable an approved tile in these sandbox orgs of its partner or, if orgs is empty, in all active ones.

    Raises NotFound, NotAllowed, Stale, NotPossible.
    """
    parameters = {"orgs": [str(org_id) for org_id in orgs]}
    return apply_to_revision(
        ENABLE_FIRST.verb, revision_id=revision_id, seen=seen, by=by, now=now, parameters=parameters
    )


@action
def switch_tile_on(
    *, org_id: UUID, submission_id: UUID, seen: int | None = None, by: Actor, now: datetime
) -> TileActivation:
    """Enable an approved or live tile in a sandbox org. A second call changes nothing.

    submission_id and seen, the version of its revision, are those that the page showed. Raises NotFound, NotAllowed,
    Stale, NotPossible.
    """
    lock_listing(tile_to_enable(org_id, submission_id).listing_id, by=by)
    lock_org(org_id, by=by)
    tile = tile_to_enable(org_id, submission_id)
    assert_may(TILES, tile, ENABLE, by=by)
    enabled = TileActivation.objects.filter(org=org_id, submission=submission_id, deactivated_at=None)
    if current := enabled.filter(is_outdated=False).first():
        return current
    assert_subject_unchanged(TILES, tile, seen)
    if is_first(tile):
        revision_id, parameters = tile.submission.revision_id, {"orgs": [str(org_id)]}
        apply_to_revision(ENABLE_FIRST.verb, revision_id=revision_id, seen=seen, by=by, now=now, parameters=parameters)
    return enabled.filter(is_outdated=False).first() or create(TILES, tile, ENABLE, by=by, now=now)


@action
def switch_tile_off(*, org_id: UUID, submission_id: UUID, seen: int | None = None, by: Actor, now: datetime) -> None:
    """Disable a tile in a sandbox org. A second call changes nothing. Raises NotFound, NotAllowed, Stale.

    submission_id and seen, the version of its revision, are those that the page showed.
    """
    enabled = TileActivation.objects.filter(org=org_id, submission=submission_id, deactivated_at=None)
    if tile := enabled.first():
        apply_transition(TILES, tile.pk, DISABLE, seen=seen, by=by, now=now)
