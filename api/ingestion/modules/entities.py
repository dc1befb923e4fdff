"""Reading and replacing an entity."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus

from django.utils import timezone
from django.utils.translation import gettext as _

from api.ingestion.bodies.modules import ETAG
from api.ingestion.bodies.modules import Entity as Body
from api.ingestion.faults import IngestionFault
from api.ingestion.modules.drafts import Draft, Place
from api.ingestion.modules.maps import Map
from common.actor import Actor
from listings.actions import change_entities
from listings.models import Listing
from listings.moves.entities import Documents, Entity, EntityChange, is_in_force, sets_of, value_at
from tilekit.core.digest import exact_digest
from tilekit.core.field import Json
from tilekit.core.section import Values
from tilekit.sections import limits

ANY = "*"
_ADDED = ("id", "resourceType", ETAG)
Find = Callable[[Draft], Place]


def shown(draft: Draft, place: Place) -> Values:
    """The entity as it stands: what was sent, with the present values of fields that somebody changed since."""
    row = draft.rows.get(place.key)
    body = sent_in(row) if row else dict(place.kind.begin(draft.listing))
    _update(body, draft, place)
    answer = {"resourceType": place.kind.resource_types[0], **body}
    return {**answer, ETAG: etag_of(answer), "id": place.key}


def sent_in(row: Values) -> Values:
    """The body that is kept in a row."""
    body = json.loads(str(row.get("body") or "{}"))
    return body if isinstance(body, dict) else {}


def etag_of(body: Values) -> str:
    """Equal bodies have equal tags; the quotes belong to it."""
    return f'"{exact_digest(body)[:32]}"'


def _update(body: Values, draft: Draft, place: Place) -> None:
    sets = sets_of(draft.rows.get(place.key, {}))
    for each in place.maps:
        if not (each.path in sets and is_in_force(draft.documents, each.path, sets[each.path])):
            each.show(body, value_at(draft.documents, each.path))


def remove(listing: Listing, find: Find, *, by: Actor) -> None:
    """Take the entity away, with what it set; an entity that every draft has begins anew. Raises as `replace`."""

    def decide(documents: Documents) -> EntityChange:
        return EntityChange(drops=(find(Draft(listing=listing, documents=documents)).key,))

    change_entities(listing_id=listing.pk, decide=decide, by=by, now=timezone.now())


def replace(listing: Listing, find: Find, body: Body, *, if_match: str, by: Actor) -> Values:
    """Put the body in the place of the entity that find gives; the entity as it stands then.

    if_match is the tag that the client read, `*` for any. Raises NotFound, IngestionFault (400 for a body that does
    not belong here, 412 where the entity has changed), and as `change_entities`.
    """
    found: list[Place] = []

    def decide(documents: Documents) -> EntityChange:
        draft = Draft(listing=listing, documents=documents)
        place = find(draft)
        found.append(place)
        assert_match(if_match, str(shown(draft, place)[ETAG]))
        return change_to(place, body)

    after = change_entities(listing_id=listing.pk, decide=decide, by=by, now=timezone.now())
    return shown(Draft(listing=listing, documents=after), found[-1])


def assert_match(if_match: str, etag: str) -> None:
    """Raises IngestionFault, 412, where the tag is not the entity's."""
    if if_match not in (ANY, etag, etag.strip('"')):
        raise IngestionFault(HTTPStatus.PRECONDITION_FAILED)


def required_match(header: str | None) -> str:
    """The header If-Match. Raises IngestionFault, 400, where it is missing."""
    if not header:
        reason = _("The header If-Match is missing. Send the @odata.etag that you read, or *.")
        raise IngestionFault(HTTPStatus.BAD_REQUEST, data={"If-Match": [reason]})
    return header.strip()


def change_to(place: Place, body: Body) -> EntityChange:
    """The change that puts the body there. Raises IngestionFault, 400."""
    values = kept_part(place, body)
    sets: dict[str, Values] = {}
    for each in place.maps:
        value = _read(each, values)
        if value is not None:
            section, name = each.place
            sets.setdefault(section, {})[name] = value
    return EntityChange(put=entity_of(place, values), sets=sets)


def entity_of(place: Place, values: Values, *, file: Json = None) -> Entity:
    """The row that keeps the values. Raises IngestionFault, 400, for too many characters."""
    text = json.dumps(values, ensure_ascii=False, indent=1)
    if len(text) > limits.API_BODY:
        raise IngestionFault(HTTPStatus.BAD_REQUEST, _("An entity can hold at most 100,000 characters."))
    return Entity(key=place.key, entity=place.kind.name, plan=place.plan, body=text, file=file)


def kept_part(place: Place, body: Body) -> Values:
    """What of a body is kept. Raises IngestionFault, 400, for a body of another type."""
    types = {each.lower(): each for each in place.kind.resource_types}
    wanted = body.resource_type or place.kind.resource_types[0]
    if wanted.lower() not in types:
        reason = _("A {type} does not belong here.").format(type=wanted)
        raise IngestionFault(HTTPStatus.BAD_REQUEST, data={"resourceType": [reason]})
    sent = body.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)
    kept = {name: value for name, value in sent.items() if name not in _ADDED}
    return {"resourceType": types[wanted.lower()], **kept} if len(types) > 1 else kept


def _read(each: Map, values: Values) -> Json:
    try:
        return each.read(values)
    except RecursionError:
        reason = _("Its elements are nested too deeply.")
        raise IngestionFault(HTTPStatus.BAD_REQUEST, data={each.path: [reason]}) from None
