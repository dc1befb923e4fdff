"""Product settings: its setup, resellers and lead destination."""

from uuid import UUID

from api.bearer import ApiRequest
from api.ingestion.bodies.modules import ETAG, EntityBody
from api.ingestion.bodies.products import LeadConfiguration, NewLeadConfiguration, ResellerConfiguration, SetupBody
from api.ingestion.modules.drafts import draft_of
from api.ingestion.modules.entities import ANY, entity_response, replace
from api.ingestion.modules.entity_kind import EntityKind
from api.ingestion.modules.entity_kinds import LEAD, RESELLER, SETUP
from api.ingestion.modules.leads import replace_leads
from api.ingestion.products import product_named
from api.ingestion.routes.products import ProductId, ingestion_router
from tilekit.core.section import Values

router = ingestion_router("Product settings")
_SETUP, _RESELLER, _LEAD = (f"/{{product_id}}/{kind.path}" for kind in (SETUP, RESELLER, LEAD))


@router.get(_SETUP, response=SetupBody, summary="Read the setup")
def read_setup(request: ApiRequest, product_id: ProductId) -> Values:
    """Returns how the product is sold, as set in the draft."""
    return _settings_of(request, product_id, SETUP)


@router.post(_SETUP, response=SetupBody, summary="Write the setup")
def write_setup(request: ApiRequest, product_id: ProductId, body: SetupBody) -> Values:
    """Replaces the setup and returns it. Values that are not in the body are cleared."""
    return _write(request, product_id, SETUP, body=body)


@router.get(_RESELLER, response=ResellerConfiguration, summary="Read the reseller configuration")
def read_reseller(request: ApiRequest, product_id: ProductId) -> Values:
    """Returns the resellers that can sell the product, as set in the draft."""
    return _settings_of(request, product_id, RESELLER)


@router.post(_RESELLER, response=ResellerConfiguration, summary="Write the reseller configuration")
def write_reseller(request: ApiRequest, product_id: ProductId, body: ResellerConfiguration) -> Values:
    """Replaces the reseller configuration and returns it. Values that are not in the body are cleared."""
    return _write(request, product_id, RESELLER, body=body)


@router.get(_LEAD, response=LeadConfiguration, summary="Read the lead configuration")
def read_lead(request: ApiRequest, product_id: ProductId) -> Values:
    """Returns where leads are sent, as set in the draft. Secrets are never returned.

    Until you write a configuration for the first time, the response does not contain `resourceType`.
    """
    return _settings_of(request, product_id, LEAD)


@router.post(_LEAD, response=LeadConfiguration, summary="Write the lead configuration")
def write_lead(request: ApiRequest, product_id: ProductId, body: NewLeadConfiguration) -> Values:
    """Replaces the lead configuration and returns it without secrets.

    Secrets that are not in the body are kept as long as the type stays the same. Other values that are not in the body
    are cleared.
    """
    return _without_id_and_etag(replace_leads(product_named(request, product_id), body, by=request.actor))


def _settings_of(request: ApiRequest, product_id: UUID, kind: EntityKind) -> Values:
    draft = draft_of(product_named(request, product_id))
    return _without_id_and_etag(entity_response(draft, next(draft.places(kind))))


def _write(request: ApiRequest, product_id: UUID, kind: EntityKind, *, body: EntityBody) -> Values:
    listing = product_named(request, product_id)
    return _without_id_and_etag(
        replace(listing, lambda draft: next(draft.places(kind)), body, if_match=ANY, by=request.actor)
    )


def _without_id_and_etag(entity: Values) -> Values:
    """The entity without its ID and etag."""
    return {name: value for name, value in entity.items() if name not in {"id", ETAG}}
