"""The abstract model of a partner's request about a listing."""

from typing import Any
from uuid import UUID

from accounts.models import Request


class ListingRequest(Request):
    """A request that belongs to a listing, which is a field or a property."""

    listing: Any

    class Meta:
        abstract = True

    @property
    def owner_key(self) -> UUID:
        key: UUID = self.listing.pk
        return key
