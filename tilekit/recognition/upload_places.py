"""The places of uploads: their fields, and the paths of their files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from msgspec import Struct

from tilekit.core.composite import Rows, UploadField
from tilekit.core.messages import Message
from tilekit.core.section import Document
from tilekit.scaffold.rows import free_name, safe_name
from tilekit.sections import section_of

_SUFFIXES = {
    "json": ".json",
    "yaml": ".yaml",
    "csv": ".csv",
    "svg": ".svg",
    "pdf": ".pdf",
    "wheel": ".whl",
    "video": ".mp4",
}


def new_path(place: str, name: str, taken: Iterable[str]) -> str:
    """A free path in the folder of the field, named like the file."""
    upload, pure = upload_of(place, name), PurePosixPath(name)
    accepted = upload.accepts[0]
    suffix = pure.suffix.lower() if accepted == "image" else _SUFFIXES.get(accepted, f".{accepted}")
    stem = f"{upload.folder}/{safe_name(pure.stem)}" if upload.folder else safe_name(pure.stem)
    used = {path.removesuffix(suffix) for path in taken if path.endswith(suffix)}
    return free_name(stem, used) + suffix


def field_of(place: str) -> object:
    """The declared field at a path `section.field`."""
    section, _, name = place.partition(".")
    return section_of(section).fields[name]


def upload_of(place: str, name: str) -> UploadField:
    """The field for a file at a place: itself, or the one in its rows. name is the name of the file."""
    field = field_of(place)
    return field if isinstance(field, UploadField) else row_upload(place, name)[1]


def row_upload(place: str, name: str) -> tuple[type[Document], UploadField]:
    """The rows at a place, and their field for the file."""
    field = field_of(place)
    if not isinstance(field, Rows):
        raise TypeError(place)
    uploads = [inner for inner in field.row.fields.values() if isinstance(inner, UploadField)]
    is_video = name.lower().endswith(".mp4")
    return field.row, next((inner for inner in uploads if ("video" in inner.accepts) == is_video), uploads[0])


class GatheredFile(Struct, frozen=True, kw_only=True):
    """A file of an upload. sent is the path that it was sent with, path the one in the folder ("" if it is left out).

    place is the path of its field or of its field of rows, "" if it has none. is_named means that the manifest names
    the file. reason explains why it is left out, and left_out are the names of columns that are not stored.
    """

    sent: str
    path: str
    kind: str
    title: str = ""
    place: str = ""
    is_named: bool = False
    reason: Message | None = None
    left_out: tuple[str, ...] = ()
