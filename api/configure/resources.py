"""Converts between entities and resources."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from api.configure.faults import resource_fault
from api.configure.ids import DurableId, schema_url
from api.configure.problems import DetailCode, ErrorCode
from api.configure.resource_types import DECLARED_TYPES, PLAN, PRODUCT, Level, ResourceType, type_of, type_word
from api.configure.resource_values import OWN, SPELLED, UNMAPPED, values_of
from api.ingestion.bodies.plans import TEST_DRIVE
from api.ingestion.modules.drafts import PARENT, EntityPlace, ProductDraft, draft_of, entity_id
from api.ingestion.modules.entities import entity_response
from api.ingestion.modules.entity_kinds import LISTING_KIND
from api.ingestion.modules.images import shown_image
from api.ingestion.products import as_product
from api.ingestion.submissions.states import LIVE, has_failed, ingestion_state
from common.errors import NotFound
from listings.content.bundles import values_by_section
from listings.content.client_entities import entity_body
from listings.models import Listing, Section, Submission
from listings.queries import effective_submissions, submission_result, working_revisions
from reviews.queries import live_submission
from tilekit.core.field import Json
from tilekit.core.section import Values
from tilekit.sections import section_of

LABEL, STATE_OF_LIFE, AVAILABLE = "$schema", "lifecycleState", "generallyAvailable"
DRAFT = "draft"  # the target of resources that are not submitted


def resource_places(draft: ProductDraft, kind: ResourceType) -> Iterator[EntityPlace]:
    """The places of all resources of the type in a draft."""
    for place in draft.places(kind.kind):
        is_there = not kind.is_stored_only or place.key in draft.rows
        at_level = kind.of in (Level.ANY, Level.LISTING) or bool(place.plan) == (kind.of is Level.PLAN)
        if is_there and at_level and TEST_DRIVE not in (place.plan, place.key):
            yield place


def place_of_unknown_type(draft: ProductDraft, kind: ResourceType, plan: str) -> EntityPlace:
    """The place of a resource of an unknown type."""
    return EntityPlace(kind=kind.kind, key=entity_id(draft.listing.pk, kind.kind, plan), plan=plan)


def durable_id_part(place: EntityPlace) -> str:
    """The last part of the durable ID of the resource."""
    return place.key if place.is_extra else place.plan


def durable_id_of(draft: ProductDraft, kind: ResourceType, place: EntityPlace) -> str:
    """The durable ID of the resource at a place."""
    return str(DurableId(kind.word, draft.listing.pk, durable_id_part(place)))


def as_resource(draft: ProductDraft, kind: ResourceType, place: EntityPlace, *, version: str) -> Values:
    """The resource at a place as it was sent, but with the current values of keys that have changed since."""
    entity = shown_image(draft, place) if kind.of is Level.LISTING else entity_response(draft, place)
    refers = {"product": str(DurableId(PRODUCT.word, draft.listing.pk)), **_parents(draft, kind, place)}
    return _resource(kind, entity, {"id": durable_id_of(draft, kind, place), **refers}, version=version)


def as_product_resource(draft: ProductDraft, *, version: str) -> Values:
    """The product resource of a draft."""
    listing = draft.listing
    product = as_product(listing, draft.documents)
    offer_id = product.external_ids[0].value
    row: Values = draft.body(entity_id(listing.pk, PRODUCT.kind))
    defaults: Values = {
        "identity": {"externalId": offer_id},
        "type": type_word(product.resource_type),
        "alias": listing.name,
    }
    identity: Values = {"id": str(DurableId(PRODUCT.word, listing.pk))}
    return _resource(PRODUCT, {**defaults, **row}, identity, version=version)


def _resource(kind: ResourceType, entity: Values, first: Values, *, version: str) -> Values:
    own_values = _dict(entity.get(OWN))
    values, unmapped = values_of(kind, entity), _dict(own_values.get(UNMAPPED))
    for name, spelling in _dict(own_values.get(SPELLED)).items():
        words = _dict(spelling)
        if values.get(name) == words.get("for"):
            values[name] = words.get("as")
    shown = {STATE_OF_LIFE: AVAILABLE, **values, **unmapped}
    return {LABEL: shown.pop(LABEL, None) or schema_url(kind.word, version), **first, **shown}


def _parents(draft: ProductDraft, kind: ResourceType, place: EntityPlace) -> Values:
    """{key: reference} for the plan or listing to which the resource belongs."""
    if kind.of is Level.LISTING:
        return {"listing": _listing_of(draft, place)}
    if place.plan and kind is not PLAN:
        return {"plan": str(DurableId(PLAN.word, draft.listing.pk, place.plan))}
    return {}


def _listing_of(draft: ProductDraft, place: EntityPlace) -> str:
    parent = draft.place(LISTING_KIND, str(entity_body(draft.rows[place.key]).get(PARENT)))
    word = "plan-listing" if parent.plan else "listing"
    return str(DurableId(word, draft.listing.pk, durable_id_part(parent)))


def resources_in(draft: ProductDraft, *, version: str) -> list[Values]:
    """All resources of a product, of known and unknown types, beginning with the product itself."""
    resources = [as_product_resource(draft, version=version)]
    for kind in (*DECLARED_TYPES[1:], *_unknown_types(draft)):
        resources += [as_resource(draft, kind, place, version=version) for place in resource_places(draft, kind)]
    return resources


def _unknown_types(draft: ProductDraft) -> list[ResourceType]:
    words = dict.fromkeys(str(row.get("entity")) for row in draft.rows.values())
    return [kind for word in words if (kind := type_of(word)) and kind.is_stored_only]


def _dict(value: Json) -> Values:
    return value if isinstance(value, dict) else {}


# Sections with the values of a product resource.
_SHOWN_FROM = ("overview", "configuration", "api")


def documents_of_target(listing: Listing, target: str) -> ProductDraft:
    """The documents of the draft, preview or live version. Raises ConfigureFault if there is no such version."""
    if target == DRAFT:
        return draft_of(listing)
    row = live_submission(listing) if target == LIVE else _in_preview(listing)
    if row is None:
        text = _("This product has no {target} version.").format(target=target)
        raise resource_fault(DetailCode.NOT_DEPLOYED, text, outer=ErrorCode.NOT_FOUND)
    documents = {key: section_of(key).read(values, row.schemas[key]) for key, values in row.documents.items()}
    return ProductDraft(listing=listing, documents=values_by_section(documents))


def _in_preview(listing: Listing) -> Submission | None:
    """The latest submission that was not sent back, even if it is live; None if there is none."""
    newest = next(
        (row for row in effective_submissions(listing) if not has_failed(ingestion_state(submission_result(row)))), None
    )
    return Submission.objects.get(pk=newest.pk) if newest else None


def resource_with(listing: Listing, key: DurableId, *, version: str) -> Values:
    """The resource of the draft with this durable ID. Raises NotFound."""
    draft, kind = draft_of(listing), type_of(key.word)
    if kind and kind.of is Level.ORGANISATION and not key.part:
        return as_product_resource(draft, version=version)
    places = resource_places(draft, kind) if kind else ()
    place = next((place for place in places if durable_id_part(place) == key.part), None)
    if kind is None or place is None:
        raise NotFound
    return as_resource(draft, kind, place, version=version)


def plans_of(listing: Listing, *, version: str) -> list[Values]:
    """The plans of the draft as resources, oldest first."""
    draft = draft_of(listing)
    return [as_resource(draft, PLAN, place, version=version) for place in resource_places(draft, PLAN)]


def as_product_resources(listings: Sequence[Listing], *, version: str) -> list[Values]:
    """The product resources of the listings' drafts. Two queries for any number of listings."""
    revisions = working_revisions(listings)
    rows = Section.objects.filter(revision__in=revisions.values(), scope="", key__in=_SHOWN_FROM)
    documents: dict[UUID, dict[str, Values]] = {}
    for revision_id, key, document in rows.values_list("revision", "key", "document"):
        documents.setdefault(revision_id, {})[key] = document
    return [
        as_product_resource(
            ProductDraft(listing=listing, documents=documents.get(revisions[listing.pk].pk, {})), version=version
        )
        for listing in listings
    ]
