"""Counts the objects of organisations, such as listings and sandboxes. One query per count for a whole page."""

from collections.abc import Collection, Mapping
from uuid import UUID

from accounts.contributions import contributions
from common.lazy_text import LazyText


def counts_of_organisations(organisation_ids: Collection[UUID]) -> list[tuple[LazyText, Mapping[UUID, int]]]:
    """[(label, {organisation ID: number})]. Organisations with none are left out."""
    counts = (count for each in contributions().values() for count in each.counts)
    return [(label, count(organisation_ids)) for label, count in counts]
