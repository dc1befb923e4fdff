"""The offer ID, type and name in a product resource."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from api.configure.faults import resource_fault
from api.configure.problems import DetailCode
from api.configure.resource_types import PRODUCT_TYPES, product_type
from api.configure.resources import STATE_OF_LIFE
from api.configure.sent_resources import SentResource
from api.ingestion.bodies.products import OFFER_ID_TYPE, NewProduct, ProductType
from api.ingestion.modules.drafts import ProductDraft
from api.ingestion.products import LISTING_DEFAULTS, as_product, offer_id_of
from listings.actions.drafts import ListingStart
from tilekit.core.field import Json


def initial_values(resource: SentResource) -> ListingStart:
    """The initial values of a new product. Raises ConfigureFault, IngestionFault or ValidationError if they are
    invalid.
    """
    kind = _type_of(resource)
    offer_id = _offer_id(resource)
    external: list[Json] = [{"type": OFFER_ID_TYPE, "value": offer_id}]
    name = resource.values.get("alias") or offer_id
    body = NewProduct.model_validate({"resourceType": kind.value, "name": name, "externalIDs": external})
    begins = LISTING_DEFAULTS[kind]
    return ListingStart(
        route=begins.route,
        offering_type=begins.offering_type,
        code_type=begins.code_type,
        name=body.name,
        offer_id=offer_id_of(body),
    )


def assert_same(resource: SentResource, draft: ProductDraft) -> None:
    """Raises ConfigureFault if the resource changes a value of the product that cannot change."""
    product = as_product(draft.listing, draft.documents)
    if "identity" in resource.values and _offer_id(resource) != product.external_ids[0].value:
        raise resource_fault(DetailCode.INVALID_ID, _("The external ID of a product cannot be changed."))
    if "type" in resource.values and _type_of(resource) is not product.resource_type:
        raise resource_fault(DetailCode.BUSINESS, _("The type of a product cannot be changed."))
    if not isinstance(resource.values.get("alias", ""), str):
        raise resource_fault(DetailCode.SCHEMA, _("{key} must be a string.").format(key="alias"))
    if str(resource.values.get(STATE_OF_LIFE)).lower() == "deprecated":
        text = _("You can deprecate a product only in the portal, where you choose the date.")
        raise resource_fault(DetailCode.NOT_SUPPORTED, text)


def _type_of(resource: SentResource) -> ProductType:
    declared_type = product_type(str(resource.values.get("type") or ""))
    if declared_type is None or declared_type not in LISTING_DEFAULTS:
        supported = ", ".join(PRODUCT_TYPES)
        text = _("You cannot create a product of the type {type}. Supported types: {known}.")
        raise resource_fault(DetailCode.NOT_SUPPORTED, text.format(type=resource.values.get("type"), known=supported))
    return declared_type


def _offer_id(resource: SentResource) -> str:
    identity = resource.values.get("identity")
    external_id = identity.get("externalId") if isinstance(identity, Mapping) else None
    if not isinstance(external_id, str):
        raise resource_fault(DetailCode.SCHEMA, _("identity.externalId is missing."))
    return external_id
