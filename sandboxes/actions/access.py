"""Locks that actions of this app share."""

from uuid import UUID

from common.actions import in_transaction
from common.actor import Actor
from common.errors import NotFound
from sandboxes.errors import TileOff
from sandboxes.models import TileActivation
from sandboxes.queries import visible_activations


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
