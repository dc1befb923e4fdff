"""Uploads in parts."""

from typing import Annotated

from django.http import HttpResponse
from django.utils import timezone
from ninja import Path, Router, Status

from api.bearer import ApiRequest
from api.paths import V1_PREFIX
from api.uploads.actions import AnnouncedFile, begin_upload, delete_upload
from api.uploads.parts import complete_upload, put_part, upload_to_fill
from api.uploads.queries import visible_uploads
from api.v1.bodies.uploads import NewUpload, UploadBody
from api.v1.request_bodies import RAW, raw_body
from api.v1.routes.errors import READ_ERRORS, WRITE_ERRORS
from api.v1.routes.ids import UploadId
from common.lookups import first_or_not_found

router = Router(tags=["Uploads"])
PartNumber = Annotated[int, Path(ge=1, le=100_000, description="Part number, starting at 1", examples=[1])]
_PART = {"schema": {"type": "string", "format": "binary", "description": "The bytes of the part"}}


@router.post("", response={201: UploadBody, **WRITE_ERRORS}, summary="Start an upload")
def begin(request: ApiRequest, response: HttpResponse, body: NewUpload) -> Status[UploadBody]:
    """Start the upload of a file that you will send in parts.

    If your organisation has already uploaded the same file, the upload is complete immediately.
    """
    row = begin_upload(
        organisation_id=request.auth.organisation_id,
        file=AnnouncedFile(name=body.name, size=body.size, sha256=body.sha256),
        by=request.actor,
        now=timezone.now(),
    )
    response.headers["Location"] = f"{V1_PREFIX}/uploads/{row.pk}"
    return Status(201, UploadBody.of(row))


@router.get("/{uuid:upload_id}", response={200: UploadBody, **READ_ERRORS}, summary="Read an upload")
def read_upload(request: ApiRequest, upload_id: UploadId) -> UploadBody:
    """The parts that have arrived so far. After an interruption, send the missing parts."""
    return UploadBody.of(first_or_not_found(visible_uploads(request.actor, now=timezone.now()).filter(pk=upload_id)))


@router.put(
    "/{uuid:upload_id}/parts/{number}",
    response={200: UploadBody, **WRITE_ERRORS},
    summary="Send a part",
    openapi_extra={"requestBody": {"required": True, "content": {RAW: _PART}}},
)
def send_part(request: ApiRequest, upload_id: UploadId, number: PartNumber) -> UploadBody:
    """Send the bytes of one part. You can send the parts in any order.

    A part that you send again replaces the earlier one. If the upload is already complete, you can only send the same
    bytes again.
    """
    now = timezone.now()
    row = upload_to_fill(upload_id, number=number, by=request.actor, now=now)
    with raw_body(request, max_bytes=row.part_size(number), name=row.name) as content:
        put_part(row, number=number, content=content, by=request.actor, now=now)
    return UploadBody.of(row)


@router.post("/{uuid:upload_id}/complete", response={200: UploadBody, **WRITE_ERRORS}, summary="Complete an upload")
def complete(request: ApiRequest, upload_id: UploadId) -> UploadBody:
    """Join the parts into the file. If the upload is already complete, nothing changes.

    If parts are missing, `context.missing` lists their numbers. If the digest of all bytes does not match, the upload
    stays open: send the parts again.
    """
    return UploadBody.of(complete_upload(upload_id, by=request.actor, now=timezone.now()))


@router.delete("/{uuid:upload_id}", response={204: None, **WRITE_ERRORS}, summary="Delete an upload")
def delete(request: ApiRequest, upload_id: UploadId) -> Status[None]:
    """Delete an upload. Listings that use the file keep it. A completed upload still counts towards the daily limit."""
    delete_upload(upload_id, by=request.actor, now=timezone.now())
    return Status(204, None)
