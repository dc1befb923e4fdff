"""Stores definitions of offers in drafts, and returns them.

A definition without its plans is an entity of the draft. Its plans are the variants of the ingestion API; other values
that were sent for a plan are an entity of that plan.
"""

from collections.abc import Collection, Mapping, Sequence
from http import HTTPStatus

from django.utils.translation import gettext as _
from msgspec.structs import replace

from api.ingestion.bodies.modules import EntityBody as Body
from api.ingestion.faults import IngestionFault
from api.ingestion.modules.drafts import EntityPlace, ProductDraft, entity_id
from api.ingestion.modules.entities import current_body
from api.ingestion.modules.entity_changes import entity_change, entity_of
from api.ingestion.modules.entity_kind import EntityKind
from api.ingestion.modules.entity_kinds import VARIANT
from api.ingestion.modules.leads import public_part, secrets_in, secrets_of
from api.ingestion.modules.variants import DEFAULTS, PLAN_ID, SKU, live_plans
from api.publishers.bodies.offers import SKU_TITLE, NewOffer
from api.publishers.field_maps import MAPS
from common.ids import uuid7
from listings.writes.entities import EntityChange, EntityContent
from listings.writes.lead_secrets import LeadSecrets
from tilekit.core.field import Json
from tilekit.core.section import Values
from tilekit.sections.row_matching import rows_of

DEFINITION = EntityKind(
    path="offers",
    name="OfferDefinition",
    noun="an offer",
    resource_types=(),
    body=Body,
    maps=MAPS,
    begin=lambda listing: {"definition": {"displayText": listing.name, "offer": {}}},
)
PLAN_DEFINITION = EntityKind(
    path="plans", name="PlanDefinition", noun="a plan", resource_types=(), body=Body, of_offer=False, of_plans=True
)
_SERVER_KEYS = frozenset({"publisherId", "offerTypeId", "id", "eTag", "version", "status", "changedTime"})
_PLAN, _PLAN_NAME = "planId", "friendlyName"


def shown_definition(draft: ProductDraft) -> Values:
    """The definition as it was sent, but with the current values of fields and plans that have changed since."""
    body = current_body(draft, _place(draft))
    definition = {"displayText": draft.listing.name, "offer": {}, **_object(body, "definition")}
    return {"offerTypeVersions": {}, **body, "definition": {**definition, "plans": [*_plans(draft)]}}


def change_for(draft: ProductDraft, body: NewOffer) -> EntityChange:
    """The change that replaces the stored definition.

    Raises IngestionFault (400 for values that cannot be stored, 409 if a removed plan is live).
    """
    sent = body.model_dump(mode="json", by_alias=True, exclude_unset=True)
    public, secrets = without_secrets({name: value for name, value in sent.items() if name not in _SERVER_KEYS})
    definition = _object(public, "definition")
    plans = rows_of(definition.pop("plans", None))
    if body.definition.plans is None:
        definition["plans"] = [plan[_PLAN] for plan in _plans(draft)]
        return replace(_change_of_definition(draft, public), secrets=secrets)
    definition["plans"] = [plan[_PLAN] for plan in plans]
    return replace(_change_of_definition(draft, public), secrets=secrets, **_plan_changes(draft, plans))


def _change_of_definition(draft: ProductDraft, body: Values) -> EntityChange:
    return entity_change(draft, _place(draft), body)


def _place(draft: ProductDraft) -> EntityPlace:
    return next(draft.places(DEFINITION))


def _plan_place(draft: ProductDraft, key: str) -> EntityPlace:
    return EntityPlace(kind=PLAN_DEFINITION, key=entity_id(draft.listing.pk, PLAN_DEFINITION, key), plan=key)


def _plans(draft: ProductDraft) -> list[Values]:
    """The plans in the order of the definition; plans that are not in it come last."""
    order = _object(draft.body(_place(draft).key), "definition").get("plans")
    named = [str(plan_id).lower() for plan_id in order] if isinstance(order, list) else []
    plans = [_shown_plan(draft, key) for key in _plan_keys(draft)]
    return sorted(plans, key=lambda plan: (*named, _id(plan)).index(_id(plan)))


def _shown_plan(draft: ProductDraft, key: str) -> Values:
    """The plan as it was sent, with the ID and name of the variant."""
    variant, plan = draft.body(key), draft.body(_plan_place(draft, key).key)
    name = variant.get(_PLAN_NAME)
    return {**plan, _PLAN: variant.get(PLAN_ID), **({SKU_TITLE: name} if name else {})}


def _plan_changes(
    draft: ProductDraft, plans: Sequence[Values]
) -> Mapping[str, Sequence[EntityContent] | Sequence[str]]:
    """The parts of the change about plans. Plans that are not in the definition are removed with all their entities."""
    keys = {_id({_PLAN: draft.body(key).get(PLAN_ID)}): key for key in _plan_keys(draft)}
    if len({_id(plan) for plan in plans}) < len(plans):
        raise IngestionFault(
            HTTPStatus.BAD_REQUEST, data={"plans": [_("Two plans have the same ID. Give each plan a unique ID.")]}
        )
    removed = [key for plan_id, key in keys.items() if plan_id not in {_id(plan) for plan in plans}]
    _assert_not_live(draft, removed)
    drops = [entity_key for entity_key, row in draft.rows.items() if {entity_key, row.get("plan")} & {*removed}]
    also = [entity for plan in plans for entity in _entities(draft, keys.get(_id(plan)) or str(uuid7()), plan)]
    return {"dropped_keys": drops, "other_entities": also}


def _assert_not_live(draft: ProductDraft, removed: Collection[str]) -> None:
    live = live_plans(draft.listing) if removed else set()
    if key := next((key for key in removed if key in live), ""):
        reason = _("The plan {id} is live, so the definition must contain it.").format(id=draft.body(key).get(PLAN_ID))
        raise IngestionFault(HTTPStatus.CONFLICT, reason)


def _entities(draft: ProductDraft, key: str, plan: Values) -> tuple[EntityContent, EntityContent]:
    """The variant, and an entity with the other values of the plan."""
    name = plan.get(SKU_TITLE)
    present = draft.body(key) or DEFAULTS[SKU]
    variant = {"resourceType": SKU, **present, PLAN_ID: plan[_PLAN], **({_PLAN_NAME: name} if name else {})}
    place = EntityPlace(kind=VARIANT, key=key, is_extra=True)
    return entity_of(place, variant), entity_of(_plan_place(draft, key), plan)


def _plan_keys(draft: ProductDraft) -> list[str]:
    """The IDs of the plans, without the test drive."""
    return [key for key in draft.plans if draft.body(key).get("resourceType") == SKU]


def _id(plan: Values) -> str:
    return str(plan.get(_PLAN)).lower()


def _object(values: Values, name: str) -> Values:
    value = values.get(name)
    return value if isinstance(value, dict) else {}


# Prefix of the key of each lead destination, and the type of its configuration in the ingestion API.
_LEADS: Mapping[str, str] = {
    "table": "AzureTableLeadConfiguration",
    "blob": "AzureBlobLeadConfiguration",
    "crm": "DynamicsCRMLeadConfiguration",
    "httpsendpoint": "HttpsEndpointLeadConfiguration",
    "marketo": "MarketoLeadConfiguration",
    "salesforce": "SalesForceLeadConfiguration",
}
_PREFIX = "microsoft-azure-marketplace."
_DESTINATION = f"{_PREFIX}leadDestination"
_OFFER = ("definition", "offer")


def without_secrets(body: Values) -> tuple[Values, Sequence[LeadSecrets]]:
    """The body without its secrets, and the secrets.

    The secrets of the lead destination in use become those of the lead configuration, with the same names as in the
    ingestion API. Other secrets are named by their path. Raises IngestionFault (400).
    """
    word = _destination(body)
    secrets = list(secrets_in(body))
    of_leads = {secret.path[-1]: secret.value for secret in secrets if word and _lead_key(secret.path) == word}
    others = {".".join(secret.path): secret.value for secret in secrets if not word or _lead_key(secret.path) != word}
    by_kind = {_LEADS.get(word, ""): of_leads, "": others}
    return public_part(body), [secrets_of(kind, values) for kind, values in by_kind.items() if values]


def _destination(body: Values) -> str:
    """The key prefix of the lead destination; "" if the definition has none or an unknown one."""
    offer = _object_at(body, _OFFER)
    named = str(offer.get(_DESTINATION) or "").lower()
    return next((word for word in _LEADS if named.startswith(word)), "")


def _lead_key(path: tuple[str, ...]) -> str:
    """The lead destination whose configuration directly contains the value; "" if there is none."""
    inside = len(path) == len(_OFFER) + 2 and path[: len(_OFFER)] == _OFFER
    name = path[len(_OFFER)].removeprefix(_PREFIX).lower() if inside else ""
    return next((word for word in _LEADS if name == f"{word}leadconfiguration"), "")


def _object_at(body: Values, path: tuple[str, ...]) -> Values:
    value: Json = body
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}
