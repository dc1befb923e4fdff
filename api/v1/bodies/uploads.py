"""Uploads in parts."""

from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from api.fields import Id, Time
from api.uploads.models import Upload as UploadRow
from api.uploads.queries import received_parts
from api.v1.bodies.requests import RequestBody
from files.upload import MAX_BYTES

_EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


class NewUpload(RequestBody):
    """A file that you are about to send."""

    name: str = Field(min_length=1, max_length=200, description="Name of the file", examples=["folder.zip"])
    size: int = Field(ge=0, le=MAX_BYTES, description="Size in bytes", examples=[0])
    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")] = Field(
        description="SHA-256 of the whole file, in lower-case hex", examples=[_EMPTY]
    )


class UploadBody(Schema):
    """A file of your organisation. It expires a day after it began or was completed.

    Listings keep the files that they use.
    """

    id: Id = Field(description="ID of the upload")
    name: str = Field(description="Name of the file", examples=["folder.zip"])
    size: int = Field(description="Size in bytes", examples=[12000000])
    sha256: str = Field(description="SHA-256 of the whole file, in lower-case hex", examples=[_EMPTY])
    state: Literal["open", "complete"] = Field(
        description="Whether parts are still expected or the file is complete", examples=["open"]
    )
    part_size: int = Field(description="Size of each part in bytes; the last part can be smaller", examples=[5_000_000])
    parts: int = Field(description="Number of parts; part numbers start at 1", examples=[3])
    received: list[int] = Field(description="Parts that have arrived", examples=[[1, 2]])
    expires_at: Time = Field(description="When the upload is deleted, unless a listing uses it")

    @classmethod
    def of(cls, row: UploadRow) -> "UploadBody":
        """The body of an upload, with one query."""
        return cls(
            id=row.pk,
            name=row.name,
            size=row.size,
            sha256=row.sha256,
            state="complete" if row.completed_at else "open",
            part_size=row.part_bytes,
            parts=row.parts_count,
            received=received_parts(row),
            expires_at=row.expires_at,
        )
