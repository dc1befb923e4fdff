"""Creates and changes offers."""

from collections.abc import Iterator
from http import HTTPStatus

from django.utils import timezone
from django.utils.translation import gettext as _

from api.bearer import ApiRequest
from api.ingestion.bodies.products import ProductType
from api.ingestion.faults import IngestionFault
from api.ingestion.modules.drafts import ProductDraft
from api.ingestion.modules.entities import ANY, assert_match
from api.ingestion.products import LISTING_DEFAULTS, is_offer_id
from api.publishers.bodies.offers import OFFER_TYPE, NewOffer, PublishingStatus
from api.publishers.definitions import change_for
from api.publishers.offers import as_summaries, is_publisher, offer_named, offers_of, tagged_definition
from listings.actions import change_entities, create_listing
from listings.errors import FieldReadOnly, NameTaken, OfferIdTaken
from listings.models import Listing
from listings.writes.entities import Documents, EntityChange


def put_offer(request: ApiRequest, publisher: str, offer_id: str, *, body: NewOffer, if_match: str) -> Listing:
    """Create the offer or replace its definition. if_match is "" without the header.

    Raises NotFound, IngestionFault (400 if the body is about another offer, 409, 412), and the errors of
    `create_listing` and `change_entities`.
    """
    offers = offers_of(request, publisher)
    listing = offer_named(offers, offer_id)
    _assert_same(request, offer_id, body=body, listing=listing)
    if listing is None:
        try:
            return _create(request, offer_id, body=body, if_match=if_match)
        except (OfferIdTaken, NameTaken):  # taken by a simultaneous call, or by another listing
            listing = offer_named(offers, offer_id)
            if listing is None:
                raise
    _change_offer(request, listing, body=body, if_match=if_match or body.etag or ANY)
    return listing


def _create(request: ApiRequest, offer_id: str, *, body: NewOffer, if_match: str) -> Listing:
    if not is_offer_id(offer_id):
        reason = _(
            "An offer ID must start with a letter or digit, contain only a-z, 0-9, - and _, and have at most 100 "
            "characters."
        )
        raise IngestionFault(HTTPStatus.BAD_REQUEST, data={"id": [reason]})
    assert_match(if_match or ANY, "")
    kind = LISTING_DEFAULTS[ProductType.VIRTUAL_MACHINE]
    revision = create_listing(
        organisation_id=request.auth.organisation_id,
        route=kind.route,
        offering_type=kind.offering_type,
        name=(body.definition.display_text or "").strip() or offer_id,
        offer_id=offer_id,
        sent=lambda listing, documents: change_for(ProductDraft(listing=listing, documents=documents), body),
        by=request.actor,
        now=timezone.now(),
    )
    return revision.listing


def _change_offer(request: ApiRequest, listing: Listing, *, body: NewOffer, if_match: str) -> None:
    def decide(documents: Documents) -> EntityChange:
        draft = ProductDraft(listing=listing, documents=documents)
        assert_match(if_match, str(tagged_definition(draft)["eTag"]))
        return change_for(draft, body)

    change_entities(listing_id=listing.pk, decide=decide, by=request.actor, now=timezone.now())


def _assert_same(request: ApiRequest, offer_id: str, *, body: NewOffer, listing: Listing | None) -> None:
    """Raises IngestionFault (400) if the body names another publisher, offer or type than the address,
    or a value that only the portal sets.
    """
    ids = {offer_id.lower(), *([listing.offer_id.lower(), str(listing.pk)] if listing else [])}
    wrong = {
        "publisherId": body.publisher_id is not None and not is_publisher(request, body.publisher_id),
        "id": body.id is not None and body.id.lower() not in ids,
    }
    data = {name: [_("This value must match the one in the URL.")] for name, is_wrong in wrong.items() if is_wrong}
    if body.offer_type is not None and body.offer_type.lower() != OFFER_TYPE:
        data["offerTypeId"] = [_("The type of the offer must be {type}.").format(type=OFFER_TYPE)]
    data |= {name: [str(FieldReadOnly(field=name))] for name in _never_read(body, listing)}
    if data:
        raise IngestionFault(HTTPStatus.BAD_REQUEST, data=data)


def _never_read(body: NewOffer, listing: Listing | None) -> Iterator[str]:
    """The keys of values that only the portal sets, and that no earlier read of the offer can have returned."""
    summary = as_summaries([listing])[0] if listing else {}
    if body.version is not None and not 1 <= body.version <= int(str(summary.get("version", 0))):
        yield "version"
    past = {summary.get("status"), *(PublishingStatus if int(str(summary.get("version", 0))) > 1 else ())}
    if body.status is not None and body.status not in past | {PublishingStatus.NEVER_PUBLISHED}:
        yield "status"
    if body.changed_at is not None and body.changed_at > timezone.now():
        yield "changedTime"
