"""The folder of a listing: read, downloaded, replaced."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from msgspec.structs import replace
from ninja import Query, Router, Status

from api.etags import note_etag
from api.v1.bodies.folders import Folder, FolderFile, ImportQuery, SentFolder, SentImport
from api.v1.bodies.jobs import Job
from api.v1.etags import revision_etag, seen_in
from api.v1.folders import Sender, folder_in, received
from api.v1.incoming import ZIP, described
from api.v1.jobs import accepted, import_job
from api.v1.listings import revision_for
from api.v1.requests import Call
from api.v1.routes.answers import READS, WRITES
from api.v1.routes.headers import IfMatch
from listings.actions import Target, request_stored_import
from listings.actions.queued_imports import assert_importable
from listings.folders import folder_of
from listings.packages import zip_of_revision

router = Router(tags=["Folders"])
imports = Router(tags=["Folders"])
_ARCHIVE = "The folder as a zip archive of at most 200 MB"


@router.get("/{uuid:listing_id}/folder", response={200: Folder, **READS}, summary="Read the folder")
def read_folder(request: Call, listing_id: UUID) -> Folder:
    """The files of the listing as they would be exported now, each with its digest.

    The ETag header names the version of the draft.
    """
    revision = revision_for(request.actor, listing_id)
    found = folder_of(revision)
    note_etag(request, revision_etag(revision))
    files = [FolderFile(path=each.path, sha256=each.sha256, size=each.size) for each in found.files]
    return Folder(digest=found.digest, name=found.name, files=files)


@router.get(
    "/{uuid:listing_id}/folder.zip",
    response=READS,
    summary="Download the folder",
    openapi_extra={
        "responses": {200: {"description": "OK", "content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}}
    },
)
def download_folder(request: Call, listing_id: UUID) -> HttpResponse:
    """The same folder as a zip archive. Equal folders give equal bytes."""
    revision = revision_for(request.actor, listing_id)
    note_etag(request, revision_etag(revision))
    return HttpResponse(zip_of_revision(revision), content_type=ZIP)


@router.put(
    "/{uuid:listing_id}/folder",
    response={202: Job, **WRITES},
    summary="Replace the folder",
    openapi_extra=described(SentFolder, archive=_ARCHIVE),
)
def replace_folder(request: Call, response: HttpResponse, listing_id: UUID, *, if_match: IfMatch = None) -> Status[Job]:
    """Replace the content of the draft with a folder. Fields that are not part of a folder stay as they are.

    Send a zip archive, or JSON with the ID of an upload that is one, or JSON that lists every file with its digest.
    Files that the listing already has need no upload. If others are missing, the response is 409, and
    `context.missing` lists their digests.

    The response is a job. With If-Match, the job is refused if somebody changes the draft meanwhile.
    """
    revision = revision_for(request.actor, listing_id)
    target = Target(
        organisation_id=revision.listing.organisation_id, revision_id=revision.pk, seen=seen_in(if_match, revision)
    )
    sender = Sender(organisation_id=target.organisation_id, revision=revision, by=request.actor, now=timezone.now())
    assert_importable(target, by=request.actor)  # before the body is read
    folder = folder_in(received(request, SentFolder, sender), sender)
    row = request_stored_import(folder, target=target, by=sender.by, now=sender.now)
    return accepted(request, response, import_job(row))


@imports.post(
    "",
    response={202: Job, **WRITES},
    summary="Import a folder",
    openapi_extra=described(SentImport, archive=_ARCHIVE),
)
def import_folder(request: Call, response: HttpResponse, query: Query[ImportQuery]) -> Status[Job]:
    """Create a listing from a folder, sent as for “Replace the folder”. `result.listing` of the job is its ID."""
    target = Target(organisation_id=request.auth.organisation_id, name=query.name or "")
    sender = Sender(organisation_id=target.organisation_id, by=request.actor, now=timezone.now())
    assert_importable(target, by=request.actor)  # before the body is read
    sent = received(request, SentImport, sender)
    named = replace(target, name=sent.name) if isinstance(sent, SentImport) and sent.name else target
    row = request_stored_import(folder_in(sent, sender), target=named, by=sender.by, now=sender.now)
    return accepted(request, response, import_job(row))
