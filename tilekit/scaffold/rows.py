"""Converts lists and maps of the manifest to rows of a document, and back."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from tilekit.core.digest import canonical_json
from tilekit.core.fields import Json
from tilekit.scaffold.manifest_table import ManifestEntry

DocumentRow = dict[str, Json]


def row_key(identity: str, taken: Counter[str]) -> str:
    """A key that is the same each time the folder is read. taken counts the rows of each identity."""
    import hashlib  # slow import

    base = "r" + hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    taken[base] += 1
    return base if taken[base] == 1 else f"{base}-{taken[base]}"


def is_empty_value(value: Json) -> bool:
    """Whether the value is empty for a digest: only empty texts, lists and objects. False and 0 are not empty."""
    if isinstance(value, dict):
        return all(is_empty_value(item) for name, item in value.items() if name != "key")
    if isinstance(value, list):
        return all(is_empty_value(item) for item in value)
    return value is None or value == ""


def path_value(raw: Json) -> Json:
    """A path as a reference whose bytes are not known yet. Anything else is returned unchanged."""
    return {"name": raw} if isinstance(raw, str) and raw else raw


def path_of_value(value: Json) -> Json:
    """The path of a reference. Anything else is returned unchanged."""
    return value["name"] if isinstance(value, dict) and isinstance(value.get("name"), str) else value


def read_rows(entry: ManifestEntry, raw: Json) -> Json:
    """The rows for a list of objects. A list with anything else is returned unchanged."""
    if not isinstance(raw, list) or not all(isinstance(item, dict) for item in raw):
        return raw
    taken: Counter[str] = Counter()
    return [_row_of_object(entry, item, taken) for item in raw if isinstance(item, dict)]


def write_rows(entry: ManifestEntry, value: Json, old: Json) -> Json:
    """The list of objects for rows. Each object includes the other keys of its old object."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        return value
    rows = [item for item in value if isinstance(item, dict)]
    objects = [row for row in (_object_of_row(entry, row) for row in rows) if not is_empty_value(row)]
    return list(
        _keep_other_keys(
            entry, objects, [item for item in old if isinstance(item, dict)] if isinstance(old, list) else []
        )
    )


def read_named(raw: Json) -> Json:
    """The rows for an object from short name to path. None for a list, which could be mistaken for rows.

    Anything else is returned unchanged.
    """
    if not isinstance(raw, dict):
        return None if isinstance(raw, list) else raw
    taken: Counter[str] = Counter()
    return [
        {"key": row_key(short, taken), "short_name": short, "file": path_value(path)} for short, path in raw.items()
    ]


def write_named(value: Json) -> Json:
    """The object from short name to path. Rows without a name, or with a repeated one, get one from their file."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        return value
    named: dict[str, Json] = {}
    for row in value:
        path = path_of_value(row.get("file")) if isinstance(row, dict) else None
        short = row.get("short_name") if isinstance(row, dict) else None
        if is_empty_value(path) and is_empty_value(short):
            continue
        stem = PurePosixPath(path).stem if isinstance(path, str) else ""
        named[free_name(short if isinstance(short, str) and short else stem, named)] = "" if path is None else path
    return named


def free_name(name: str, taken: Iterable[str]) -> str:
    """The name, with a number after it if it is taken."""
    used, free, number = set(taken), name, 2
    while free in used:
        free, number = f"{name}-{number}", number + 1
    return free


def safe_name(name: str) -> str:
    """A file name of letters, digits, dots, hyphens and underscores."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name).strip("._") or "file"


def _row_of_object(entry: ManifestEntry, item: DocumentRow, taken: Counter[str]) -> Json:
    row: DocumentRow = {"key": row_key(str(item.get(_identity_key(entry))), taken)}
    for theirs, ours in entry.keys:
        if theirs in item and not is_empty_value(item[theirs]):
            row[ours] = path_value(item[theirs]) if ours in entry.paths else item[theirs]
    return row


def _identity_key(entry: ManifestEntry) -> str:
    return next((theirs for theirs, ours in entry.keys if ours == entry.identity), "")


def _object_of_row(entry: ManifestEntry, row: DocumentRow) -> DocumentRow:
    item: DocumentRow = {}
    for theirs, ours in entry.keys:
        value = path_of_value(row.get(ours)) if ours in entry.paths else row.get(ours)
        if not is_empty_value(value):
            item[theirs] = value
    return item


def _keep_other_keys(entry: ManifestEntry, objects: list[DocumentRow], old: list[DocumentRow]) -> Iterator[Json]:
    """Each new object, with the other keys of the old object that it replaces.

    That is the object with the same identity, otherwise the one at the same place in the list.
    """
    free, identity = dict(enumerate(old)), _identity_key(entry)
    ours = {theirs for theirs, _ in entry.keys}
    places: dict[bytes, list[int]] = {}
    for place in range(len(old) - 1, -1, -1):
        places.setdefault(canonical_json(old[place].get(identity)), []).append(place)
    same: dict[int, DocumentRow] = {}
    for index, item in enumerate(objects):
        positions = places.get(canonical_json(item.get(identity)))
        if positions:
            same[index] = free.pop(positions.pop())
    for index, item in enumerate(objects):
        before = same.get(index) or (free.pop(index) if index in free and len(objects) == len(old) else {})
        yield {**{key: value for key, value in before.items() if key not in ours or key in item}, **item}
