"""The folder of a listing: read, downloaded, replaced."""

from typing import Annotated

from django.http import HttpResponse
from django.utils import timezone
from msgspec.structs import replace
from ninja import Path, Query, Status

from api.bearer import ApiRequest
from api.paths import V1_PREFIX
from api.surfaces import set_etag
from api.uploads.actions import AnnouncedFile, begin_upload, delete_upload
from api.uploads.parts import complete_upload, put_part, upload_to_fill
from api.uploads.queries import visible_uploads
from api.v1.bodies.base import IfMatch, ListingId, UploadId
from api.v1.bodies.errors import v1_router
from api.v1.bodies.folders import FolderBody, FolderFileBody, ImportQuery, NewUpload, SentFolder, SentImport, UploadBody
from api.v1.bodies.jobs import JobBody
from api.v1.folders import Sender, folder_in, received_folder
from api.v1.jobs import accepted, job_body
from api.v1.listings import draft_version_in, open_or_newest_revision, revision_etag
from api.v1.requests import RAW, ZIP, openapi_body, raw_body
from audit.actions import record_export
from common.lookups import first_or_not_found
from listings.content.folders import folder_of
from listings.content.packages import zip_of_revision
from listings.imports.queued_imports import ImportTarget, assert_importable, request_stored_import

router = v1_router("Folders")
imports = v1_router("Folders")
_ARCHIVE = "The folder as a zip archive of at most 200 MB"


@router.get("/{uuid:listing_id}/folder", response=FolderBody, summary="Read the folder")
def read_folder(request: ApiRequest, listing_id: ListingId) -> FolderBody:
    """The files that an export of the listing would currently contain, each with its digest.

    The ETag header contains the version of the draft.
    """
    revision = open_or_newest_revision(request.actor, listing_id)
    folder = folder_of(revision)
    set_etag(request, revision_etag(revision))
    return FolderBody.from_row(folder, files=[FolderFileBody.from_row(file) for file in folder.files])


@router.get(
    "/{uuid:listing_id}/folder.zip",
    response={},
    summary="Download the folder",
    openapi_extra={
        "responses": {200: {"description": "OK", "content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}}
    },
)
def download_folder(request: ApiRequest, listing_id: ListingId) -> HttpResponse:
    """The same folder as a zip archive. Folders with the same content produce identical archives."""
    revision = open_or_newest_revision(request.actor, listing_id)
    set_etag(request, revision_etag(revision))
    objects = {"listing": revision.listing_id, "revision": revision.pk}
    record_export("revision", by=request.actor, objects=objects, now=timezone.now())
    return HttpResponse(zip_of_revision(revision), content_type=ZIP)


@router.put(
    "/{uuid:listing_id}/folder",
    response={202: JobBody},
    summary="Replace the folder",
    openapi_extra=openapi_body(SentFolder, archive=_ARCHIVE),
)
def replace_folder(
    request: ApiRequest, response: HttpResponse, listing_id: ListingId, *, if_match: IfMatch = None
) -> Status[JobBody]:
    """Replace the content of the draft with a folder. Fields that are not part of a folder stay unchanged.

    Send a zip archive, JSON with the ID of an uploaded zip archive, or JSON that lists every file with its digest. You
    do not have to upload files that the listing already has. If other files are missing, the response is 409, and
    `context.missing` lists their digests.

    The response is a job. With If-Match, the job is refused if someone changes the draft in the meantime.
    """
    revision = open_or_newest_revision(request.actor, listing_id)
    target = ImportTarget(
        organisation_id=revision.listing.organisation_id,
        revision_id=revision.pk,
        seen=draft_version_in(if_match, revision),
    )
    sender = Sender(organisation_id=target.organisation_id, revision=revision, by=request.actor, now=timezone.now())
    assert_importable(target, by=request.actor)  # before the body is read
    folder = folder_in(received_folder(request, SentFolder, sender), sender)
    row = request_stored_import(folder, target=target, by=sender.by, now=sender.now)
    return accepted(request, response, job_body(row))


@imports.post(
    "", response={202: JobBody}, summary="Import a folder", openapi_extra=openapi_body(SentImport, archive=_ARCHIVE)
)
def import_folder(request: ApiRequest, response: HttpResponse, query: Query[ImportQuery]) -> Status[JobBody]:
    """Create a listing from a folder. Send the folder as for “Replace the folder”.

    The job's `result.listing` is the ID of the new listing.
    """
    target = ImportTarget(organisation_id=request.auth.organisation_id, name=query.name or "")
    sender = Sender(organisation_id=target.organisation_id, by=request.actor, now=timezone.now())
    assert_importable(target, by=request.actor)  # before the body is read
    sent = received_folder(request, SentImport, sender)
    named = replace(target, name=sent.name) if isinstance(sent, SentImport) and sent.name else target
    row = request_stored_import(folder_in(sent, sender), target=named, by=sender.by, now=sender.now)
    return accepted(request, response, job_body(row))


uploads = v1_router("Uploads")
PartNumber = Annotated[int, Path(ge=1, le=100_000, description="Part number, starting at 1", examples=[1])]
_PART = {"schema": {"type": "string", "format": "binary", "description": "The bytes of the part"}}


@uploads.post("", response={201: UploadBody}, summary="Start an upload")
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


@uploads.get("/{uuid:upload_id}", response=UploadBody, summary="Read an upload")
def read_upload(request: ApiRequest, upload_id: UploadId) -> UploadBody:
    """The parts that have arrived so far. After an interruption, send the missing parts."""
    return UploadBody.of(first_or_not_found(visible_uploads(request.actor, now=timezone.now()).filter(pk=upload_id)))


@uploads.put(
    "/{uuid:upload_id}/parts/{number}",
    response=UploadBody,
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


@uploads.post("/{uuid:upload_id}/complete", response=UploadBody, summary="Complete an upload")
def complete(request: ApiRequest, upload_id: UploadId) -> UploadBody:
    """Join the parts into the file. If the upload is already complete, nothing changes.

    If parts are missing, `context.missing` lists their numbers. If the digest of all bytes does not match, the upload
    stays open: send the parts again.
    """
    return UploadBody.of(complete_upload(upload_id, by=request.actor, now=timezone.now()))


@uploads.delete("/{uuid:upload_id}", response={204: None}, summary="Delete an upload")
def delete(request: ApiRequest, upload_id: UploadId) -> Status[None]:
    """Delete an upload. Listings that use the file keep it. A completed upload still counts towards the daily limit."""
    delete_upload(upload_id, by=request.actor, now=timezone.now())
    return Status(204, None)
