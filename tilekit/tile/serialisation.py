"""Converts structs to JSON values and back, by their annotations.

The values of a mapping called `fields` are stored next to the struct's other values.
"""

from collections.abc import Hashable, Mapping
from functools import lru_cache
from types import NoneType, UnionType
from typing import TypeVar, cast, get_args, get_origin, get_type_hints

from msgspec import Struct

from tilekit.core.messages import Message

D = TypeVar("D")
_FLAT = "fields"


def to_json(value: object) -> object:
    """The value without empty parts: an absent field is read as its default."""
    if isinstance(value, Message):
        return value.as_json()
    if isinstance(value, Struct):
        pairs = ((name, to_json(getattr(value, name))) for name in value.__struct_fields__)
        values: dict[str, object] = {name: stored for name, stored in pairs if stored not in (None, "", [], {})}
        return {**cast("dict[str, object]", values.pop(_FLAT, {})), **values}
    if isinstance(value, Mapping):
        return {name: to_json(item) for name, item in value.items()}
    return [to_json(item) for item in value] if isinstance(value, tuple) else value


def from_json(kind: type[D], stored: object) -> D:
    """The inverse of to_json. Unknown fields are ignored; missing ones have their default.

    Raises TypeError if a field without a default is missing.
    """
    values = stored if isinstance(stored, Mapping) else {}
    types = _type_hints(cast("Hashable", kind))
    restored = {name: _restore(types[name], item) for name, item in values.items() if name in types}
    if _FLAT in types:
        texts = {name: item for name, item in values.items() if name not in types and isinstance(item, str | list)}
        restored[_FLAT] = {name: tuple(item) if isinstance(item, list) else item for name, item in texts.items()}
    return kind(**restored)


def _restore(kind: object, stored: object) -> object:
    if kind is Message:
        return Message.from_json(cast("Mapping[str, object]", stored))
    if isinstance(kind, UnionType):
        inner = next(part for part in get_args(kind) if part is not NoneType)
        return None if stored is None else _restore(inner, stored)
    if get_origin(kind) is tuple:
        return _tuple(get_args(kind), cast("list[object]", stored))
    if isinstance(kind, type) and issubclass(kind, Struct):
        return from_json(kind, stored)
    if isinstance(stored, Mapping):
        inner = get_args(kind)[1]
        return {name: _restore(inner, item) for name, item in stored.items()}
    return stored


def _tuple(parts: tuple[object, ...], stored: list[object]) -> tuple[object, ...]:
    if len(parts) == 2 and parts[1] is Ellipsis:
        return tuple(_restore(parts[0], item) for item in stored)
    return tuple(_restore(part, item) for part, item in zip(parts, stored, strict=True))


@lru_cache
def _type_hints(kind: Hashable) -> dict[str, object]:
    return get_type_hints(kind)
