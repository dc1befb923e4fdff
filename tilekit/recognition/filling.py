"""Puts the files of an upload, and what they say about other fields, into documents."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from msgspec import Struct

from tilekit.core.composite import UploadField
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.core.section import Values
from tilekit.recognition.gathered import GatheredFile, field_of, row_upload
from tilekit.scaffold.rows import row_key
from tilekit.sections import section_of
from tilekit.sections.row_matching import rows_of

Documents = Mapping[str, Values]
_DETECTION_RULES = "content.detection_rules"
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
    short = PurePosixPath(new.file.name).stem if new.place == _DETECTION_RULES else new.short_name
    named: Values = {"short_name": short} if "short_name" in row.fields else {}
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
    """The documents with values for fields that are empty."""
    filled = {key: dict(values) for key, values in documents.items()}
    for path, value in says.items():
        section, _, name = path.partition(".")
        if section != "basics" and section_of(section).fields[name].is_empty(filled.get(section, {}).get(name)):
            filled.setdefault(section, {})[name] = value
    return filled


def proposed_short_name(title: str, sent: str) -> str:
    """A short name from the title in a file, or from the name with which it was sent."""
    words = title or sent.rpartition("/")[2].partition(".")[0]
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")


def asks_short_name(place: str) -> bool:
    """Whether a person names the rows at a place. The name of a detection rule is that of its file."""
    is_named = not isinstance(field_of(place), UploadField) and "short_name" in row_upload(place, "")[0].fields
    return is_named and place != _DETECTION_RULES


def proposed_title(says: Mapping[str, Json], files: Iterable[GatheredFile]) -> str:
    """The name of the listing in the files: that in a manifest or README, or the title of a dashboard."""
    title = says.get("overview.title")
    if isinstance(title, str) and title:
        return title
    boards = (file.title for file in files if file.kind == "dashboard" and file.title)
    return re.sub(r"\s*[-–:]?\s*\b(?:overview|dashboard)\b\s*$", "", next(boards, ""), flags=re.IGNORECASE).strip()
