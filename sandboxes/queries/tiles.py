"""Queries about listings whose tiles can be enabled in a sandbox org."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from common.actor import Actor
from listings.models import Listing, Revision
from listings.states.revision_states import RELEASE_READY, RevisionState
from listings.visible import visible_listings
from sandboxes.models import OrgState, SandboxOrg, TileActivation

SWITCHABLE = (RevisionState.IN_SANDBOX, RevisionState.SIGNED_OFF, RevisionState.SCHEDULED)


def switchable_listings(actor: Actor) -> QuerySet[Listing]:
    """Listings whose tile is approved or live and whose partner has an active sandbox org."""
    orgs = SandboxOrg.objects.filter(organisation=OuterRef("organisation"), state=OrgState.ACTIVE)
    ready = Revision.objects.filter(listing=OuterRef("pk"), state__in=RELEASE_READY)
    return visible_listings(actor).filter(Exists(orgs), Exists(ready) | Q(live_release__isnull=False))


def waiting_listings(actor: Actor) -> QuerySet[Listing]:
    """Listings for which an admin must act: they are approved, their tile is disabled in the sandbox, or it is
    outdated.
    """
    revisions = Revision.objects.filter(listing=OuterRef("pk"))
    activations = TileActivation.objects.filter(
        submission__revision=OuterRef("pk"),
        submission__round=OuterRef("round"),
        org__state=OrgState.ACTIVE,
        deactivated_at=None,
        is_outdated=False,
    )
    switched_off = revisions.filter(~Exists(activations), state=RevisionState.IN_SANDBOX)
    outdated = TileActivation.objects.filter(listing=OuterRef("pk"), deactivated_at=None, is_outdated=True)
    approved = revisions.filter(state=RevisionState.APPROVED)
    return switchable_listings(actor).filter(Exists(approved) | Exists(switched_off) | Exists(outdated))
