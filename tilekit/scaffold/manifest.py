"""Converts manifest.json to fields (`read_manifest`) and back (`write_manifest`).

Writing unchanged fields gives the same bytes, and reading them again gives the same fields. Keys without a field, the
order of keys and their spelling exist only in the file.
"""

import re
from copy import deepcopy
from functools import lru_cache

from tilekit.core.fields import Json
from tilekit.core.kind import OfferingType, Route
from tilekit.core.paths import is_safe
from tilekit.parse.json import JsonFile, parse_json
from tilekit.parse.json_values import objects, value_at
from tilekit.parse.positions import readable
from tilekit.scaffold.json_edit import Numeral, edited_json, is_same, written_json
from tilekit.scaffold.manifest_table import ENTRIES, OAUTH_FIELDS, OAUTH_PATH, OLD_TAGS, TAGS, ManifestEntry, Shape
from tilekit.scaffold.manifest_v1 import is_legacy, keys_without_successor, modern_form
from tilekit.scaffold.paths import OAUTH_FILE
from tilekit.scaffold.pointers import put_at, remove_at
from tilekit.scaffold.rows import (
    is_empty_value,
    path_of_value,
    path_value,
    read_named,
    read_rows,
    write_named,
    write_rows,
)
from tilekit.scaffold.skeleton import skeleton, without_gaps
from tilekit.scaffold.tags import OFFERING, TAG_FIELDS, offering_of, offering_tag, read_tags, write_tags

# Section key -> field -> value, and "basics". Empty fields are left out.
FieldsBySection = dict[str, dict[str, Json]]
_CACHE_SIZE = 16
_NUMERAL = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


def read_manifest(data: bytes) -> FieldsBySection:
    """The fields of a manifest, or only the basics if it is broken. Files have names, but no bytes yet."""
    document = parsed_or_none(data)
    value = document.value if document and isinstance(document.value, dict) else {}
    if is_legacy(value):
        value, document = modern_form(value), None
    return _fields(value, document)


def write_manifest(parts: FieldsBySection, base: bytes | None, *, names_client: bool = True) -> bytes:
    """The manifest with these fields: the base with only the differences changed, or a new file.

    If names_client is false, it names no file of an OAuth client, because the folder doesn't contain it.
    """
    document, old = _read_base(base) if base is not None else (None, FieldsBySection())
    changed = [entry for entry in ENTRIES if not is_same(_manifest_value(entry, parts), _manifest_value(entry, old))]
    groups = _changed_groups(parts, old)
    adds_client, drops_client = _client_change(parts, base, names_client=names_client)
    if base is not None and not (changed or groups or adds_client or drops_client):
        return base
    if document is None or not isinstance(document.value, dict) or is_legacy(document.value):
        left = keys_without_successor(document.value) if document and isinstance(document.value, dict) else {}
        return written_json(_new_manifest(parts, left))
    value = deepcopy(document.value)
    for entry in changed:
        _change(value, entry, parts)
    if adds_client:
        put_at(value, OAUTH_PATH, OAUTH_FILE)
    if drops_client:
        remove_at(value, OAUTH_PATH)
    if groups:
        tags = value_at(value, TAGS) or value_at(value, OLD_TAGS)
        remove_at(value, OLD_TAGS)
        put_at(value, TAGS, write_tags(tags, groups))
    return edited_json(document, value)


def _client_change(parts: FieldsBySection, base: bytes | None, *, names_client: bool) -> tuple[bool, bool]:
    """Whether the key that names the file of the OAuth client must be added to the base, and removed from it."""
    is_named = bool(oauth_path(base))
    return names_client and has_client(parts) and not is_named, is_named and not names_client


@lru_cache(maxsize=_CACHE_SIZE)
def _read_base(base: bytes) -> tuple[JsonFile | None, FieldsBySection]:
    """The manifest and its fields, for callers that change neither. Cached, because every save of a draft starts from
    the same one.
    """
    return parsed_or_none(base), read_manifest(base)


def has_client(parts: FieldsBySection) -> bool:
    """Whether any field of the OAuth client is filled in."""
    values = parts.get("configuration", {})
    return any(not is_empty_value(values.get(field)) for field in OAUTH_FIELDS)


def oauth_path(data: bytes | None) -> str:
    """The path of the OAuth client's file in the manifest; "" if it names no JSON file inside the listing."""
    document = parsed_or_none(data) if data is not None else None
    path = value_at(document.value, OAUTH_PATH) if document else None
    return path if isinstance(path, str) and is_safe(path) and path.endswith(".json") else ""


def named_paths(parts: FieldsBySection) -> frozenset[str]:
    """Every file path in a field of the manifest."""
    paths: list[Json] = []
    for entry in ENTRIES:
        value = parts.get(entry.section, {}).get(entry.field)
        rows = [row for _, row in objects(value)]
        if entry.shape is Shape.PATH:
            paths.append(path_of_value(value))
        elif entry.shape is Shape.NAMED:
            paths += [path_of_value(row.get("file")) for row in rows]
        else:
            paths += [path_of_value(row.get(name)) for row in rows for name in entry.paths]
    return frozenset(path for path in paths if isinstance(path, str))


def classifier_tags(data: bytes) -> frozenset[str]:
    """The classifier tags of a manifest, as written; none if they can't be read."""
    document = parsed_or_none(data)
    tags = (value_at(document.value, TAGS) or value_at(document.value, OLD_TAGS)) if document else None
    return frozenset(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else frozenset()


def parsed_or_none(data: bytes) -> JsonFile | None:
    """The parsed file; None if it can't be parsed, which a check reports."""
    return readable(parse_json, data)


def _fields(value: dict[str, Json], document: JsonFile | None) -> FieldsBySection:
    parts: FieldsBySection = {"basics": {}}
    for entry in ENTRIES:
        field_value = _document_value(entry, value_at(value, entry.pointer), document)
        if not is_empty_value(field_value):
            parts.setdefault(entry.section, {})[entry.field] = field_value
    tags = value_at(value, TAGS) or value_at(value, OLD_TAGS)
    groups = read_tags(tags)
    for group, (section, name) in TAG_FIELDS.items():
        if group in groups:
            parts.setdefault(section, {})[name] = groups[group]
    parts["basics"]["offering_type"] = offering_of(tags) or OfferingType.INTEGRATION.value
    parts["basics"]["route"] = _route(value, groups.get("Category", []))
    return parts


def _route(value: dict[str, Json], categories: list[Json]) -> str:
    is_sold = (
        "Marketplace" in categories or not is_empty_value(value.get("pricing")) or value_at(value, "/legal_terms/eula")
    )
    return Route.MARKETPLACE.value if is_sold else Route.INTEGRATIONS.value


def _document_value(entry: ManifestEntry, raw: Json, document: JsonFile | None) -> Json:
    if entry.shape is Shape.TEXTS:
        return [raw] if isinstance(raw, str) and raw else raw
    if entry.shape is Shape.PATH:
        return path_value(raw)
    if entry.shape is Shape.ROWS:
        return read_rows(entry, raw)
    if entry.shape is Shape.NAMED:
        return read_named(raw)
    if entry.shape is Shape.MONEY and isinstance(raw, int | float) and not isinstance(raw, bool):
        return document.literal(entry.pointer) if document else str(raw)
    return _basic(entry.field, raw) if entry.section == "basics" else raw


def _basic(name: str, raw: Json) -> Json:
    """The value of a basic fact; None if it has the wrong type, because such a value exists only in the file."""
    if name == "source_type_id":
        return raw if isinstance(raw, int) and not isinstance(raw, bool) else None
    return raw if isinstance(raw, str) else None


def _manifest_value(entry: ManifestEntry, parts: FieldsBySection, old: Json = None) -> Json:
    """The value of the field in the manifest; None if it is empty."""
    value = parts.get(entry.section, {}).get(entry.field)
    if entry.shape is Shape.PATH:
        value = path_of_value(value)
    elif entry.shape is Shape.ROWS:
        value = write_rows(entry, value, old)
    elif entry.shape is Shape.NAMED:
        value = write_named(value)
        if isinstance(value, dict) and value:  # a name without a file is not an empty value
            return value
    elif entry.shape is Shape.MONEY and isinstance(value, str) and _NUMERAL.fullmatch(value):
        value = Numeral(value)
    return None if is_empty_value(value) else value


def _change(value: dict[str, Json], entry: ManifestEntry, parts: FieldsBySection) -> None:
    old = value_at(value, entry.pointer)
    new = _manifest_value(entry, parts, old)
    if entry.shape is Shape.TEXTS and isinstance(old, str) and isinstance(new, list) and len(new) == 1:
        new = new[0]
    if new is not None:
        put_at(value, entry.pointer, new)
    elif isinstance(old, str | list | dict) and entry.shape is not Shape.PATH and entry.section != "pricing":
        put_at(value, entry.pointer, type(old)())
    else:
        remove_at(value, entry.pointer)
        if entry.section == "pricing":
            _drop_empty_plan(value)


def _drop_empty_plan(value: dict[str, Json]) -> None:
    """Remove the plan if none of its keys has a value, because a plan makes the listing paid."""
    plan, plans = value_at(value, "/pricing/0"), value.get("pricing")
    if isinstance(plan, dict) and isinstance(plans, list) and all(map(is_empty_value, plan.values())):
        plans.pop(0)


def _changed_groups(parts: FieldsBySection, old: FieldsBySection) -> dict[str, list[Json]]:
    """Group -> its new values, for every group whose values differ."""
    changed: dict[str, list[Json]] = {}
    for group, (section, name) in TAG_FIELDS.items():
        new, before = parts.get(section, {}).get(name) or [], old.get(section, {}).get(name) or []
        if isinstance(new, list) and not is_same(new, before):
            changed[group] = new
    offering = parts.get("basics", {}).get("offering_type") or OfferingType.INTEGRATION.value
    if offering != old.get("basics", {}).get("offering_type"):
        changed[OFFERING] = [offering_tag(str(offering))]
    return changed


def _new_manifest(parts: FieldsBySection, left: dict[str, Json]) -> dict[str, Json]:
    """A new manifest, with its keys in the order of the specification."""
    value = skeleton(parts)
    for entry in ENTRIES:
        new = _manifest_value(entry, parts)
        if entry.shape is Shape.TEXTS and isinstance(new, list) and len(new) == 1:
            new = new[0]
        if new is not None:
            put_at(value, entry.pointer, new)
    put_at(value, TAGS, write_tags([], _changed_groups(parts, {})))
    if has_client(parts):
        put_at(value, OAUTH_PATH, OAUTH_FILE)
    return {**without_gaps(value), **left}
