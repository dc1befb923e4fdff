"""Reads the names of an organisation's listings with a function that the listings app registers."""

from collections.abc import Callable, Mapping
from uuid import UUID

ListingNamesReader = Callable[[UUID], Mapping[UUID, str]]
_readers: list[ListingNamesReader] = []


def register_listing_names(reader: ListingNamesReader) -> None:
    """Register the function that reads names. Called once, when the portal starts."""
    if _readers:
        raise ValueError("a reader of listing names is already registered")
    _readers.append(reader)


def listing_names(organisation_id: UUID) -> Mapping[UUID, str]:
    """{listing ID: name} of the organisation's listings, sorted by name."""
    (read_names,) = _readers
    return read_names(organisation_id)
