"""Listings as offers: lookup by publisher and offer ID, and the bodies of responses."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet

from api.bearer import ApiRequest
from api.ingestion.bodies.base import iso_time
from api.ingestion.bodies.products import ProductType
from api.ingestion.modules.drafts import ProductDraft, draft_of, entity_id
from api.ingestion.modules.entities import etag_of
from api.ingestion.products import as_products, is_offer_id, of_types, products_of, with_offer_id
from api.publishers.bodies.offers import OFFER_TYPE
from api.publishers.definitions import DEFINITION, shown_definition
from api.publishers.operations import offer_word
from common.errors import NotFound
from common.requests import parse_uuid
from listings.content.client_entities import entity_body
from listings.models import Listing, Revision, Section
from listings.queries import NewestSubmission, newest_submissions, working_revisions
from listings.writes.entities import entities_in
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
