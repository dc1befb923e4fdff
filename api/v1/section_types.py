"""The types of the values in a section: what clients send must match the JSON Schema of the section."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import ValidationError
from pydantic_core import CoreSchema, SchemaValidator, core_schema

from api.v1.faults import validation_error
from listings.errors import SectionUnknown
from tilekit.core.digest import canonical_json
from tilekit.core.field import Json
from tilekit.core.section import Values
from tilekit.sections import SECTIONS

Schema = Mapping[str, Any]
Place = Sequence[int | str]


def assert_types(sent: Mapping[str, Values], stored: Mapping[str, Values]) -> None:
    """Raises ShapeWrong with the path of each new value whose type the schema of its section does not allow.

    Both are {section key: values}. What is stored already passes: imports store values of other types. Raises
    SectionUnknown.
    """
    for key in sent:
        if key not in _validators():
            raise SectionUnknown(field=key)
    errors = [
        (_path(key, error["loc"], values), error)
        for key, values in sent.items()
        for error in _errors(key, values)
        if not _is_stored(error["loc"], values, stored.get(key, {}))
    ]
    if errors:
        raise validation_error(errors)


def changed_values(sent: Mapping[str, Json], stored: Mapping[str, Json]) -> Values:
    """The sent values that differ from the stored ones."""
    return {name: value for name, value in sent.items() if name not in stored or not _is_equal(value, stored[name])}


def _errors(key: str, values: Values) -> Sequence[Any]:
    try:
        _validators()[key].validate_python(values)
    except ValidationError as error:
        return error.errors(include_url=False)
    return ()


def _path(key: str, place: Place, values: Json) -> str:
    """The place in the form that findings use: `section.rows[<row key>].field`; without a key, the row's number."""
    path, value = key, values
    for part in place:
        value = _inner(value, part)
        row_key = value.get("key") if isinstance(value, dict) else None
        path += f"[{row_key or part}]" if isinstance(part, int) else f".{part}"
    return path


def _is_stored(place: Place, sent: Json, stored: Json) -> bool:
    """Whether the same value is stored at the same place, in the row with the same key."""
    for part in place:
        sent, stored = _inner(sent, part), _counterpart(stored, _inner(sent, part), part)
    return sent is not None and _is_equal(sent, stored)


def _counterpart(stored: Json, sent: Json, part: int | str) -> Json:
    if not isinstance(part, int):
        return _inner(stored, part)
    items = stored if isinstance(stored, list) else []
    return next((item for item in items if _is_same_item(item, sent)), None)


def _is_same_item(stored: Json, sent: Json) -> bool:
    if isinstance(sent, dict) and isinstance(stored, dict) and sent.get("key"):
        return _is_equal(sent["key"], stored.get("key"))
    return _is_equal(sent, stored)


def _inner(value: Json, part: int | str) -> Json:
    if isinstance(value, dict):
        return value.get(str(part))
    return value[part] if isinstance(value, list) and isinstance(part, int) else None


def _is_equal(one: Json, other: Json) -> bool:
    """Whether both are the same JSON; Python compares True and 1 as equal."""
    return canonical_json(one) == canonical_json(other)


@cache
def _validators() -> Mapping[str, SchemaValidator]:
    return {section.key: SchemaValidator(_core(section.schema())) for section in SECTIONS}


def _core(schema: Schema) -> CoreSchema:
    """The strict schema of pydantic for the JSON Schema of a field or document."""
    kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    core = _CORE[kinds[0]](schema)
    return core_schema.nullable_schema(core) if "null" in kinds else core


def _text(schema: Schema) -> CoreSchema:
    return core_schema.literal_schema(schema["enum"]) if "enum" in schema else core_schema.str_schema(strict=True)


def _integer(schema: Schema) -> CoreSchema:
    number = core_schema.int_schema(strict=True, ge=schema["minimum"], le=schema["maximum"])
    return core_schema.no_info_before_validator_function(_whole, number)


def _whole(value: object) -> object:
    """The value as JSON Schema understands it: 5.0 is an integer."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _boolean(_schema: Schema) -> CoreSchema:
    return core_schema.bool_schema(strict=True)


def _array(schema: Schema) -> CoreSchema:
    return core_schema.list_schema(_core(schema["items"]), strict=True)


def _object(schema: Schema) -> CoreSchema:
    required = schema.get("required", ())
    fields = {
        name: core_schema.typed_dict_field(_core(inner), required=name in required)
        for name, inner in schema["properties"].items()
    }
    others = schema["additionalProperties"]
    return core_schema.typed_dict_schema(fields, extra_behavior="allow" if others else "forbid", strict=True)


_CORE: Mapping[str, Callable[[Schema], CoreSchema]] = {
    "string": _text,
    "integer": _integer,
    "boolean": _boolean,
    "array": _array,
    "object": _object,
}
