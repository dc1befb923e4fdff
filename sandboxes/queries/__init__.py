"""Queries about sandbox orgs, activations and releases."""

from sandboxes.queries.facts import PROMOTE_JOB, RELEASE_JOB, current_submissions, live_facts, sandbox_facts
from sandboxes.queries.orgs import (
    all_orgs,
    visible_activations,
    visible_orgs,
    visible_requests,
    waiting_requests,
)
from sandboxes.queries.releases import (
    RELEASE_READY,
    earlier_releases,
    live_listings,
    ready_revisions,
    reasons_against_roll_back,
    releases_of,
    signed_off_revisions,
    visible_gtm_requests,
)
from sandboxes.queries.tiles import switchable_listings, waiting_listings

__all__ = [
    "PROMOTE_JOB",
    "RELEASE_JOB",
    "RELEASE_READY",
    "all_orgs",
    "current_submissions",
    "earlier_releases",
    "live_facts",
    "live_listings",
    "ready_revisions",
    "reasons_against_roll_back",
    "releases_of",
    "sandbox_facts",
    "signed_off_revisions",
    "switchable_listings",
    "visible_activations",
    "visible_gtm_requests",
    "visible_orgs",
    "visible_requests",
    "waiting_listings",
    "waiting_requests",
]
