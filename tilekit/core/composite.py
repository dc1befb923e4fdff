"""Fields that hold more than one value: a file and rows of fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from tilekit.core.fields import Field, Json, Unrepresentable
from tilekit.core.fileref import FileRef
from tilekit.core.section import Document

R = TypeVar("R", bound=Document)


class Upload(Field[FileRef | None]):
    """One file. accepts names kinds of content (`svg`, `image`, `csv`, `json`, `yaml`, `wheel`, `pdf`, `video`).

    folder is where the scaffold puts a new file; a name that already is a path stays where it is.
    """

    kind = "upload"

    def __init__(
        self, label: str, *, accepts: tuple[str, ...], max_bytes: int, folder: str = "", **rest: object
    ) -> None:
        super().__init__(label, **rest)  # type: ignore[arg-type]  # the options of Field
        self.accepts, self.max_bytes, self.folder = accepts, max_bytes, folder

    def coerce(self, raw: Json) -> Json | Unrepresentable:
        if raw is None or raw == "":
            return None
        return raw if FileRef.from_json(raw) else Unrepresentable(raw)

    def value_of(self, stored: Json) -> FileRef | None:
        return FileRef.from_json(stored)

    def schema(self) -> dict[str, object]:
        properties = {
            "key": {"type": "string"},
            "name": {"type": "string"},
            "sha256": {"type": "string"},
            "size": {"type": "integer"},
        }
        return {"type": ["object", "null"], "properties": properties, "required": ["name", "sha256", "size"]}


class Rows(Field[list[R]]):
    """A list of small documents; each row carries a generated "key" that survives reordering."""

    kind = "rows"

    def __init__(
        self, row: type[R], label: str, *, min_items: int = 0, max_items: int | None = None, **rest: object
    ) -> None:
        super().__init__(label, **rest)  # type: ignore[arg-type]  # the options of Field
        self.row, self.min_items, self.max_items = row, min_items, max_items

    def coerce(self, raw: Json) -> Json | Unrepresentable:
        if raw is None or raw == "":
            return []
        if not isinstance(raw, list) or not all(isinstance(item, dict) for item in raw):
            return Unrepresentable(raw)
        return [self.row.coerced(item) for item in raw if isinstance(item, dict)]

    def value_of(self, stored: Json) -> list[R]:
        rows: Iterable[Json] = stored if isinstance(stored, list) else ()
        return [self.row(item) for item in rows if isinstance(item, dict)]

    def schema(self) -> dict[str, object]:
        return {"type": "array", "items": self.row.schema()}
