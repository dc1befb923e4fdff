"""Reads, replaces and deletes entities."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from http import HTTPStatus

from django.utils import timezone
from django.utils.translation import gettext as _

from api.ingestion.bodies.base import PLACEHOLDER
from api.ingestion.bodies.modules import ETAG
from api.ingestion.bodies.modules import EntityBody as Body
from api.ingestion.faults import IngestionFault
from api.ingestion.modules.drafts import EntityPlace, ProductDraft
from api.ingestion.modules.entity_kinds import EntityKind
from api.ingestion.modules.field_maps import FieldMap, TooManyTags
from api.uploads.writes import forget_received_files
from common.actor import Actor
from listings.actions import change_entities
from listings.content.references import value_at_path
from listings.errors import FieldReadOnly
from listings.models import Listing
from listings.writes.client_values import Documents, is_in_force, sets_of
from listings.writes.entities import EntityChange, EntityContent, is_repeated
from tilekit.core.digest import exact_digest
from tilekit.core.field import Json
from tilekit.core.section import Values
from tilekit.core.storable import is_storable_text
from tilekit.sections import limits

ANY = "*"
_ADDED = ("id", "resourceType", ETAG)
Find = Callable[[ProductDraft], EntityPlace]
Change = tuple[EntityPlace, EntityChange]


def entity_response(draft: ProductDraft, place: EntityPlace) -> Values:
    """The entity as it was sent, but with the current values of fields that have changed since."""
    body = current_body(draft, place)
    response = {**({"resourceType": place.types[0]} if len(place.types) == 1 else {}), **body}
    return {**response, ETAG: etag_of(response), "id": place.key}


def current_body(draft: ProductDraft, place: EntityPlace) -> Values:
    """The body of the entity with the current values of its fields, without the keys that only responses have."""
    body = draft.body(place.key) if place.key in draft.rows else draft.initial_body(place)
    _update(body, draft, place)
    return body


def without_hidden(kind: EntityKind, entity: Values, expand: str) -> Values:
    """The entity without the optional parts that `$expand` does not name. The etag covers all parts."""
    expanded = {word.strip().lower() for word in expand.split(",")}
    left_out = {name for name in kind.hidden if name.lower() not in expanded}
    return {name: value for name, value in entity.items() if name not in left_out}


def etag_of(body: Values) -> str:
    """The etag of a body, in quotation marks. Equal bodies have equal etags."""
    return f'"{exact_digest(body)[:32]}"'


def _update(body: Values, draft: ProductDraft, place: EntityPlace) -> None:
    for field in place.maps:
        if not _is_set(draft, place, field.path):
            field.show(body, value_at_path(field.path, draft.documents))


def _is_set(draft: ProductDraft, place: EntityPlace, path: str) -> bool:
    """Whether a client set the field with the entity, and it has not changed since."""
    sets = sets_of(draft.rows.get(place.key, {}))
    return path in sets and is_in_force(draft.documents, path, sets[path])


def remove(listing: Listing, find: Find, *, by: Actor) -> None:
    """Delete an entity with its images, their uploads and the values that they set.

    Entities that always exist are reset instead. Raises NotFound, IngestionFault, and the errors of `change_entities`.
    """

    def decide(documents: Documents) -> EntityChange:
        draft = ProductDraft(listing=listing, documents=documents)
        key = find(draft).key
        drops = (key, *draft.parts_of(key))
        forget_received_files(drops)
        return EntityChange(dropped_keys=drops)

    change_entities(listing_id=listing.pk, decide=decide, by=by, now=timezone.now())


def replace(listing: Listing, find: Find, body: Body, *, if_match: str, by: Actor) -> Values:
    """Replace the entity that find returns. Returns the new entity.

    if_match is the etag that the client read; `*` accepts any. If a client repeats a call because it did not get the
    response, the old etag is accepted, too. Raises NotFound, IngestionFault (400 for a body of another type, 412 if the
    entity has changed), and the errors of `change_entities`.
    """

    def decide(draft: ProductDraft) -> Change:
        place = find(draft)
        change = change_to(draft, place, body)
        if not is_repeated(draft.documents, change):
            assert_match(if_match, str(entity_response(draft, place)[ETAG]))
        return place, change

    return write(listing, decide, by=by)


def write(listing: Listing, decide: Callable[[ProductDraft], Change], *, by: Actor) -> Values:
    """Apply the change that decide returns for the locked draft. Returns the new entity.

    Raises the errors of decide and of `change_entities`.
    """
    places: list[EntityPlace] = []

    def changes(documents: Documents) -> EntityChange:
        place, change = decide(ProductDraft(listing=listing, documents=documents))
        places.append(place)
        return change

    after = change_entities(listing_id=listing.pk, decide=changes, by=by, now=timezone.now())
    return entity_response(ProductDraft(listing=listing, documents=after), places[-1])


def assert_match(if_match: str, etag: str) -> None:
    """Raises IngestionFault (412) if no etag matches. Ignores the weak marker, which proxies can add."""
    tags = {tag.strip().removeprefix("W/").strip('"') for tag in if_match.split(",")}
    if not tags & {ANY, etag.strip('"')}:
        raise IngestionFault(HTTPStatus.PRECONDITION_FAILED)


def required_match(header: str | None) -> str:
    """The If-Match header. Raises IngestionFault (400) if it is missing."""
    if not header:
        reason = _("The If-Match header is missing. Send the @odata.etag from your last read, or *.")
        raise IngestionFault(HTTPStatus.BAD_REQUEST, data={"If-Match": [reason]})
    return header.strip()


def change_to(draft: ProductDraft, place: EntityPlace, body: Body) -> EntityChange:
    """The change that stores the body. Raises IngestionFault (400)."""
    return entity_change(draft, place, values_to_store(place, body, entity_response(draft, place)))


def entity_change(draft: ProductDraft, place: EntityPlace, values: Values) -> EntityChange:
    """The change that stores the values and sets the mapped fields. Raises IngestionFault (400).

    Clients send back everything that they read. A value that was read and sent back does not change the stored one,
    because HTML cannot express everything that Markdown can. An empty value is ignored: it must not override a package.
    """
    sets: dict[str, Values] = {}
    for field in place.maps:
        value = _value_of(field, values)
        if value:
            section, name = field.place
            stored = value_at_path(field.path, draft.documents)
            sets.setdefault(section, {})[name] = (
                stored if value == _value_of(field, _shown_alone(field, stored)) else value
            )
    return EntityChange(put=entity_of(place, values), field_values=sets)


def _shown_alone(field_map: FieldMap, stored: Json) -> Values:
    body: Values = {}
    field_map.show(body, stored)
    return body


def entity_of(place: EntityPlace, values: Values, *, file: Json = None) -> EntityContent:
    """The content of the entity's row. Raises IngestionFault (400) if the values are too long or can't be stored."""
    text = json.dumps(values, ensure_ascii=False, indent=1)
    if len(text) > limits.API_BODY:
        raise IngestionFault(HTTPStatus.BAD_REQUEST, _("An entity can contain at most 100,000 characters."))
    if not is_storable_text(text):
        raise IngestionFault(HTTPStatus.BAD_REQUEST, _("The body contains an unpaired surrogate character."))
    return EntityContent(key=place.key, entity=place.kind.name, plan=place.plan, body=text, file=file)


def values_to_store(place: EntityPlace, body: Body, present: Values) -> Values:
    """The values of a body to store. Without a type, it keeps the current one. Raises IngestionFault (400)."""
    types = {word.lower(): word for word in place.types}
    resource_type = body.resource_type or str(present.get("resourceType") or "")
    if resource_type.lower() not in types:
        wrong = _("The type {type} is not allowed here.").format(type=resource_type)
        reason = wrong if resource_type else _("Missing: a value is required.")
        raise IngestionFault(HTTPStatus.BAD_REQUEST, data={"resourceType": [reason]})
    sent = body.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)
    _assert_same_id(body.id, present)
    values = {name: value for name, value in sent.items() if name not in _ADDED}
    return {"resourceType": types[resource_type.lower()], **values} if len(types) > 1 else values


def _assert_same_id(sent: str | None, present: Values) -> None:
    """Raises IngestionFault (400) if a body has the ID of another entity. Placeholders are ignored."""
    if sent and sent != PLACEHOLDER and "id" in present and sent.lower() != str(present["id"]).lower():
        raise IngestionFault(HTTPStatus.BAD_REQUEST, data={"id": [str(FieldReadOnly(field="id"))]})


def _value_of(field_map: FieldMap, values: Values) -> Json:
    try:
        return field_map.read(values)
    except RecursionError:
        reason = _("The elements are nested too deeply.")
    except TooManyTags:
        reason = _("The text has more than 10,000 tags.")
    raise IngestionFault(HTTPStatus.BAD_REQUEST, data={field_map.path: [reason]})


def assert_new_language(draft: ProductDraft, places: Sequence[EntityPlace], body: Body) -> None:
    """Raises IngestionFault (409) if one of the places has the language of the body."""
    language = str(body.model_dump(by_alias=True).get("languageCode")).lower()
    if any(str(entity_response(draft, place).get("languageCode")).lower() == language for place in places):
        raise IngestionFault(HTTPStatus.CONFLICT, _("A listing in this language already exists. Replace it instead."))
