"""Receives folders of listings from clients, and prepares them for responses."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from msgspec import Struct

from api.errors import FilesMissing, FolderTypeWrong, ShapeWrong, UploadTooLarge
from api.json_parser import JSON
from api.uploads.actions import record_archive
from api.uploads.queries import assert_quota, completed_upload, uploaded_digests
from api.v1.bodies.folders import SentFolder
from api.v1.requests import ZIP, json_body, raw_body
from common.actor import Actor
from common.sizes import file_size
from files.actions import put_blob
from listings.content.folders import ensure_stored_files
from listings.imports.queued_imports import StoredFolder
from listings.models import Revision
from tilekit.sections.limits import ARCHIVE_BYTES

_FILE_NAME = "folder.zip"
S = TypeVar("S", bound=SentFolder)


class Sender(Struct, frozen=True, kw_only=True):
    """The sender of a folder, the organisation, and the draft (revision), which is None for a new listing."""

    organisation_id: UUID
    revision: Revision | None = None
    by: Actor
    now: datetime


def received_folder(request: HttpRequest, kind: type[S], sender: Sender) -> StoredFolder | S:
    """The body of the request: a zip archive, stored as an upload, or JSON of this schema.

    Raises FolderTypeWrong for any other content type, ShapeWrong, UploadTooLarge, UploadsTooLarge, TooManyUploads,
    LengthMissing, BodyTooLarge, BodyUnreadable, FileNotStored.
    """
    if request.content_type == JSON:
        return json_body(request, kind)
    if request.content_type != ZIP:
        raise FolderTypeWrong
    with raw_body(request, max_bytes=ARCHIVE_BYTES, name=_FILE_NAME) as archive:
        assert_quota(sender.organisation_id, size=archive.size, now=sender.now)
        blob = put_blob(archive, name=_FILE_NAME, now=sender.now, max_bytes=ARCHIVE_BYTES)
    record_archive(organisation_id=sender.organisation_id, blob=blob, name=_FILE_NAME, by=sender.by, now=sender.now)
    return StoredFolder(sha256=blob.sha256, name=_FILE_NAME)


def folder_in(sent: StoredFolder | SentFolder, sender: Sender) -> StoredFolder:
    """The stored folder that a client has sent or that it refers to.

    Raises ShapeWrong, NotFound, UploadIncomplete, UploadTooLarge, FilesMissing.
    """
    if isinstance(sent, StoredFolder):
        return sent
    if sent.upload:
        upload = completed_upload(sender.by, sent.upload, now=sender.now)
        if upload.size > ARCHIVE_BYTES:  # the worker reads an archive as a whole
            raise UploadTooLarge(limit=file_size(ARCHIVE_BYTES))
        return StoredFolder(sha256=upload.sha256, name=upload.name)
    files = [(file.path, file.sha256) for file in sent.files or ()]
    _assert_unique_paths(path for path, _sha256 in files)
    _refuse_missing({sha256 for _path, sha256 in files}, sender)
    own_folder = sender.revision.folder if sender.revision else ""
    return StoredFolder.of_files(dict(files), folder=own_folder if sent.folder is None else sent.folder)


def _assert_unique_paths(paths: Iterable[str]) -> None:
    if repeated := [path for path, count in Counter(paths).items() if count > 1]:
        raise ShapeWrong(fields={"files": [_("{path} is in the list twice.").format(path=path) for path in repeated]})


def _refuse_missing(digests: set[str], sender: Sender) -> None:
    stored = uploaded_digests(sender.by, digests, now=sender.now)
    if sender.revision and digests - stored:
        stored |= ensure_stored_files(sender.revision, digests - stored, now=sender.now)
    if missing := sorted(digests - stored):
        raise FilesMissing(missing=missing)
