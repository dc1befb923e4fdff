"""Converts manifest.json to fields; `written_manifest` converts them back.

Keys without a field, the
order of keys and their spelling exist only in the file.
"""

from tilekit.core.fields import Json
from tilekit.core.kind import OfferingType, Route
from tilekit.core.paths import is_safe
from tilekit.parse.json import JsonFile, parse_json
from tilekit.parse.json_values import objects, value_at
from tilekit.parse.positions import readable
from tilekit.scaffold.manifest_table import ENTRIES, OAUTH_FIELDS, OAUTH_PATH, OLD_TAGS, TAGS, ManifestEntry, Shape
from tilekit.scaffold.manifest_v1 import is_legacy, modern_form
from tilekit.scaffold.rows import (
    is_empty_value,
    path_of_value,
    path_value,
    read_named,
    read_rows,
)
from tilekit.scaffold.tags import TAG_FIELDS, offering_of, read_tags

# Section key -> field -> value, and "basics". Empty fields are left out.
FieldsBySection = dict[str, dict[str, Json]]


def read_manifest(data: bytes) -> FieldsBySection:
    """The fields of a manifest, or only the basics if it is broken. Files have names, but no bytes yet."""
    document = parsed_or_none(data)
    value = document.value if document and isinstance(document.value, dict) else {}
    if is_legacy(value):
        value, document = modern_form(value), None
    return _fields(value, document)


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
