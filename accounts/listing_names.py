"""Names of an organisation's listings. The listings room registers its query, because accounts must not import it."""

from collections.abc import Callable, Mapping
from uuid import UUID

FindListingNames = Callable[[UUID], Mapping[UUID, str]]
_finds: list[FindListingNames] = []


def register_listing_names(find: FindListingNames) -> None:
    """Called once, by the listings room. A second one raises ValueError."""
    if _finds:
        text = "only one room can provide the names of listings"
        raise ValueError(text)
    _finds.append(find)


def listing_names(organisation_id: UUID) -> Mapping[UUID, str]:
    """{ID: name} of the organisation's listings, by name."""
    (find,) = _finds
    return find(organisation_id)
