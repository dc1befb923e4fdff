"""Actions with which partners view a tile in their sandbox org, tick its checklist and install it for a test."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from common.actions import action, in_transaction
from common.actor import Actor, Role
from common.errors import NotAllowed, NotFound
from sandboxes.errors import TileOff
from sandboxes.models import Installation, TileActivation, TileLook
from sandboxes.queries import visible_activations
from sandboxes.sign_off_checklist import CHECKLIST
from sandboxes.writes import record_look, record_tile_event


@action
def look_at_tile(*, activation_id: UUID, by: Actor, now: datetime) -> TileLook:
    """Record that the actor viewed the tile; only the first view is stored. Raises NotFound, NotAllowed, TileOff."""
    return record_look(_used_by(activation_id, by, Role.VIEWER), by=by, now=now)


@action
def save_checklist(*, activation_id: UUID, checks: Collection[str], by: Actor, now: datetime) -> TileActivation:
    """Store the ticked items of the checklist, shared by the whole organisation. Unknown keys are ignored.

    Raises NotFound, NotAllowed, TileOff.
    """
    activation = _used_by(activation_id, by, Role.EDITOR)
    done = sorted(set(checks) & CHECKLIST.keys())
    if done != activation.checked:
        activation.checked = done
        activation.save(update_fields=["checked"])
        record_tile_event("tile.check", activation, by=by, now=now)
    return activation


@action
def install_tile(*, activation_id: UUID, by: Actor, now: datetime) -> Installation:
    """Record a test installation, or return the existing one. Raises NotFound, NotAllowed, TileOff."""
    activation = _used_by(activation_id, by, Role.EDITOR)
    installation = Installation.objects.filter(activation=activation, removed_at=None).first()
    if installation is not None:
        return installation
    record_tile_event("tile.install", activation, by=by, now=now)
    return Installation.objects.create(activation=activation, by=by.id, at=now)


@action
def uninstall_tile(*, activation_id: UUID, by: Actor, now: datetime) -> None:
    """End the test installation, if there is one. Raises NotFound, NotAllowed, TileOff."""
    activation = _used_by(activation_id, by, Role.EDITOR)
    if Installation.objects.filter(activation=activation, removed_at=None).update(removed_at=now):
        record_tile_event("tile.uninstall", activation, by=by, now=now)


@in_transaction
def _used_by(activation_id: UUID, by: Actor, min_role: Role) -> TileActivation:
    """Lock an activation for a member with at least this role. Raises NotAllowed for staff, NotFound, TileOff."""
    activation = locked_activation(activation_id, by)
    if not by.holds(min_role, activation.org.organisation_id):
        raise NotAllowed
    return activation


@in_transaction
def locked_activation(activation_id: UUID, by: Actor) -> TileActivation:
    """Lock an activation. Raises NotFound if the actor may not see it, and TileOff if the tile was disabled."""
    theirs = TileActivation.objects.filter(pk=activation_id)
    if not by.is_staff:
        theirs = theirs.filter(org__organisation__in=list(by.organisations))
    if not theirs.exists():
        raise NotFound
    activation = visible_activations(by).select_for_update(of=("self",)).filter(pk=activation_id).first()
    if activation is None:
        raise TileOff
    return activation
