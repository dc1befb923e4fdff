"""Listings as offers: lookup by publisher and offer ID, the bodies of responses, and writes."""

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from api.bearer import ApiRequest
from api.ingestion.bodies.base import iso_time
from api.ingestion.bodies.products import ProductType
from api.ingestion.faults import IngestionFault
from api.ingestion.modules.drafts import ProductDraft, draft_of, entity_id
from api.ingestion.modules.entities import ANY, assert_match, etag_of
from api.ingestion.products import LISTING_DEFAULTS, as_products, is_offer_id, of_types, products_of, with_offer_id
from api.publishers.bodies.offers import OFFER_TYPE, NewOffer, PublishingStatus
from api.publishers.definitions import DEFINITION, change_for, shown_definition
from api.publishers.statuses import offer_word
from common.errors import NotFound
from common.requests import parse_uuid
from listings.actions import change_entities, create_listing
from listings.content.client_entities import entity_body
from listings.errors import FieldReadOnly, NameTaken, OfferIdTaken
from listings.models import Listing, Revision, Section
from listings.queries import NewestSubmission, newest_submissions, working_revisions
from listings.writes.client_values import Documents, entities_in
from listings.writes.entities import EntityChange
from tilekit.core.section import Values
from tilekit.sections.api_entities import ApiEntities


def offers_of(request: ApiRequest, publisher: str) -> QuerySet[Listing]:
    """The offers of the publisher. Raises NotFound if it is not the organisation of the application."""
    if not is_publisher(request, publisher):
        raise NotFound
    return of_types(products_of(request.actor), {ProductType.VIRTUAL_MACHINE})


def is_publisher(request: ApiRequest, text: str) -> bool:
    """Whether the text is the short name or the ID of the application's organisation."""
    organisation = request.auth.organisation
    return text.lower() in {organisation.slug.lower(), str(organisation.pk)}


def offer_named(offers: QuerySet[Listing], offer_id: str) -> Listing | None:
    """The offer with this offer ID or product ID; None if there is none."""
    if not is_offer_id(offer_id):
        return None
    offer = with_offer_id(offers, offer_id).order_by("-offer_id", "pk").first()
    product_id = parse_uuid(offer_id)
    return offer or (offers.filter(pk=product_id).first() if product_id else None)


def offer_for(request: ApiRequest, publisher: str, offer_id: str) -> Listing:
    """The offer with this offer ID or product ID. Raises NotFound."""
    offer = offer_named(offers_of(request, publisher), offer_id)
    if offer is None:
        raise NotFound
    return offer


def as_offer(listing: Listing) -> Values:
    """The offer with its definition."""
    (summary,) = as_summaries([listing])
    return {**summary, **tagged_definition(draft_of(listing))}


def tagged_definition(draft: ProductDraft) -> Values:
    """The definition, which is the part that clients can change, with its etag."""
    definition = shown_definition(draft)
    return {**definition, "eTag": etag_of(definition)}


def as_summaries(listings: Sequence[Listing]) -> list[Values]:
    """The offers for a list, with a constant number of queries."""
    handed_in, revisions = newest_submissions(listings), working_revisions(listings)
    texts = _display_texts(revisions)
    return [
        _summary(product.external_ids[0].value, revisions[listing.pk], handed_in.get(listing.pk))
        | {"definition": {"displayText": texts.get(listing.pk) or listing.name}}
        for listing, product in zip(listings, as_products(listings), strict=True)
    ]


def _summary(offer_id: str, revision: Revision, last: NewestSubmission | None) -> Values:
    return {
        "offerTypeId": OFFER_TYPE,
        "publisherId": revision.listing.organisation.slug,
        "status": offer_word(last.state if last else None),
        "id": offer_id,
        "version": last.number + 1 if last else 1,
        "changedTime": iso_time(max(revision.active_at, revision.state_since)),
    }


def _display_texts(revisions: Mapping[UUID, Revision]) -> dict[UUID, str]:
    """{listing ID: display text in the definition that a client sent}."""
    rows = Section.objects.filter(revision__in=revisions.values(), key=ApiEntities.key, scope="")
    return {
        listing_id: text
        for listing_id, document in rows.values_list("revision__listing", "document")
        if (text := _display_text(listing_id, document))
    }


def _display_text(listing_id: UUID, document: Values) -> str:
    key = entity_id(listing_id, DEFINITION)
    row = next((entity for entity in entities_in({ApiEntities.key: document}) if entity.get("key") == key), {})
    definition = entity_body(row).get("definition")
    return str(definition.get("displayText") or "") if isinstance(definition, dict) else ""


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
    if body.offer_type_id is not None and body.offer_type_id.lower() != OFFER_TYPE:
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
    if body.changed_time is not None and body.changed_time > timezone.now():
        yield "changedTime"
