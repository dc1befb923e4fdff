"""Counts per organisation, such as listings and sandboxes. One query each for a whole page."""

from collections.abc import Collection, Mapping
from uuid import UUID

from accounts.contributions import Label, contributions


def counts_of_organisations(organisation_ids: Collection[UUID]) -> list[tuple[Label, Mapping[UUID, int]]]:
    """Label and numbers by organisation; organisations without an ID in it have none."""
    counts = (count for each in contributions().values() for count in each.counts)
    return [(label, count(organisation_ids)) for label, count in counts]
