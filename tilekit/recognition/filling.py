"""Puts the files of an upload, and what they say about other fields, into documents."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import PurePosixPath

from msgspec import Struct

from tilekit.core.basics import Basics, listing_kind
from tilekit.core.composite import UploadField
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.core.kind import is_integration
from tilekit.core.paths import base_name
from tilekit.core.section import Values
from tilekit.recognition.merged_values import Sources
from tilekit.recognition.upload_places import field_of, row_upload
from tilekit.scaffold.rows import row_key
from tilekit.sections import section_of
from tilekit.sections.applicability import applies_at
from tilekit.sections.limits import SHORT_NAME
from tilekit.sections.row_matching import rows_of

Documents = Mapping[str, Values]
# Each file names only some of the data that is sent, so their values are added to those that are ticked.
_ADDED_TO = frozenset(("data.submitted_data_types", "data.other_submitted_data"))
_LEAST_WORDS = 2
_GENERIC_NAMES = frozenset(
    ("dsc", "image", "img", "picture", "screen", "screencast", "screenshot", "untitled", "video")
)
_WHEEL = ".whl"  # a wheel's name contains its version


class PlacedFile(Struct, frozen=True, kw_only=True):
    """A file to put into a field. replaces is the key of the row whose file it replaces; "" adds a row.

    short_name is the name of a new row that has one.
    """

    place: str
    file: FileRef
    replaces: str = ""
    short_name: str = ""


def with_file(documents: Documents, new: PlacedFile) -> dict[str, Values]:
    """The documents with the file in its field, in a row of it, or in a new row."""
    section, _, name = new.place.partition(".")
    values = dict(documents.get(section, {}))
    if isinstance(field_of(new.place), UploadField):
        values[name] = _reference(new.file, values.get(name))
        return {**documents, section: values}
    row, upload = row_upload(new.place, new.file.name)
    rows = rows_of(values.get(name))
    if new.replaces:
        values[name] = [
            {**cells, upload.name: _reference(new.file, cells.get(upload.name))}
            if cells.get("key") == new.replaces
            else cells
            for cells in rows
        ]
        return {**documents, section: values}
    defaults: Values = {inner.name: inner.default for inner in row.fields.values() if inner.default is not None}
    if "media_type" in row.fields:
        defaults["media_type"] = "video" if "video" in upload.accepts else "image"
    named: Values = {"short_name": new.short_name} if "short_name" in row.fields else {}
    if "caption" in row.fields:
        named["caption"] = readable_name(new.file.name)
    taken = Counter(str(cells.get("key")) for cells in rows)
    added: Values = {"key": row_key(new.file.name, taken), **defaults, **named, upload.name: _reference(new.file, None)}
    return {**documents, section: {**values, name: [*rows, added]}}


def _reference(file: FileRef, replaced: Json) -> Json:
    """The reference to store. If it replaces a file in a folder with the same suffix, it gets that file's path."""
    old, suffix = FileRef.from_json(replaced), PurePosixPath(file.name).suffix
    has_path = old is not None and "/" in old.name and suffix != _WHEEL and PurePosixPath(old.name).suffix == suffix
    name = old.name if old is not None and has_path else file.name
    return {"key": "", "name": name, "sha256": file.sha256, "size": file.size}


def with_said(documents: Documents, says: Mapping[str, Json]) -> dict[str, Values]:
    """The documents with values for fields that are empty, and with more data that is sent."""
    filled = {key: dict(values) for key, values in documents.items()}
    for path, value in says.items():
        section, _, name = path.partition(".")
        old = filled.get(section, {}).get(name)
        if section != "basics" and section_of(section).fields[name].is_empty(old):
            filled.setdefault(section, {})[name] = value
        elif path in _ADDED_TO and isinstance(old, list) and isinstance(value, list):
            filled[section][name] = [*old, *(item for item in value if item not in old)]
    return filled


def with_applied(documents: Documents, says: Mapping[str, Json], basics: Basics) -> dict[str, Values]:
    """`with_said` for the fields that the listing has, once it has these values.

    As long as no configuration method is chosen, all values are kept, because its fields may need them.
    """
    said = with_said(documents, says)
    typed = {key: section_of(key)(values) for key, values in said.items()}
    kind = listing_kind(basics, typed)
    if is_integration(kind) and not kind.code_type:
        return said
    in_sections = ((path, value) for path, value in says.items() if not path.startswith("basics."))
    return with_said(documents, {path: value for path, value in in_sections if applies_at(path, kind, typed)})


def outside_folder(says: Mapping[str, Json]) -> dict[str, Json]:
    """The values of fields that no file of a listing's folder contains."""
    return {path: value for path, value in says.items() if _scope(path) == "submission"}


def _scope(path: str) -> str:
    section, _, name = path.partition(".")
    return "" if section == "basics" else section_of(section).fields[name].scope


def readable_name(path: str) -> str:
    """The name of a file in words, for a caption: "Queue overview".

    "" for a name of one word, and for one that a camera or program gave it.
    """
    stem = re.sub(r"@\dx$|[-_ ]?\d{3,4}x\d{3,4}$", "", PurePosixPath(path).stem)
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", stem)
    words = [word for word in re.split(r"[\W_]+", split) if word and not word.isdecimal()]
    if len(words) < _LEAST_WORDS or words[0].lower() in _GENERIC_NAMES:
        return ""
    text = " ".join(word if word.isupper() else word.lower() for word in words)
    return text[:1].upper() + text[1:]


def filled_from(before: Documents, after: Documents, sources: Sources) -> dict[str, tuple[str, ...]]:
    """{path: names of files} of the values in after that come from files."""
    return {path: names for path, names in sources.items() if _is_filled(before, after, path)}


def captions_from_names(before: Documents, after: Documents) -> dict[str, tuple[str, ...]]:
    """{path: name of the file} of the captions of new rows that come from the names of their files."""
    earlier = {row.get("key") for row in _media(before)}
    new = (row for row in _media(after) if row.get("caption") and row.get("key") not in earlier)
    return {
        f"overview.media[{row['key']}].caption": (name,)
        for row in new
        for name in _file_names(row)
        if readable_name(name) == row["caption"]
    }


def _media(documents: Documents) -> list[Values]:
    return rows_of(documents.get("overview", {}).get("media"))


def _file_names(row: Values) -> list[str]:
    return [base_name(file.name) for value in row.values() if (file := FileRef.from_json(value))]


def _is_filled(before: Documents, after: Documents, path: str) -> bool:
    section, _, name = path.partition(".")
    old, new = (documents.get(section, {}).get(name) for documents in (before, after))
    return section != "basics" and bool(new) and new != old


def proposed_short_name(title: str, sent: str, *, listing: str = "") -> str:
    """A short name from the title in a file, or from the name with which it was sent. Long ones end with a word.

    It begins with the name of the listing, if that is known, because it must be unique among all listings.
    """
    names = [_snake(title), _snake(sent.rpartition("/")[2].partition(".")[0])]
    first, prefix = next(filter(None, names), ""), _snake(listing)
    name = next((name for name in names if name.startswith(prefix)), f"{prefix}_{first}") if prefix and first else first
    if len(name) <= SHORT_NAME:
        return name
    return name[: SHORT_NAME + 1].rpartition("_")[0] or name[:SHORT_NAME]


def _snake(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")


def asks_short_name(place: str) -> bool:
    """Whether a person names the rows at a place."""
    return not isinstance(field_of(place), UploadField) and "short_name" in row_upload(place, "")[0].fields
