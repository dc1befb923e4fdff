"""Uploads in parts."""

from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Path, Router, Status

from api.uploads.actions import Announced, begin_upload, delete_upload
from api.uploads.parts import complete_upload, put_part, upload_to_fill
from api.uploads.queries import visible_uploads
from api.v1.bodies.uploads import NewUpload, Upload
from api.v1.incoming import RAW, raw_body
from api.v1.paths import PREFIX
from api.v1.requests import Call
from api.v1.routes.answers import READS, WRITES
from common.lookups import one_of

router = Router(tags=["Uploads"])
PartNumber = Annotated[int, Path(ge=1, le=100_000, description="Counted from 1", examples=[1])]
_PART = {"schema": {"type": "string", "format": "binary", "description": "The bytes of the part"}}


@router.post("", response={201: Upload, **WRITES}, summary="Start an upload")
def begin(request: Call, response: HttpResponse, body: NewUpload) -> Status[Upload]:
    """Announce a file that you then send in parts. If your organisation has these bytes, it is complete at once."""
    row = begin_upload(
        organisation_id=request.auth.organisation_id,
        file=Announced(name=body.name, size=body.size, sha256=body.sha256),
        by=request.actor,
        now=timezone.now(),
    )
    response.headers["Location"] = f"{PREFIX}/uploads/{row.pk}"
    return Status(201, Upload.of(row))


@router.get("/{uuid:upload_id}", response={200: Upload, **READS}, summary="Read an upload")
def read_upload(request: Call, upload_id: UUID) -> Upload:
    """What has arrived so far. After an interruption, send the parts that are missing."""
    return Upload.of(one_of(visible_uploads(request.actor, now=timezone.now()).filter(pk=upload_id)))


@router.put(
    "/{uuid:upload_id}/parts/{number}",
    response={200: Upload, **WRITES},
    summary="Send a part",
    openapi_extra={"requestBody": {"required": True, "content": {RAW: _PART}}},
)
def send_part(request: Call, upload_id: UUID, number: PartNumber) -> Upload:
    """Send the bytes of one part, in any order. A part that is sent again replaces the earlier one.

    A complete upload accepts only the same bytes again.
    """
    now = timezone.now()
    row = upload_to_fill(upload_id, number=number, by=request.actor, now=now)
    with raw_body(request, max_bytes=row.part_size(number), name=row.name) as content:
        put_part(row, number=number, content=content, by=request.actor, now=now)
    return Upload.of(row)


@router.post("/{uuid:upload_id}/complete", response={200: Upload, **WRITES}, summary="Complete an upload")
def complete(request: Call, upload_id: UUID) -> Upload:
    """Join the parts into the file. If the upload is already complete, nothing changes.

    If parts are missing, `context.missing` has their numbers. If the digest of all bytes does not match, the upload
    stays open: send the parts again.
    """
    return Upload.of(complete_upload(upload_id, by=request.actor, now=timezone.now()))


@router.delete("/{uuid:upload_id}", response={204: None, **WRITES}, summary="Delete an upload")
def delete(request: Call, upload_id: UUID) -> Status[None]:
    """Delete an upload. Listings that use its bytes keep them. A complete one counts against your limit for a day."""
    delete_upload(upload_id, by=request.actor, now=timezone.now())
    return Status(204, None)
