"""Maps a resource to its place in a draft and to a change of entities."""

from uuid import uuid4

from django.utils.translation import gettext as _
from msgspec.structs import replace

from api.configure.faults import resource_fault
from api.configure.problems import DetailCode, ErrorCode
from api.configure.products import assert_same
from api.configure.references import References, unknown
from api.configure.resource_types import NO_LEADS, PLAN, Level, type_of
from api.configure.resource_values import body_of
from api.configure.resources import durable_id_part, place_of_unknown_type, resource_places
from api.configure.sent_resources import SentResource
from api.ingestion.bodies.files import FileState, ImageBody
from api.ingestion.bodies.plans import Variant
from api.ingestion.bodies.products import NewLeadConfiguration
from api.ingestion.modules.drafts import PARENT, EntityPlace, ProductDraft
from api.ingestion.modules.entities import Change, change_to
from api.ingestion.modules.entity_kinds import LEAD, LISTING_KIND, VARIANT
from api.ingestion.modules.files import IMAGE, STATE
from api.ingestion.modules.images import change_of_image
from api.ingestion.modules.leads import change_of_leads, is_secret, public_part, secrets_in, secrets_of
from api.ingestion.modules.variants import change_of_plan, removal_of_plan
from listings.writes.client_values import entities_in
from listings.writes.entities import EntityChange
from listings.writes.lead_secrets import LeadSecrets
from reviews.queries import live_submission
from tilekit.core.section import Values

_LANGUAGE = "languageCode"


def resource_change(draft: ProductDraft, resource: SentResource, references: References) -> Change:
    """The place of the resource, and the change that applies it.

    Raises ConfigureFault for a reference that does not exist, and IngestionFault, ValidationError, NotFound.
    """
    place = _place_of(draft, resource, references)
    if resource.is_deleted:
        return place, _removal(draft, place)
    if place.kind is LEAD:
        return place, _change_of_leads(draft, resource, place)
    return place, _change_without_secrets(draft, resource, place, references=references)


def _place_of(draft: ProductDraft, resource: SentResource, references: References) -> EntityPlace:
    """The place of a resource, which may be new."""
    kind = resource.type
    if resource.id and (resource.id.part or not kind.is_many or kind.of is Level.PRODUCT):
        return _place_named(draft, resource)
    if kind is PLAN:
        return EntityPlace(kind=VARIANT, key=str(uuid4()), is_extra=True)
    if kind.of is Level.LISTING:
        return EntityPlace(kind=IMAGE, key=str(uuid4()), plan=_parent(draft, resource, references).plan, is_extra=True)
    is_of_plan = kind.of is Level.PLAN or (kind.is_stored_only and "plan" in resource.refers)
    plan = references.plan_of(resource, draft) if is_of_plan else ""
    if kind.is_stored_only or kind.of is Level.ORGANISATION:
        return place_of_unknown_type(draft, kind, plan)
    places = [place for place in resource_places(draft, kind) if place.plan == plan]
    return _in_language(draft, resource, places) if kind.is_many else places[0]


def _place_named(draft: ProductDraft, resource: SentResource) -> EntityPlace:
    kind, part = resource.type, resource.id.part if resource.id else ""
    if kind.of is Level.ORGANISATION:
        return place_of_unknown_type(draft, kind, "")
    match = next((place for place in resource_places(draft, kind) if durable_id_part(place) == part), None)
    if match is None:
        raise unknown(str(resource.id))
    return match


def _in_language(draft: ProductDraft, resource: SentResource, places: list[EntityPlace]) -> EntityPlace:
    """The place of the listing in the resource's language, which may be new."""
    language = str(resource.values.get("languageId") or _language(draft, places[0])).lower()
    same = next((place for place in places if _language(draft, place) == language), None)
    return same or EntityPlace(kind=LISTING_KIND, key=str(uuid4()), plan=places[0].plan, is_extra=True)


def _language(draft: ProductDraft, place: EntityPlace) -> str:
    body = draft.body(place.key) if place.key in draft.rows else draft.initial_body(place)
    return str(body.get(_LANGUAGE) or "en-us").lower()


def _parent(draft: ProductDraft, resource: SentResource, references: References) -> EntityPlace:
    """The place of the listing to which an image belongs."""
    listing = references.listing_of(resource)
    kind = type_of(listing.word)
    places = resource_places(draft, kind) if kind else ()
    parent = next((place for place in places if durable_id_part(place) == listing.part), None)
    if parent is None or listing.product != draft.listing.pk or parent.kind is not LISTING_KIND:
        raise unknown(str(listing))
    return parent


def _change_without_secrets(
    draft: ProductDraft, resource: SentResource, place: EntityPlace, *, references: References
) -> EntityChange:
    """The change for a resource without its secrets, which are stored separately under the resource and their path."""
    prefix = (resource.type.word, place.key)
    secrets = {".".join((*prefix, *secret.path)): secret.value for secret in secrets_in(resource.values)}
    public = replace(resource, values=public_part(resource.values))
    change = _change_of(draft, public, place, references=references)
    return replace(change, secrets=(*change.secrets, secrets_of("", secrets))) if secrets else change


def _change_of(
    draft: ProductDraft, resource: SentResource, place: EntityPlace, *, references: References
) -> EntityChange:
    if resource.type.of is Level.ORGANISATION:
        assert_same(resource, draft)
    body = body_of(resource.type, resource.values)
    if place.kind is VARIANT:
        return change_of_plan(draft, place, Variant.model_validate(body))
    if place.kind is IMAGE:
        return _change_of_image(draft, resource, place, references=references)
    schema = place.kind.sent or place.kind.body
    return change_to(draft, place, schema.model_validate(body))


def _change_of_leads(draft: ProductDraft, resource: SentResource, place: EntityPlace) -> EntityChange:
    """The change for a lead configuration, without its secrets. Without a destination, everything is deleted."""
    if str(resource.values.get("leadDestination") or NO_LEADS).lower() == NO_LEADS:
        return EntityChange(dropped_keys=(place.key,), secrets=(LeadSecrets(kind=NO_LEADS, values={}),))
    secrets = {name: value for name, value in resource.values.items() if is_secret(name, value)}
    public = {name: value for name, value in resource.values.items() if name not in secrets}
    return change_of_leads(
        draft, place, NewLeadConfiguration.model_validate({**body_of(resource.type, public), **secrets})
    )


def _change_of_image(
    draft: ProductDraft, resource: SentResource, place: EntityPlace, *, references: References
) -> EntityChange:
    """The change for an image. Its file and state stay; a new image has no file until the client uploads one."""
    stored, body = draft.rows.get(place.key, {}), draft.body(place.key)
    parent = body.get(PARENT) or _parent(draft, resource, references).key
    server_values: Values = {STATE: body.get(STATE, FileState.PENDING), PARENT: parent}
    _assert_same_state(resource, server_values)
    image = ImageBody.model_validate(body_of(resource.type, resource.values))
    return change_of_image(draft, place, image, file=stored.get("file"), server_values=server_values)


def _assert_same_state(resource: SentResource, server_values: Values) -> None:
    """Raises ConfigureFault if the resource changes the state of its file. The first state can always be sent back."""
    sent = str(resource.values.get(STATE) or FileState.PENDING).lower()
    if sent not in {FileState.PENDING.lower(), str(server_values[STATE]).lower()}:
        text = _("The state of a file changes when you upload it with the ingestion API.")
        raise resource_fault(DetailCode.INVALID_STATE, text)


def _removal(draft: ProductDraft, place: EntityPlace) -> EntityChange:
    if place.kind is VARIANT:
        return removal_of_plan(draft, place.key)
    _assert_not_live(draft, place)
    return EntityChange(dropped_keys=(place.key, *draft.parts_of(place.key)))


def _assert_not_live(draft: ProductDraft, place: EntityPlace) -> None:
    live = live_submission(draft.listing)
    if live and any(row.get("key") == place.key for row in entities_in(live.documents)):
        text = _("A resource that is live cannot be deleted.")
        raise resource_fault(DetailCode.INVALID_STATE, text, outer=ErrorCode.CONFLICT)
