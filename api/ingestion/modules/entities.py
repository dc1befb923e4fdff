"""Reads, replaces and deletes entities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus

from django.utils import timezone
from django.utils.translation import gettext as _

from api.ingestion.bodies.modules import ETAG
from api.ingestion.bodies.modules import EntityBody as Body
from api.ingestion.faults import IngestionFault
from api.ingestion.modules.drafts import EntityPlace, ProductDraft
from api.ingestion.modules.entity_changes import entity_change, values_to_store
from api.ingestion.modules.entity_kind import EntityKind
from api.uploads.writes import forget_received_files
from common.actor import Actor
from listings.actions import change_entities
from listings.content.references import value_at_path
from listings.models import Listing
from listings.writes.client_values import Documents, is_in_force, sets_of
from listings.writes.entities import EntityChange, is_repeated
from tilekit.core.digest import exact_digest
from tilekit.core.section import Values

ANY = "*"
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


def assert_new_language(draft: ProductDraft, places: Sequence[EntityPlace], body: Body) -> None:
    """Raises IngestionFault (409) if one of the places has the language of the body."""
    language = str(body.model_dump(by_alias=True).get("languageCode")).lower()
    if any(str(entity_response(draft, place).get("languageCode")).lower() == language for place in places):
        raise IngestionFault(HTTPStatus.CONFLICT, _("A listing in this language already exists. Replace it instead."))
