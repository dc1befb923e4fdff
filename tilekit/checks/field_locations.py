"""Maps places in files to fields of the form, and fields to places in the folder."""

import re
from bisect import bisect_right
from pathlib import PurePosixPath

from tilekit.bundle import Bundle
from tilekit.checks.parsed_files import CHANGELOG, MANIFEST, METADATA, README, manifest_text
from tilekit.core.field import Json
from tilekit.parse.json import pointer_parts, pointer_to
from tilekit.parse.json_values import members, objects
from tilekit.parse.limits import MARKDOWN_LIMITS, is_within_limits
from tilekit.scaffold.change_lists import CHANGE_GROUPS
from tilekit.scaffold.changelog_parts import ChangelogEntry as Changes
from tilekit.scaffold.changelog_parts import parse_changelog as cut_changelog
from tilekit.scaffold.documents import references
from tilekit.scaffold.links import split_definitions
from tilekit.scaffold.manifest_table import ENTRIES, OLD_TAGS, TAGS, ManifestEntry, Shape
from tilekit.scaffold.markdown_text import decoded, normal_text
from tilekit.scaffold.oauth import CLIENT_FIELDS
from tilekit.scaffold.paths import OAUTH_FILE, WRITTEN_FILES
from tilekit.scaffold.readme import lines_of_fields
from tilekit.scaffold.readme_parts import PLACES, Readme, ReadmePart
from tilekit.scaffold.readme_parts import parse_readme as cut_readme
from tilekit.scaffold.tags import TAG_FIELDS

_PATH = re.compile(r"(?P<section>\w+)\.(?P<field>\w+)(?:\[(?P<row>[^\]]*)\])?(?:\.(?P<inner>\w+))?")
_FIELDS_BY_PATH = {METADATA: "data.metadata_csv"}
"""The files that are written from several fields."""


def field_path_at(bundle: Bundle, file: str, place: tuple[str, int | None]) -> str:
    """The path of the field (`overview.media[<row key>].caption`) for a pointer and a line of a file; "" for none."""
    pointer, line = place
    if file == MANIFEST:
        return _manifest_field(bundle, pointer)
    if file == README:
        return _readme_field(bundle, line or 1)
    if file == CHANGELOG:
        return _changelog_field(bundle, line or 1)
    return _FIELDS_BY_PATH.get(file) or _file_field(bundle, file)


def field_of_file(bundle: Bundle, file: str) -> str:
    """The path of the field that contains the whole file; "" for a file with several fields."""
    return "" if file in WRITTEN_FILES else _FIELDS_BY_PATH.get(file) or _file_field(bundle, file)


def location_of_field(bundle: Bundle, path: str) -> tuple[str, str, int | None]:
    """(file, pointer, line) of a field in the folder; empty if the folder does not contain it."""
    match = _PATH.fullmatch(path)
    if not match:
        return "", "", None
    for entry in ENTRIES:
        if (entry.section, entry.field) == (match["section"], match["field"]):
            pointer = _entry_pointer(bundle, entry, row=match["row"] or "", inner=match["inner"] or "")
            return (MANIFEST, pointer, None) if MANIFEST in bundle.files else ("", "", None)
    if (match["section"], match["field"]) in TAG_FIELDS.values():
        return (MANIFEST, TAGS, None) if MANIFEST in bundle.files else ("", "", None)
    return _location_outside_manifest(bundle, match["section"], match["field"])


def _location_outside_manifest(bundle: Bundle, section: str, field: str) -> tuple[str, str, int | None]:
    if section == "release_notes" and bundle.files:
        return CHANGELOG, "", None
    if OAUTH_FILE in bundle.files and field in CLIENT_FIELDS.values():
        return OAUTH_FILE, next(pointer for pointer, name in CLIENT_FIELDS.items() if name == field), None
    line = bundle.parse(README, lines_of_fields).get(f"{section}.{field}") if README in bundle.files else None
    return (README, "", line) if line else ("", "", None)


def _manifest_field(bundle: Bundle, pointer: str) -> str:
    for tags_pointer in (TAGS, OLD_TAGS):
        if pointer.startswith(f"{tags_pointer}/"):
            return _tag_field(bundle, pointer)
    for entry in ENTRIES:
        if pointer == entry.pointer or pointer.startswith(f"{entry.pointer}/"):
            return _entry_field(bundle, entry, pointer_parts(pointer[len(entry.pointer) :]))
    return ""


def _tag_field(bundle: Bundle, pointer: str) -> str:
    group = manifest_text(bundle, pointer).partition("::")[0]
    return ".".join(TAG_FIELDS[group]) if group in TAG_FIELDS else ""


def _entry_field(bundle: Bundle, entry: ManifestEntry, rest: list[str]) -> str:
    path = f"{entry.section}.{entry.field}"
    rows = _rows_of_entry(bundle, entry)
    if not rest or entry.shape not in (Shape.ROWS, Shape.NAMED):
        return path
    if entry.shape is Shape.NAMED:
        key = next((str(row.get("key")) for row in rows if row.get("short_name") == rest[0]), "")
        return f"{path}[{key}].short_name" if key else path
    index = int(rest[0]) if rest[0].isdecimal() else len(rows)
    if index >= len(rows):
        return path
    inner = dict(entry.keys).get(rest[1], "") if len(rest) > 1 else ""
    row = f"{path}[{rows[index].get('key') or index}]"
    return f"{row}.{inner}" if inner else row


def _entry_pointer(bundle: Bundle, entry: ManifestEntry, *, row: str, inner: str) -> str:
    rows = _rows_of_entry(bundle, entry)
    index = next((number for number, one in enumerate(rows) if row and row in (one.get("key"), str(number))), None)
    if index is None or entry.shape not in (Shape.ROWS, Shape.NAMED):
        return entry.pointer
    if entry.shape is Shape.NAMED:
        return entry.pointer + pointer_to(str(rows[index].get("short_name") or ""))
    theirs = next((outer for outer, ours in entry.keys if ours == inner), "")
    return entry.pointer + pointer_to(index) + (pointer_to(theirs) if theirs else "")


def _rows_of_entry(bundle: Bundle, entry: ManifestEntry) -> list[dict[str, Json]]:
    document = bundle.documents.get(entry.section)
    value = document.values.get(entry.field) if document else None
    return [row for _, row in objects(value)]


def _readme_field(bundle: Bundle, line: int) -> str:
    """The field whose section contains the line, or that shows the link definition in it."""
    starts, parts = bundle.parse(README, _readme_parts)
    number = bisect_right(starts, line) - 1
    part = parts[number] if number >= 0 else None
    is_inside = part is not None and line < part.at + len(part.heading) + len(part.body)
    if not is_inside:
        return bundle.parse(README, _fields_of_links).get(line, "")
    place = PLACES.get(part.name) if part else None
    return ".".join(place) if place else ""


def _readme_parts(data: bytes) -> tuple[list[int], list[ReadmePart]]:
    """The parts in order, and the line at which each begins."""
    parts = cut_readme(decoded(data)).parts if is_within_limits(data, MARKDOWN_LIMITS) else []
    return [part.at for part in parts], parts


def _fields_of_links(data: bytes) -> dict[int, str]:
    """Line (from 1) of a link definition at the end of the README -> the first field that shows the definition."""
    readme = cut_readme(decoded(data)) if is_within_limits(data, MARKDOWN_LIMITS) else Readme()
    first = sum(len(part.heading) + len(part.body) for part in readme.parts) + 1
    fields: dict[int, str] = {}
    for name, part in readme.fields().items():
        shown = set(split_definitions(part.text(readme.tail))[1].values())
        lines = [line for line, text in enumerate(readme.tail, first) if normal_text(text).rstrip("\n") in shown]
        fields = {**dict.fromkeys(lines, ".".join(PLACES[name] or ())), **fields}
    return fields


def _changelog_field(bundle: Bundle, line: int) -> str:
    """The kind of change whose list contains the line or follows it; the version for the heading of an entry."""
    entries = bundle.parse(CHANGELOG, _changelog_entries)
    number = bisect_right(entries, line, key=lambda entry: entry.at) - 1
    document = bundle.documents.get("release_notes")
    rows = document.values.get("entries") if document else None
    row = rows[number] if isinstance(rows, list) and 0 <= number < len(rows) else None
    key = row.get("key") if isinstance(row, dict) else None
    return f"release_notes.entries[{key}].{_kind_at(entries[number], line)}" if key else "release_notes.entries"


def _kind_at(entry: Changes, line: int) -> str:
    below = line - entry.last - 1
    following = (group.kind for group in entry.groups if below < max(group.heading.stop, group.items.stop))
    return "version" if below < 0 else next(following, entry.groups[-1].kind if entry.groups else CHANGE_GROUPS[0])


def _changelog_entries(data: bytes) -> list[Changes]:
    return cut_changelog(decoded(data)).entries if is_within_limits(data, MARKDOWN_LIMITS) else []


def _file_field(bundle: Bundle, file: str) -> str:
    """The upload field that contains the file."""
    for section, name, reference in references(bundle.documents):
        if reference.name == file:
            rows, _, inner = name.partition(".")
            return (
                f"{section}.{rows}[{_row_of(bundle, section, (rows, inner, file))}].{inner}"
                if inner
                else f"{section}.{name}"
            )
    folder = PurePosixPath(file).parent.name
    kinds = {
        "dashboards": "dashboards",
        "monitors": "monitors",
        "saved_views": "saved_views",
        "security": "detection_rules",
    }
    return f"content.{kinds[folder]}" if folder in kinds else ""


def _row_of(bundle: Bundle, section: str, place: tuple[str, str, str]) -> str:
    rows, inner, file = place
    for _, row in objects(bundle.documents[section].values.get(rows)):
        if members(row.get(inner)).get("name") == file:
            return str(row.get("key") or "")
    return ""
