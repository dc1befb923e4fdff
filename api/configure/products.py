"""The offer ID, type and name in a product resource."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from api.configure.faults import wrong
from api.configure.problems import Inner
from api.configure.resources import STATE_OF_LIFE
from api.configure.sent import Sent
from api.configure.table import PRODUCT_TYPES, product_type
from api.ingestion.bodies.products import OFFER_ID_TYPE, NewProduct, ProductType
from api.ingestion.modules.drafts import Draft
from api.ingestion.products import KINDS, as_product, offer_id_of
from listings.actions.drafts import Start
from tilekit.core.field import Json


def start_of(sent: Sent) -> Start:
    """The initial values of a new product. Raises Refused, IngestionFault or ValidationError for invalid values."""
    kind = _type_of(sent)
    offer_id = _offer_id(sent)
    external: list[Json] = [{"type": OFFER_ID_TYPE, "value": offer_id}]
    name = sent.values.get("alias") or offer_id
    body = NewProduct.model_validate({"resourceType": kind.value, "name": name, "externalIDs": external})
    begins = KINDS[kind]
    return Start(
        route=begins.route,
        offering_type=begins.offering_type,
        code_type=begins.code_type,
        name=body.name,
        offer_id=offer_id_of(body),
    )


def assert_same(sent: Sent, draft: Draft) -> None:
    """Raises Refused if the resource changes a value of the product that cannot change."""
    product = as_product(draft.listing, draft.documents)
    if "identity" in sent.values and _offer_id(sent) != product.external_ids[0].value:
        raise wrong(Inner.INVALID_ID, _("The external ID of a product cannot change."))
    if "type" in sent.values and _type_of(sent) is not product.resource_type:
        raise wrong(Inner.BUSINESS, _("The type of a product cannot change."))
    if str(sent.values.get(STATE_OF_LIFE)).lower() == "deprecated":
        text = _("You can deprecate a product only in the portal, where you choose the date.")
        raise wrong(Inner.NOT_SUPPORTED, text)


def _type_of(sent: Sent) -> ProductType:
    found = product_type(str(sent.values.get("type") or ""))
    if found is None or found not in KINDS:
        known = ", ".join(PRODUCT_TYPES)
        text = _("You cannot create a product of the type {type}. Supported types: {known}.")
        raise wrong(Inner.NOT_SUPPORTED, text.format(type=sent.values.get("type"), known=known))
    return found


def _offer_id(sent: Sent) -> str:
    identity = sent.values.get("identity")
    found = identity.get("externalId") if isinstance(identity, Mapping) else None
    if not isinstance(found, str):
        raise wrong(Inner.SCHEMA, _("identity.externalId is missing."))
    return found
