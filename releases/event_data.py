"""The data of webhook events about go-to-market requests and transfers."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from common.ids import EXAMPLE_ID
from listings.lifecycle.event_data import ListingEventData, UnrevisedEventData


class GtmEventData(ListingEventData, frozen=True, kw_only=True):
    """An event about a go-to-market request for a live listing."""

    gtm_request: Annotated[UUID, Meta(description="ID of the request", examples=[EXAMPLE_ID])]


class TransferEventData(UnrevisedEventData, frozen=True, kw_only=True):
    """An event about the transfer of a listing to another organisation. Both organisations get it."""

    transfer: Annotated[UUID, Meta(description="ID of the transfer", examples=[EXAMPLE_ID])]
