"""The abstract model of a partner's request about a listing."""

from uuid import UUID

from django.db import models

from accounts.models import Request
from listings.models.listings import Listing


class ListingRequest(Request):
    """A request that belongs to a listing."""

    listing: "models.ForeignKey[Listing, Listing]"
    listing_id: UUID

    class Meta:
        abstract = True

    @property
    def owner_key(self) -> UUID:
        return self.listing_id
