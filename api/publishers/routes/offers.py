"""Offers: list, read, write."""

import re
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Header, Path, Query

from api.bearer import ApiRequest
from api.ingestion.faults import IngestionFault
from api.publishers.bodies.offers import OFFER_TYPE, NewOffer, OfferBody, OfferQuery, OfferSummary, PublisherErrorBody
from api.publishers.offers import as_offer, as_summaries, offer_for, offers_of, put_offer
from api.routers import ErrorRouter
from api.surfaces import set_etag
from common.ids import EXAMPLE_ID
from listings.models import Listing
from tilekit.core.section import Values

PublisherId = Annotated[str, Path(description="Short name or ID of your organisation", examples=["acme"])]
OfferId = Annotated[str, Path(description="Offer ID or product ID of the offer", examples=["tide-vm"])]
OperationId = Annotated[
    UUID, Path(description="ID of the operation, as in the list of operations", examples=[EXAMPLE_ID])
]


_READS, _WRITES = (400, 401, 403, 404, 405, 429), (409, 413)


def publishers_router(tag: str) -> ErrorRouter:
    """A router for calls of this API."""
    return ErrorRouter(tag, error=PublisherErrorBody, reads=_READS, writes=_WRITES, by_alias=True)


router = publishers_router("Offers")
OFFERS_PATH = "/{publisher_id}/offers"
ONE = f"{OFFERS_PATH}/{{offer_id}}"
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The `eTag` from your last read, or * to replace any version", examples=["*"]),
]
_TYPE = re.compile(r"offerTypeId\s+eq\s+'((?:[^']|'')*)'", re.IGNORECASE)


@router.get(OFFERS_PATH, response=list[OfferSummary], summary="List offers")
def list_offers(request: ApiRequest, publisher_id: PublisherId, query: Query[OfferQuery]) -> list[Any]:
    """Returns the publisher's virtual machine offers, oldest first. Other listings are not included."""
    offers = offers_of(request, publisher_id)
    return as_summaries(list(offers)) if _includes_machine_offers(query.filter) else []


@router.get(ONE, response=OfferBody, summary="Read an offer")
def read_offer(request: ApiRequest, publisher_id: PublisherId, *, offer_id: OfferId) -> Values:
    """Returns one offer with its definition, as set in the draft."""
    return _offer_body(request, offer_for(request, publisher_id, offer_id))


@router.put(ONE, response={200: OfferBody, 412: PublisherErrorBody}, summary="Write an offer")
def write_offer(
    request: ApiRequest, publisher_id: PublisherId, *, offer_id: OfferId, body: NewOffer, if_match: IfMatch = None
) -> Values:
    """Creates an offer or replaces its definition, and returns the offer.

    You can also replace offers that were created in the portal or with another API. The keys listed below set fields in
    the listing. The portal stores all other values unchanged and returns them.

    Values that are not in the body are cleared, with two exceptions: secrets are kept, and if the definition has no
    `plans`, the existing plans are kept. If the definition has `plans`, plans that are not in this list are removed.
    Passwords, keys and connection strings are secrets: they are stored encrypted and never returned.
    """
    match = (if_match or "").strip()
    return _offer_body(request, put_offer(request, publisher_id, offer_id, body=body, if_match=match))


def _offer_body(request: ApiRequest, listing: Listing) -> Values:
    offer = as_offer(listing)
    set_etag(request, str(offer["eTag"]))
    return offer


def _includes_machine_offers(text: str) -> bool:
    """Whether the filter matches virtual machines. Raises IngestionFault (400) for an unsupported filter."""
    title = text.strip()
    match = _TYPE.fullmatch(title)
    if title and not match:
        raise IngestionFault(HTTPStatus.BAD_REQUEST, data={"$filter": [_("This filter is not supported.")]})
    return match is None or match[1].lower() == OFFER_TYPE
