"""Converts fields to manifest.json.

Writing unchanged fields gives the same bytes, and reading them again gives the same fields.
"""

from copy import deepcopy
from functools import lru_cache

from tilekit.core.amounts import STORED_AMOUNT
from tilekit.core.fields import Json
from tilekit.core.kind import OfferingType
from tilekit.parse.json import JsonFile
from tilekit.parse.json_values import value_at
from tilekit.scaffold.json_edit import Numeral, edited_json, is_same, written_json
from tilekit.scaffold.manifest import FieldsBySection, has_client, oauth_path, parsed_or_none, read_manifest
from tilekit.scaffold.manifest_table import ENTRIES, OAUTH_PATH, OLD_TAGS, TAGS, ManifestEntry, Shape
from tilekit.scaffold.manifest_v1 import is_legacy, keys_without_successor
from tilekit.scaffold.paths import OAUTH_FILE
from tilekit.scaffold.pointers import put_at, remove_at
from tilekit.scaffold.rows import is_empty_value, path_of_value, write_named, write_rows
from tilekit.scaffold.skeleton import skeleton, without_gaps
from tilekit.scaffold.tags import OFFERING, TAG_FIELDS, offering_tag, write_tags

_CACHE_SIZE = 16


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
    elif entry.shape is Shape.MONEY and isinstance(value, str) and STORED_AMOUNT.fullmatch(value):
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
