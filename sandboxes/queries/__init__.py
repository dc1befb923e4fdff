"""Queries about sandbox orgs and activations."""

from sandboxes.queries.facts import current_submissions, sandbox_facts
from sandboxes.queries.orgs import (
    all_orgs,
    visible_activations,
    visible_orgs,
    visible_requests,
    waiting_requests,
)
from sandboxes.queries.tiles import switchable_listings, waiting_listings

__all__ = [
    "all_orgs",
    "current_submissions",
    "sandbox_facts",
    "switchable_listings",
    "visible_activations",
    "visible_orgs",
    "visible_requests",
    "waiting_listings",
    "waiting_requests",
]
