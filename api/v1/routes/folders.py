"""The folder of a listing: read, downloaded, replaced."""

from django.http import HttpResponse
from django.utils import timezone
from msgspec.structs import replace
from ninja import Query, Router, Status

from api.bearer import ApiRequest
from api.surfaces import set_etag
from api.v1.bodies.folders import FolderBody, FolderFileBody, ImportQuery, SentFolder, SentImport
from api.v1.bodies.jobs import JobBody
from api.v1.etags import draft_version_in, revision_etag
from api.v1.folders import Sender, folder_in, received_folder
from api.v1.jobs import accepted, import_job
from api.v1.listings import open_or_newest_revision
from api.v1.request_bodies import ZIP, openapi_body
from api.v1.routes.errors import READ_ERRORS, WRITE_ERRORS
from api.v1.routes.headers import IfMatch
from api.v1.routes.ids import ListingId
from listings.content.folders import folder_of
from listings.content.packages import zip_of_revision
from listings.imports.queued_imports import ImportTarget, assert_importable, request_stored_import

router = Router(tags=["Folders"])
imports = Router(tags=["Folders"])
_ARCHIVE = "The folder as a zip archive of at most 200 MB"


@router.get("/{uuid:listing_id}/folder", response={200: FolderBody, **READ_ERRORS}, summary="Read the folder")
def read_folder(request: ApiRequest, listing_id: ListingId) -> FolderBody:
    """The files that an export of the listing would currently contain, each with its digest.

    The ETag header contains the version of the draft.
    """
    revision = open_or_newest_revision(request.actor, listing_id)
    found = folder_of(revision)
    set_etag(request, revision_etag(revision))
    files = [FolderFileBody(path=each.path, sha256=each.sha256, size=each.size) for each in found.files]
    return FolderBody(digest=found.digest, name=found.name, files=files)


@router.get(
    "/{uuid:listing_id}/folder.zip",
    response=READ_ERRORS,
    summary="Download the folder",
    openapi_extra={
        "responses": {200: {"description": "OK", "content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}}
    },
)
def download_folder(request: ApiRequest, listing_id: ListingId) -> HttpResponse:
    """The same folder as a zip archive. Folders with the same content produce identical archives."""
    revision = open_or_newest_revision(request.actor, listing_id)
    set_etag(request, revision_etag(revision))
    return HttpResponse(zip_of_revision(revision), content_type=ZIP)


@router.put(
    "/{uuid:listing_id}/folder",
    response={202: JobBody, **WRITE_ERRORS},
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
    return accepted(request, response, import_job(row))


@imports.post(
    "",
    response={202: JobBody, **WRITE_ERRORS},
    summary="Import a folder",
    openapi_extra=openapi_body(SentImport, archive=_ARCHIVE),
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
    return accepted(request, response, import_job(row))
