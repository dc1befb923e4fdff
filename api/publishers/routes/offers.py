"""Offers: list, read, write."""

import re
from http import HTTPStatus
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Header, Query, Router

from api.ingestion.faults import IngestionFault
from api.ingestion.requests import Call, note_etag
from api.publishers.bodies.offers import (
    OFFER_TYPE,
    ErrorBody,
    NewOffer,
    Offer,
    OfferQuery,
    OfferSummary,
)
from api.publishers.offers import as_offer, as_summaries, offer_for, offers_of
from api.publishers.writing import put_offer
from listings.models import Listing
from tilekit.core.section import Values

router = Router(tags=["Offers"], by_alias=True)
ALL = "/{publisher_id}/offers"
ONE = f"{ALL}/{{offer_id}}"
FAULTS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 405, 429), ErrorBody)
WRITE_FAULTS = {**FAULTS, **dict.fromkeys((409, 413), ErrorBody)}
IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="The eTag that you read; * for any", examples=["*"])
]
_TYPE = re.compile(r"offerTypeId\s+eq\s+'((?:[^']|'')*)'", re.IGNORECASE)


@router.get(ALL, response={200: list[OfferSummary], **FAULTS}, summary="List offers")
def list_offers(request: Call, publisher_id: str, query: Query[OfferQuery]) -> list[Any]:
    """The publisher's offers of virtual machines, oldest first; listings of other kinds are left out."""
    offers = offers_of(request, publisher_id)
    return as_summaries(list(offers)) if _is_asked_for(query.filter) else []


@router.get(ONE, response={200: Offer, **FAULTS}, summary="Read an offer")
def read_offer(request: Call, publisher_id: str, *, offer_id: str) -> Values:
    """An offer with its definition, as the draft has it."""
    return _shown(request, offer_for(request, publisher_id, offer_id))


@router.put(ONE, response={200: Offer, **WRITE_FAULTS, 412: ErrorBody}, summary="Write an offer")
def write_offer(
    request: Call,
    publisher_id: str,
    *,
    offer_id: str,
    body: NewOffer,
    if_match: IfMatch = None,
) -> Values:
    """Make an offer, or replace the definition of one, whichever surface or page it was made on.

    The keys listed below set the fields of the listing. Everything else is kept as it was sent. Passwords, keys and
    connection strings are kept encrypted, and no answer contains them; those that are left out stay. Everything else
    that is left out is cleared, except plans: they stay if the definition has no plans, and those that a list of
    plans leaves out are removed.
    """
    match = (if_match or "").strip()
    return _shown(request, put_offer(request, publisher_id, offer_id, body=body, if_match=match))


def _shown(request: Call, listing: Listing) -> Values:
    found = as_offer(listing)
    note_etag(request, str(found["eTag"]))
    return found


def _is_asked_for(text: str) -> bool:
    """Whether the filter asks for virtual machines. Raises IngestionFault (400) for one that is not supported."""
    wanted = text.strip()
    found = _TYPE.fullmatch(wanted)
    if wanted and not found:
        raise IngestionFault(HTTPStatus.BAD_REQUEST, data={"$filter": [_("This filter is not supported.")]})
    return found is None or found[1].lower() == OFFER_TYPE
