"""What a call changes in a draft: the entity to store, and the fields that it sets."""

import json
from http import HTTPStatus

from django.utils.translation import gettext as _

from api.ingestion.bodies.base import PLACEHOLDER
from api.ingestion.bodies.modules import ETAG
from api.ingestion.bodies.modules import EntityBody as Body
from api.ingestion.faults import IngestionFault
from api.ingestion.modules.drafts import EntityPlace, ProductDraft
from api.ingestion.modules.field_maps import FieldMap, TooManyTags
from listings.content.references import value_at_path
from listings.errors import FieldReadOnly
from listings.writes.entities import EntityChange, EntityContent
from tilekit.core.field import Json
from tilekit.core.section import Values
from tilekit.core.storable import is_storable_text
from tilekit.sections import limits

_ADDED = ("id", "resourceType", ETAG)


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
