"""Folders and uploads."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from api.fields import ApiSchema, Id, Time, described, optional
from api.uploads.models import Upload as UploadRow
from api.uploads.queries import received_parts
from api.v1.bodies.base import EXAMPLE_DIGEST, RequestBody
from api.v1.bodies.sections import ValuesBySection
from common.ids import EXAMPLE_ID
from files.upload import MAX_UPLOAD_BYTES
from tilekit.core.paths import is_safe
from tilekit.scaffold.archive_directory import MAX_ARCHIVE_ENTRIES

_HEX = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
_DIGEST = "SHA-256 of the bytes, in lower-case hex"


def _safe_path(path: str) -> str:
    if not is_safe(path):
        raise PydanticCustomError(
            "unsafe_path", "This path points outside the folder or has characters that can't be used."
        )
    return path


class FolderFileBody(ApiSchema):
    """A file in the folder."""

    path: str = described("Path of the file in the folder", "assets/dashboards/tides.json")
    sha256: str = described(_DIGEST, EXAMPLE_DIGEST)
    size: int = described("Size in bytes", 4)


class FolderBody(ApiSchema):
    """The folder as it would be exported now."""

    digest: str = described(
        "Digest of the content. Folders and submissions with the same content have the same digest.", "d1:9f86"
    )
    name: str = described("Name of the folder; empty if it has none", "tide_gauge")
    files: list[FolderFileBody] = described("Sorted by path")


class SentFile(RequestBody):
    path: Annotated[str, AfterValidator(_safe_path)] = described(
        "Path of the file in the folder", "manifest.json", max_length=400
    )
    sha256: _HEX = described(f"{_DIGEST}. The listing or a completed upload must contain the file.", EXAMPLE_DIGEST)


class SentFolder(RequestBody):
    """A folder: either upload or files."""

    contents: ClassVar[tuple[str, ...]] = ("upload", "files")

    upload: Id | None = described(
        "ID of a completed upload that contains the folder as a zip archive", EXAMPLE_ID, default=None
    )
    files: list[SentFile] | None = described(
        "All files of the folder", default=None, min_length=1, max_length=MAX_ARCHIVE_ENTRIES
    )
    folder: str | None = optional("Name of the folder; only used with `files`", "tide_gauge", max_length=200)

    @model_validator(mode="after")
    def _has_one(self) -> Self:
        if sum(getattr(self, name) is not None for name in self.contents) != 1:
            raise PydanticCustomError("one_of", "Send one of: {names}", {"names": ", ".join(self.contents)})
        return self


class SentDryRun(SentFolder):
    """A change to try: upload, files or sections."""

    contents: ClassVar[tuple[str, ...]] = ("upload", "files", "sections")

    sections: ValuesBySection | None = optional(
        "New values by section and field. Each replaces the whole value of its field.",
        {"overview": {"short_description": "Live tide levels of every gauge"}},
    )


class SentImport(SentFolder):
    """A folder for a new listing: either upload or files."""

    name: str | None = optional("Name of the listing; by default its title", "Tide Gauge Monitor", max_length=200)


class ImportQuery(ApiSchema):
    """The parameters that can be sent with a zip archive."""

    name: str | None = optional(
        "Name of the listing; only used with a zip archive", "Tide Gauge Monitor", max_length=200
    )


_EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


class NewUpload(RequestBody):
    """A file that you are about to send."""

    name: str = described("Name of the file", "folder.zip", min_length=1, max_length=200)
    size: int = described("Size in bytes", 0, ge=0, le=MAX_UPLOAD_BYTES)
    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")] = described(
        "SHA-256 of the whole file, in lower-case hex", _EMPTY
    )


class UploadBody(ApiSchema):
    """A file of your organisation. It expires a day after it began or was completed.

    Listings keep the files that they use.
    """

    id: Id = described("ID of the upload")
    name: str = described("Name of the file", "folder.zip")
    size: int = described("Size in bytes", 12000000)
    sha256: str = described("SHA-256 of the whole file, in lower-case hex", _EMPTY)
    state: Literal["open", "complete"] = described("Whether parts are still expected or the file is complete", "open")
    part_size: int = described("Size of each part in bytes; the last part can be smaller", 5_000_000)
    parts: int = described("Number of parts; part numbers start at 1", 3)
    received: list[int] = described("Parts that have arrived", [1, 2])
    expires_at: Time = described("When the upload is deleted, unless a listing uses it")

    @classmethod
    def of(cls, row: UploadRow) -> "UploadBody":
        """The body of an upload, with one query."""
        state = "complete" if row.completed_at else "open"
        parts = {"part_size": row.part_bytes, "parts": row.parts_count, "received": received_parts(row)}
        return cls.from_row(row, state=state, **parts)
