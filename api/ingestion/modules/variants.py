"""Creates, replaces and deletes plans of a product."""

from collections.abc import Mapping
from http import HTTPStatus

from django.utils import timezone
from django.utils.translation import gettext as _

from api.ingestion.bodies.modules import ETAG
from api.ingestion.bodies.plans import TEST_DRIVE, Variant
from api.ingestion.faults import IngestionFault
from api.ingestion.modules.drafts import EntityPlace, ProductDraft
from api.ingestion.modules.entities import ANY, Change, assert_match, entity_response, write
from api.ingestion.modules.entity_changes import entity_of, values_to_store
from api.ingestion.modules.entity_kinds import PLAN_ENTITY, VARIANT
from api.uploads.writes import forget_received_files
from common.actor import Actor
from common.ids import uuid7
from listings.actions import change_entities
from listings.models import Listing
from listings.writes.client_values import Documents, entities_in
from listings.writes.entities import EntityChange
from reviews.queries import live_submission
from tilekit.core.section import Values

SKU, _TEST = VARIANT.resource_types
PLAN_ID = "externalID"
# Default values of plans.
DEFAULTS: Mapping[str, Values] = {
    SKU: {"state": "Active", "conversionPaths": "*", "cloudAvailabilities": ["public-azure"], "extendedProperties": []},
    _TEST: {"state": "Active"},
}


def create(listing: Listing, body: Variant, *, by: Actor) -> Values:
    """Create a plan or the test drive. Returns the entity.

    Raises IngestionFault (400 without a plan ID, 409 if it exists), and the errors of `change_entities`.
    """
    new = str(uuid7())

    def decide(draft: ProductDraft) -> Change:
        is_test = (body.resource_type or SKU).lower() == _TEST.lower()
        place = EntityPlace(kind=VARIANT, key=TEST_DRIVE if is_test else new, is_extra=True)
        if place.key in draft.rows:
            raise IngestionFault(HTTPStatus.CONFLICT, _("This product already has a test drive."))
        return place, change_of_plan(draft, place, body)

    return write(listing, decide, by=by)


def update(listing: Listing, key: str, body: Variant, *, if_match: str, by: Actor) -> Values:
    """Replace the plan and return it. Without a plan ID in the body, the plan keeps its ID.

    Raises NotFound, IngestionFault (400, 409, 412), and the errors of `change_entities`.
    """

    def decide(draft: ProductDraft) -> Change:
        place = draft.place(VARIANT, key)
        assert_match(if_match or ANY, str(entity_response(draft, place)[ETAG]))
        return place, change_of_plan(draft, place, body)

    return write(listing, decide, by=by)


def delete(listing: Listing, key: str, *, by: Actor) -> None:
    """Delete the plan with all its entities.

    Raises NotFound, IngestionFault (409 if customers can see the plan), and the errors of `change_entities`.
    """

    def decide(documents: Documents) -> EntityChange:
        return removal_of_plan(ProductDraft(listing=listing, documents=documents), key)

    change_entities(listing_id=listing.pk, decide=decide, by=by, now=timezone.now())


def removal_of_plan(draft: ProductDraft, key: str) -> EntityChange:
    """The change that removes the plan. Raises NotFound, IngestionFault (409)."""
    draft.place(VARIANT, key)
    if key in live_plans(draft.listing):
        reason = _("You cannot delete a plan that is live. Make it inactive instead.")
        raise IngestionFault(HTTPStatus.CONFLICT, reason)
    drops = [entity_key for entity_key, row in draft.rows.items() if key in {entity_key, row.get("plan")}]
    forget_received_files(drops)
    return EntityChange(dropped_keys=drops)


def change_of_plan(draft: ProductDraft, place: EntityPlace, body: Variant) -> EntityChange:
    """The change that replaces the plan. Raises IngestionFault (400, 409)."""
    present = draft.body(place.key)
    stored = values_to_store(place, body, present or {"resourceType": SKU})
    if present and stored["resourceType"] != present["resourceType"]:
        raise IngestionFault(
            HTTPStatus.BAD_REQUEST, data={"resourceType": [_("The type of a plan cannot be changed.")]}
        )
    values = {**DEFAULTS[str(stored["resourceType"])], **stored}
    if PLAN_ID in present:
        values.setdefault(PLAN_ID, present[PLAN_ID])
    if values["resourceType"] == SKU:
        _assert_free(draft, place, str(values.get(PLAN_ID) or "").strip())
    return EntityChange(put=entity_of(place, values))


def _assert_free(draft: ProductDraft, place: EntityPlace, plan_id: str) -> None:
    if not plan_id:
        raise IngestionFault(HTTPStatus.BAD_REQUEST, data={PLAN_ID: [_("Missing: a value is required.")]})
    others = (draft.body(key) for key in draft.plans if key != place.key)
    if plan_id.lower() in {str(other.get(PLAN_ID)).lower() for other in others}:
        reason = _("This product already has a plan with the ID {id}.").format(id=plan_id)
        raise IngestionFault(HTTPStatus.CONFLICT, reason, {PLAN_ID: [reason]})


def live_plans(listing: Listing) -> set[str]:
    """The IDs of the plans that customers can see."""
    live = live_submission(listing)
    rows = entities_in(live.documents) if live else []
    return {str(row.get("key")) for row in rows if row.get("entity") == PLAN_ENTITY}
