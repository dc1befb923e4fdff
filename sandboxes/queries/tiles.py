"""Queries about tiles that can be enabled in a sandbox org, and their listings."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from common.actor import Actor
from common.lookups import first_or_not_found
from listings.models import Listing, Revision, Submission
from listings.queries import visible_listings
from listings.states.revision_states import RELEASE_READY, RevisionState
from sandboxes.models import OrgState, SandboxOrg, TileActivation
from sandboxes.queries.orgs import with_names

SWITCHABLE = (RevisionState.IN_SANDBOX, RevisionState.SIGNED_OFF, RevisionState.SCHEDULED)


def tile_to_enable(org_id: UUID, submission_id: UUID) -> TileActivation:
    """A new activation, with the submission from `with_names`, its revision, listing and live release.

    Raises NotFound if there is no such org or submission.
    """
    rows = with_names(Submission.objects.select_related("revision__listing__live_release"))
    submission = first_or_not_found(rows.filter(pk=submission_id))
    org = first_or_not_found(SandboxOrg.objects.select_related("organisation").filter(pk=org_id))
    return TileActivation(org=org, listing=submission.revision.listing, submission=submission)


def switchable_listings(actor: Actor) -> QuerySet[Listing]:
    """Listings whose tile is approved or live and whose partner has an active sandbox org."""
    orgs = SandboxOrg.objects.filter(organisation=OuterRef("organisation"), state=OrgState.ACTIVE)
    ready = Revision.objects.filter(listing=OuterRef("pk"), state__in=RELEASE_READY)
    return visible_listings(actor).filter(Exists(orgs), Exists(ready) | Q(live_release__isnull=False))


def waiting_listings(actor: Actor) -> QuerySet[Listing]:
    """Listings for which an admin must act: they are approved, their tile is disabled in the sandbox, or it is
    outdated.
    """
    activations = TileActivation.objects.filter(
        submission__revision=OuterRef("pk"),
        submission__submission_number=OuterRef("submission_number"),
        org__state=OrgState.ACTIVE,
        deactivated_at=None,
        is_outdated=False,
    )
    approved = Revision.objects.filter(state=RevisionState.APPROVED)
    switched_off = Revision.objects.filter(~Exists(activations), state=RevisionState.IN_SANDBOX)
    outdated = TileActivation.objects.filter(deactivated_at=None, is_outdated=True)
    # The few that wait are found first, because admins see their number on every page.
    waiting = approved.values("listing").union(switched_off.values("listing"), outdated.values("listing"))
    return switchable_listings(actor).filter(pk__in=waiting)
