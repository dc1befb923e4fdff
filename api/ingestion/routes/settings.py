"""Settings of a product: its setup, resellers and lead destination."""

from uuid import UUID

from ninja import Router

from api.ingestion.bodies.modules import ETAG, Entity
from api.ingestion.bodies.settings import LeadConfiguration, NewLeadConfiguration, ResellerConfiguration, Setup
from api.ingestion.modules.drafts import draft_of
from api.ingestion.modules.entities import ANY, replace, shown
from api.ingestion.modules.leads import replace_leads
from api.ingestion.modules.table import LEAD, RESELLER, SETUP, Kind
from api.ingestion.requests import Call
from api.ingestion.routes.products import FAULTS, product_named
from tilekit.core.section import Values

router = Router(tags=["Settings of a product"], by_alias=True, exclude_none=True)
_SETUP, _RESELLER, _LEAD = (f"/{{product_id}}/{kind.path}" for kind in (SETUP, RESELLER, LEAD))


@router.get(_SETUP, response={200: Setup, **FAULTS}, summary="Read the setup")
def read_setup(request: Call, product_id: UUID) -> Values:
    """Returns how the product is sold, as set in the draft."""
    return _read(request, product_id, SETUP)


@router.post(_SETUP, response={200: Setup, **FAULTS}, summary="Write the setup")
def write_setup(request: Call, product_id: UUID, body: Setup) -> Values:
    """Replaces the setup and returns it. Values that are not in the body are cleared."""
    return _write(request, product_id, SETUP, body=body)


@router.get(_RESELLER, response={200: ResellerConfiguration, **FAULTS}, summary="Read the reseller configuration")
def read_reseller(request: Call, product_id: UUID) -> Values:
    """Returns which resellers may sell the product, as set in the draft."""
    return _read(request, product_id, RESELLER)


@router.post(_RESELLER, response={200: ResellerConfiguration, **FAULTS}, summary="Write the reseller configuration")
def write_reseller(request: Call, product_id: UUID, body: ResellerConfiguration) -> Values:
    """Replaces the reseller configuration and returns it. Values that are not in the body are cleared."""
    return _write(request, product_id, RESELLER, body=body)


@router.get(_LEAD, response={200: LeadConfiguration, **FAULTS}, summary="Read the lead configuration")
def read_lead(request: Call, product_id: UUID) -> Values:
    """Returns where leads are sent, as set in the draft. Secrets are never returned.

    Until you write a configuration for the first time, the response has no `resourceType`.
    """
    return _read(request, product_id, LEAD)


@router.post(_LEAD, response={200: LeadConfiguration, **FAULTS}, summary="Write the lead configuration")
def write_lead(request: Call, product_id: UUID, body: NewLeadConfiguration) -> Values:
    """Replaces the lead configuration and returns it without secrets.

    Secrets that are not in the body are kept as long as the type stays the same. Other values that are not in the body
    are cleared.
    """
    return _bare(replace_leads(product_named(request, product_id), body, by=request.actor))


def _read(request: Call, product_id: UUID, kind: Kind) -> Values:
    draft = draft_of(product_named(request, product_id))
    return _bare(shown(draft, next(draft.places(kind))))


def _write(request: Call, product_id: UUID, kind: Kind, *, body: Entity) -> Values:
    listing = product_named(request, product_id)
    return _bare(replace(listing, lambda draft: next(draft.places(kind)), body, if_match=ANY, by=request.actor))


def _bare(entity: Values) -> Values:
    """The entity without its ID and etag."""
    return {name: value for name, value in entity.items() if name not in {"id", ETAG}}
