"""Starts a trial of a listing's OAuth client."""

from datetime import datetime
from uuid import UUID

from audit.writes import record_event
from common.actions import action
from common.actor import Actor
from common.errors import NotFound
from common.regions import Region
from listings.lifecycle.revision_locks import lock_listing
from trials.models import SandboxClient, Trial


@action
def start_trial(*, listing_id: UUID, region: Region, by: Actor, now: datetime, onboarding_url: str = "") -> Trial:
    """Start a trial, to which all later requests belong. Any member of the organisation may do so.

    Raises NotFound for other people, and if the listing has no test client yet.
    """
    listing = lock_listing(listing_id, by=by)
    has_client = SandboxClient.objects.filter(listing=listing).exists()
    if not has_client or not by.belongs_to(listing.organisation_id):
        raise NotFound
    columns = {"region": region, "onboarding_url": onboarding_url, "started_by": by.known_id, "started_at": now}
    trial = Trial.objects.create(listing=listing, **columns)
    record_event("trial.start", by=by, objects={"listing": listing.pk, "trial": trial.pk}, now=now)
    return trial
