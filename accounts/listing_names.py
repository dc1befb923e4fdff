"""Reads the names of an organisation's listings from the room that registered them."""

from collections.abc import Mapping
from uuid import UUID

from accounts.contributions import contributions


def listing_names(organisation_id: UUID) -> Mapping[UUID, str]:
    """{listing ID: name} of the organisation's listings, sorted by name."""
    finds = (each.listing_names for each in contributions().values() if each.listing_names)
    return {pk: name for find in finds for pk, name in find(organisation_id).items()}
