"""Helpers shared by the actions of this app: permission checks with row locks."""

from uuid import UUID

from accounts.guards import assert_admin_over
from common.actions import in_transaction
from common.actor import Actor
from common.errors import NotFound
from sandboxes.errors import TileOff
from sandboxes.models import SandboxOrg, TileActivation
from sandboxes.queries import visible_activations
from sandboxes.writes import lock_org


@in_transaction
def locked_org(org_id: UUID, by: Actor) -> SandboxOrg:
    """Lock a sandbox org and its organisation for an admin. Raises NotFound, NotAllowed."""
    org = lock_org(org_id, by=by)
    assert_admin_over(by, org.organisation_id)
    return org


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
