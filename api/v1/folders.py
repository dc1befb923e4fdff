"""Folders of listings: as this API shows them, and as clients send them."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from msgspec import Struct
from msgspec.structs import replace

from api.bodies import JSON
from api.errors import FilesMissing, FolderTypeWrong, ShapeWrong
from api.uploads.queries import completed_upload, uploaded_digests
from api.v1.bodies.folders import SentFolder, SentImport
from api.v1.incoming import ZIP, json_body, raw_body
from common.actor import Actor
from listings.actions import StoredFolder, Target, request_import, request_stored_import
from listings.actions.queued_imports import assert_importable
from listings.folders import files_at_hand
from listings.models import Import, Revision
from tilekit.sections.limits import ARCHIVE_BYTES

_FILE_NAME = "folder.zip"


class Sender(Struct, frozen=True, kw_only=True):
    """Who sends a folder, and into which draft; revision is None for a new listing."""

    organisation_id: UUID
    revision: Revision | None
    by: Actor
    now: datetime


def request_folder(request: HttpRequest, target: Target, sender: Sender) -> Import:
    """Let the worker import the folder in the body of the request.

    Raises as `request_stored_import` and `folder_in`, and FolderTypeWrong for any other kind of body.
    """
    assert_importable(target, by=sender.by)  # before the body is read
    if request.content_type == ZIP:
        with raw_body(request, max_bytes=ARCHIVE_BYTES, name=_FILE_NAME) as archive:
            return request_import(archive, target=target, by=sender.by, now=sender.now)
    if request.content_type != JSON:
        raise FolderTypeWrong
    sent = json_body(request, SentImport if sender.revision is None else SentFolder)
    if isinstance(sent, SentImport) and sent.name:
        target = replace(target, name=sent.name)
    return request_stored_import(folder_in(sent, sender), target=target, by=sender.by, now=sender.now)


def folder_in(sent: SentFolder, sender: Sender) -> StoredFolder:
    """The stored folder that a client names. Raises ShapeWrong, NotFound, UploadIncomplete, FilesMissing."""
    if (sent.upload is None) == (sent.files is None):
        raise ShapeWrong(fields={"body": [_("Send either upload or files.")]})
    if sent.upload:
        upload = completed_upload(sender.by, sent.upload, now=sender.now)
        return StoredFolder(sha256=upload.sha256, name=upload.name)
    files = [(each.path, each.sha256) for each in sent.files or ()]
    _refuse_twice(path for path, _sha256 in files)
    _refuse_missing({sha256 for _path, sha256 in files}, sender)
    own = sender.revision.folder if sender.revision else ""
    return StoredFolder.of_files(dict(files), folder=own if sent.folder is None else sent.folder)


def _refuse_twice(paths: Iterable[str]) -> None:
    if twice := [path for path, count in Counter(paths).items() if count > 1]:
        raise ShapeWrong(fields={"files": [_("{path} is in the list twice.").format(path=path) for path in twice]})


def _refuse_missing(wanted: set[str], sender: Sender) -> None:
    found = uploaded_digests(sender.organisation_id, wanted, now=sender.now)
    if sender.revision and wanted - found:
        found |= files_at_hand(sender.revision, wanted - found, now=sender.now)
    if missing := sorted(wanted - found):
        raise FilesMissing(missing=missing)
