"""Fields with more than one value: a file, and rows of fields."""

from __future__ import annotations

import re
from typing import TypeGuard, TypeVar, Unpack

from tilekit.core.field import Field, Json, Options, Unrepresentable
from tilekit.core.fileref import FileRef
from tilekit.core.paths import base_name, is_safe
from tilekit.core.section import Document
from tilekit.core.storable import MAX_SAFE_INTEGER, storable_value

# A field stores invalid values as typed, up to this many times its own maximum. Longer values are refused.
STORED_ROWS_FACTOR = 10
_ROW_KEY = re.compile(r"[\w-]{1,60}")
R_co = TypeVar("R_co", bound=Document, covariant=True)


class UploadField(Field[FileRef | None]):
    """A field for one file. accepts lists content types (`svg`, `image`, `csv`, `json`, `yaml`, `wheel`, `pdf`,
    `video`).

    The scaffold writes new files to folder; a name that is already a path is not changed. max_bytes is the limit that
    checks report; uploads up to stored_bytes are stored, because the wizard offers to make them smaller.
    """

    kind = "upload"

    def __init__(
        self,
        label: str,
        *,
        accepts: tuple[str, ...],
        max_bytes: int,
        stored_bytes: int = 0,
        folder: str = "",
        **rest: Unpack[Options],
    ) -> None:
        super().__init__(label, **rest)
        self.accepts, self.folder = accepts, folder
        self.max_bytes, self.stored_bytes = max_bytes, max(stored_bytes, max_bytes)

    def coerce(self, raw: Json) -> Json | Unrepresentable:
        if raw is None or raw == "":
            return None
        reference = FileRef.from_json(raw)
        if reference is None or not isinstance(raw, dict):
            return Unrepresentable(raw)
        return raw if is_safe(reference.name) else {**raw, "name": base_name(reference.name)}

    def value_of(self, stored: Json) -> FileRef | None:
        return FileRef.from_json(stored)

    def schema(self) -> dict[str, object]:
        properties = {
            "key": {"type": "string"},
            "name": {"type": "string"},
            "sha256": {"type": "string"},
            "size": {"type": "integer", "minimum": 0, "maximum": MAX_SAFE_INTEGER},
        }
        return {
            "type": ["object", "null"],
            "properties": properties,
            "required": ["name", "sha256", "size"],
            "additionalProperties": False,
        }


class Rows(Field[list[R_co]]):
    """A field for a list of small documents. Each row has a generated "key" that does not change when rows are
    reordered.
    """

    kind = "rows"

    def __init__(
        self,
        row: type[R_co],
        label: str,
        *,
        min_items: int = 0,
        max_items: int | None = None,
        **rest: Unpack[Options],
    ) -> None:
        super().__init__(label, **rest)
        self.row, self.min_items, self.max_items = row, min_items, max_items

    def coerce(self, raw: Json) -> Json | Unrepresentable:
        if raw is None or raw == "":
            return []
        if not _are_rows(raw):
            return Unrepresentable(raw)
        return [self.row.coerced(item) for item in raw]

    def value_of(self, stored: Json) -> list[R_co]:
        return [self.row(item) for item in stored if isinstance(item, dict)] if isinstance(stored, list) else []

    def fits(self, stored: Json) -> bool:
        """Whether the value is a list of rows. Invalid cells inside rows do not count: rows store them as typed."""
        return _are_rows(stored) if isinstance(stored, list) else self.is_empty(stored)

    def repaired(self, stored: Json) -> Json:
        """Rows with unique, valid keys, truncated to the number that a save accepts."""
        if not isinstance(stored, list):
            return storable_value(stored)
        items = stored if self.max_items is None else stored[: STORED_ROWS_FACTOR * self.max_items]
        keys: set[Json] = set()
        return [self._repaired_row(item, position, keys) for position, item in enumerate(items)]

    def _repaired_row(self, item: Json, position: int, keys: set[Json]) -> Json:
        """The row with a unique key. keys contains the keys of the rows before it, and is updated."""
        if not isinstance(item, dict):
            return storable_value(item)
        key = item.get("key")
        repaired_key = {"key": f"odd-{position}"} if key and (not is_row_key(key) or key in keys) else {}
        keys.add(repaired_key.get("key", key or ""))
        return {**self.row.repaired(item), **repaired_key}

    def is_empty(self, stored: Json) -> bool:
        """Whether no row has a value."""
        if not isinstance(stored, list):
            return super().is_empty(stored)
        return all(isinstance(item, dict) and self.row(item).is_blank() for item in stored)

    def part(self, stored: Json, scope: str) -> Json:
        """The rows that have values, with the fields of the scope; None if rows have no such field."""
        if self.scope != "content" or not isinstance(stored, list):
            return super().part(stored, scope)
        others = {name for name, field in self.row.fields.items() if field.scope != scope}
        if len(others) == len(self.row.fields):
            return None
        return [_without_fields(item, others) for item in stored if not self.is_empty([item])]

    def schema(self) -> dict[str, object]:
        key = {"type": "string", "description": "Key of the row. Leave it out for a new row."}
        return {"type": "array", "items": self.row.schema(key=key)}


def is_row_key(key: Json) -> bool:
    """Whether the value is a valid row key, for a path such as `media[<key>].caption`."""
    return isinstance(key, str) and _ROW_KEY.fullmatch(key) is not None


def _are_rows(raw: Json) -> TypeGuard[list[dict[str, Json]]]:
    return isinstance(raw, list) and all(isinstance(item, dict) for item in raw)


def _without_fields(row: Json, names: set[str]) -> Json:
    return {name: value for name, value in row.items() if name not in names} if isinstance(row, dict) else row
