"""Helpers shared by the actions of this app: permission checks with row locks, and refusals."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.guards import assert_admin_over
from accounts.locks import locked_organisation
from common.actions import in_transaction
from common.actor import Actor
from common.errors import NotFound, NotPossible
from common.lookups import first_or_not_found
from sandboxes.errors import TileOff
from sandboxes.models import SandboxOrg, TileActivation
from sandboxes.queries import visible_activations, visible_orgs

SANDBOXES = "/sandboxes/"


@in_transaction
def locked_org(org_id: UUID, by: Actor) -> SandboxOrg:
    """Lock a sandbox org and its organisation for an admin. Raises NotFound, NotAllowed."""
    found = first_or_not_found(visible_orgs(by).filter(pk=org_id))
    assert_admin_over(by, found.organisation_id)
    organisation = locked_organisation(found.organisation_id, active=False)
    org = SandboxOrg.objects.select_for_update(of=("self",)).get(pk=org_id)
    org.organisation = organisation
    return org


@in_transaction
def locked_activation(activation_id: UUID, by: Actor) -> TileActivation:
    """Lock an activation. Raises NotFound if the actor may not see it, and TileOff if the tile was disabled."""
    theirs = TileActivation.objects.filter(pk=activation_id)
    if not by.is_staff:
        theirs = theirs.filter(org__organisation__in=list(by.organisations))
    if not theirs.exists():
        raise NotFound
    found = visible_activations(by).select_for_update(of=("self",)).filter(pk=activation_id).first()
    if found is None:
        raise TileOff
    return found


def required_reason(reason: str) -> str:
    """The trimmed reason, which is required for decisions against a partner. Raises NotPossible if it is empty."""
    if not reason.strip():
        raise NotPossible(reasons=_("Give a reason."), codes=["reason-missing"])
    return reason.strip()
