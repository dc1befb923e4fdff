"""Queries about sandbox orgs and activations."""

from sandboxes.queries.guard_facts import sandbox_facts
from sandboxes.queries.orgs import (
    current_submissions,
    listings_to_test,
    orgs_in_region,
    visible_activations,
    visible_orgs,
    visible_orgs_with_tiles,
    visible_requests,
    waiting_requests,
)
from sandboxes.queries.tiles import switchable_listings, waiting_listings
