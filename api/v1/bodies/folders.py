"""The folder of a listing, file by file."""

from typing import Annotated, ClassVar, Self
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, Field, JsonValue, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from api.v1.bodies.sent import Sent
from tilekit.scaffold.archive import MAX_ENTRIES
from tilekit.scaffold.paths import is_safe

_HEX = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
_DIGEST = "sha256 of the bytes, in lower-case hex"
_SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_UPLOAD = "0190d8f0-0000-7000-8000-000000000001"


def _safe(path: str) -> str:
    if not is_safe(path):
        raise PydanticCustomError(
            "unsafe_path", "This path points outside the folder or has characters that can't be used."
        )
    return path


class FolderFile(Schema):
    """A file of the folder."""

    path: str = Field(examples=["assets/dashboards/tides.json"])
    sha256: str = Field(description=_DIGEST, examples=[_SHA256])
    size: int = Field(description="In bytes", examples=[4])


class Folder(Schema):
    """The folder as it would be exported now."""

    digest: str = Field(description="The same for equal folders; submissions have it too", examples=["d1:9f86"])
    name: str = Field(description="Name of the folder; empty if it has none", examples=["tide_gauge"])
    files: list[FolderFile] = Field(description="Sorted by path")


class SentFile(Sent):
    path: Annotated[str, AfterValidator(_safe)] = Field(max_length=400, examples=["manifest.json"])
    sha256: _HEX = Field(description=f"{_DIGEST}: of a file of the listing, or of a completed upload")


class SentFolder(Sent):
    """A folder: either upload or files."""

    contents: ClassVar[tuple[str, ...]] = ("upload", "files")

    upload: UUID | None = Field(
        default=None, examples=[_UPLOAD], description="A completed upload: the folder as a zip archive"
    )
    files: list[SentFile] | None = Field(
        default=None, min_length=1, max_length=MAX_ENTRIES, description="Every file of the folder"
    )
    folder: str | None = Field(default=None, max_length=200, description="Name of the folder, with files")

    @model_validator(mode="after")
    def _has_one(self) -> Self:
        if sum(getattr(self, name) is not None for name in self.contents) != 1:
            raise PydanticCustomError("one_of", "Send one of: {names}", {"names": ", ".join(self.contents)})
        return self


class SentDryRun(SentFolder):
    """A change to try: either upload, files or sections."""

    contents: ClassVar[tuple[str, ...]] = ("upload", "files", "sections")

    sections: dict[str, dict[str, JsonValue]] | None = Field(
        default=None, description="New values of fields, by section and field; each replaces the whole value"
    )


class SentImport(SentFolder):
    """A folder for a new listing: either upload or files."""

    name: str | None = Field(default=None, max_length=200, description="Name of the listing; by default its title")


class ImportQuery(Schema):
    """Goes with a zip archive."""

    name: str | None = Field(default=None, max_length=200, description="Name of the listing, with a zip archive")
