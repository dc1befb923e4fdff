"""Parts of writes that put an uploaded file in a document, in place of the previous file or in a new row."""

import secrets
from collections.abc import Callable
from pathlib import PurePosixPath

from msgspec import Struct

from common.errors import NotFound, Stale
from listings.content.references import FieldPath, first_upload
from tilekit.core.composite import Rows, UploadField
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.core.paths import base_name
from tilekit.core.section import Document, Values
from tilekit.recognition.filling import readable_name
from tilekit.sections import section_of

_WHEEL = ".whl"


class IncomingFile(Struct, frozen=True, kw_only=True):
    """A stored upload, with the name that its sender gave it.

    replaces is the digest of the file of which it is an edited version, "" for a new file, and None for any.
    short_name is the permanent name of a new row. It is never taken from the name of the file, because nobody would
    notice.
    """

    name: str
    sha256: str
    size: int
    replaces: str | None = None
    short_name: str = ""

    def reference(self, replaced: Json) -> Json:
        """The reference to store. If it replaces a file with the same suffix, it gets that file's path.

        A wheel keeps its own name, which contains the version. Raises Stale if the upload is an edited version of a
        file other than the current one.
        """
        old, new_name = FileRef.from_json(replaced), self.file_name
        if self.replaces is not None and (old.sha256 if old else "") != self.replaces:
            raise Stale
        is_same_kind = (
            old is not None and PurePosixPath(old.name).suffix.lower() == PurePosixPath(new_name).suffix.lower()
        )
        name = old.name if old is not None and is_same_kind and "/" in old.name else new_name
        if name.endswith(_WHEEL):
            name = str(PurePosixPath(name).with_name(new_name))
        return {"key": "", "name": name, "sha256": self.sha256, "size": self.size}

    @property
    def file_name(self) -> str:
        return base_name(self.name)


def change_for_upload(place: FieldPath, file: IncomingFile) -> Callable[[Values], dict[str, Json]]:
    """A function for `Save.changes` that makes the field refer to the file."""

    def change(stored: Values) -> dict[str, Json]:
        declared, old = section_of(place.section).fields[place.field], stored.get(place.field)
        if isinstance(declared, UploadField):
            return {place.field: file.reference(old)}
        if not isinstance(declared, Rows):
            raise NotFound
        rows = old if isinstance(old, list) else []
        inner = place.inner or _first_upload_name(declared.row)
        if not place.row:
            return {place.field: [*rows, _new_row(declared.row, inner, file)]}
        return {place.field: _rows_with_file(rows, place.row, file.reference, inner=inner)}

    return change


def _rows_with_file(rows: list[Json], key: str, reference: Callable[[Json], Json], *, inner: str) -> list[Json]:
    if not any(isinstance(row, dict) and row.get("key") == key for row in rows):
        raise NotFound
    return [
        {**row, inner: reference(row.get(inner))} if isinstance(row, dict) and row.get("key") == key else row
        for row in rows
    ]


def _new_row(row: type[Document], inner: str, file: IncomingFile) -> Json:
    """A new row with the file and default values, and names if the row has them."""
    defaults = {name: field.default for name, field in row.fields.items() if field.default is not None}
    if "media_type" in row.fields:
        defaults["media_type"] = "video" if inner == "video" else "image"
    names = {
        "caption": readable_name(file.file_name),
        "short_name": file.short_name,
    }
    named = {name: value for name, value in names.items() if name in row.fields}
    return {"key": secrets.token_hex(5), **defaults, **named, inner: file.reference(None)}


def _first_upload_name(row: type[Document]) -> str:
    upload = first_upload(row)
    return upload.name if upload else ""
