"""What people of the partner do with a tile in their sandbox: look, check, try out."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from audit.moves import record
from common.actions import action, in_transaction
from common.actor import Actor, Role
from common.errors import NotAllowed
from sandboxes.actions.access import activation_to_use
from sandboxes.models import Installation, TileActivation, TileLook
from sandboxes.verification import CHECKS


@action
def look_at_tile(*, activation_id: UUID, by: Actor, now: datetime) -> TileLook:
    """Note that the actor has the tile before them; the first look counts. Raises NotFound, NotAllowed, TileOff."""
    return note_look(_used_by(activation_id, by, Role.VIEWER), by=by, now=now)


@in_transaction
def note_look(activation: TileActivation, *, by: Actor, now: datetime) -> TileLook:
    """The same, for an activation of the actor's organisation that is at hand."""
    assert by.id is not None  # noqa: S101 who holds a role is somebody
    look, is_first = TileLook.objects.get_or_create(activation=activation, actor_id=by.id, defaults={"at": now})
    if is_first:
        _record("tile.look", activation, by=by, now=now)
    return look


@action
def note_checks(*, activation_id: UUID, checks: Collection[str], by: Actor, now: datetime) -> TileActivation:
    """Keep which points of the verification list are done, for everybody of the partner; unknown ones are left out.

    Raises NotFound, NotAllowed, TileOff.
    """
    activation = _used_by(activation_id, by, Role.EDITOR)
    done = sorted(set(checks) & CHECKS.keys())
    if done != activation.checked:
        activation.checked = done
        activation.save(update_fields=["checked"])
        _record("tile.check", activation, by=by, now=now)
    return activation


@action
def install_tile(*, activation_id: UUID, by: Actor, now: datetime) -> Installation:
    """Record a try-out installation; one that is there already is returned. Raises NotFound, NotAllowed, TileOff."""
    activation = _used_by(activation_id, by, Role.EDITOR)
    found = Installation.objects.filter(activation=activation, removed_at=None).first()
    if found is not None:
        return found
    _record("tile.install", activation, by=by, now=now)
    return Installation.objects.create(activation=activation, by=by.id, at=now)


@action
def uninstall_tile(*, activation_id: UUID, by: Actor, now: datetime) -> None:
    """End the try-out installation, where there is one. Raises NotFound, NotAllowed, TileOff."""
    activation = _used_by(activation_id, by, Role.EDITOR)
    if Installation.objects.filter(activation=activation, removed_at=None).update(removed_at=now):
        _record("tile.uninstall", activation, by=by, now=now)


@in_transaction
def _used_by(activation_id: UUID, by: Actor, least: Role) -> TileActivation:
    """The activation for somebody of its partner; staff have nothing to try out there."""
    activation = activation_to_use(activation_id, by)
    if not by.holds(least, activation.org.organisation_id):
        raise NotAllowed
    return activation


def _record(verb: str, activation: TileActivation, *, by: Actor, now: datetime) -> None:
    objects = {"listing": activation.listing_id, "org": activation.org_id, "submission": activation.submission_id}
    record(verb, by=by, objects=objects, now=now)
