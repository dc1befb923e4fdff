"""Values of entities as values of resources, and back."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from api.configure.resource_types import ResourceType
from api.ingestion.bodies.modules import ETAG, EntityBody
from api.ingestion.modules.drafts import PARENT
from api.ingestion.modules.files import FILE_ADDRESS
from tilekit.core.field import Json
from tilekit.core.section import Values

# Key under which an entity stores values that fit no other key, and the original spelling of others.
OWN, UNMAPPED, SPELLED = "configure", "kept", "spelled"
_INTERNAL = {"id", "resourceType", ETAG, PARENT, OWN, FILE_ADDRESS}


def body_of(kind: ResourceType, values: Values) -> Values:
    """The body of the entity for the values of a resource. Raises ConfigureFault for a value of the wrong type."""
    body: Values = {}
    sent = {key: value for key, value in values.items() if value is not None}
    unmapped: Values = {key: value for key, value in sent.items() if not _write(kind, body, (key, value))}
    there = values_of(kind, body)
    spelled: Values = {
        key: {"as": value, "for": there.get(key)}
        for key, value in sent.items()
        if key not in unmapped and there.get(key) != value
    }
    return {**body, OWN: {UNMAPPED: unmapped, **({SPELLED: spelled} if spelled else {})}}


def _write(kind: ResourceType, body: Values, item: tuple[str, Json]) -> bool:
    key, value = item
    name = next((mapped for mapped in kind.names if mapped.key == key), None)
    if name:
        return name.write(body, value)
    covered = {body_key for name in kind.names for body_key in name.covers}
    if key in covered or key in _INTERNAL:
        return False
    return _write_same(kind.kind.body, body, item)


def _write_same(schema: type[EntityBody], body: Values, item: tuple[str, Json]) -> bool:
    """Store the item (key, value) in body under the same key.

    Returns False if the entity has no such key or the value does not fit.
    """
    key, value = item
    adapter = _adapters(schema).get(key)
    if adapter is None:
        return False
    try:
        parsed = adapter.validate_python(value)
    except ValidationError:
        return False
    body[key] = adapter.dump_python(parsed, mode="json", by_alias=True, exclude_unset=True)
    return True


def keys_read(kind: ResourceType) -> set[str]:
    """The keys of a resource, besides those that all resources have, whose values the portal uses."""
    covered = {body_key for name in kind.names for body_key in name.covers}
    declared = set() if kind.is_stored_only else {*_adapters(kind.kind.body)} - covered - _INTERNAL
    return declared | {name.key for name in kind.names} | kind.own_keys


@cache
def _adapters(body: type[EntityBody]) -> dict[str, TypeAdapter[Any]]:
    """The validators of the keys that the entity declares."""
    fields = body.model_fields.items()
    return {field.alias or name: TypeAdapter(field.annotation or Any) for name, field in fields}


def values_of(kind: ResourceType, body: Values) -> Values:
    """{key of the resource: value} of a body."""
    covered = {body_key for name in kind.names for body_key in name.covers}
    plain = {key: value for key, value in body.items() if key not in covered and key not in _INTERNAL}
    named = {name.key: name.show(body) for name in kind.names}
    return {**plain, **{key: value for key, value in named.items() if value is not None}}
