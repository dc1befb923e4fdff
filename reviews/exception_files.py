"""The files of requests for OAuth exceptions: their limits, and how they are stored."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.core.files.base import File
from django.utils.translation import ngettext

from common.actions import in_transaction
from files.actions import put_blob
from files.errors import FileRefused
from files.writes import use_blobs
from listings.lifecycle.change import StateChange
from reviews.models import ExceptionRequest
from tilekit.core.paths import base_name

MAX_REQUEST_FILES, MAX_REQUEST_FILE_BYTES = 5, 10_000_000
FILE_ENDINGS = (".pdf", ".png", ".jpg", ".jpeg", ".txt", ".md")
_MAX_FILES_IN_ALL = 20
_ACCEPTED = ("pdf", "image", "text")


def put_request_files(uploads: Iterable[File[bytes]], *, now: datetime) -> list[dict[str, object]]:
    """Store uploads before the transaction. Returns {"name", "sha256", "size"} of each.

    Raises FileRefused, FileNotStored.
    """
    return [_stored(base_name(upload.name or ""), upload, now) for upload in uploads]


def _stored(name: str, upload: File[bytes], now: datetime) -> dict[str, object]:
    blob = put_blob(upload, name=name, accepts=_ACCEPTED, max_bytes=MAX_REQUEST_FILE_BYTES, now=now)
    return {"name": name, "sha256": blob.sha256, "size": blob.size}


@in_transaction
def use_request_files(change: StateChange[ExceptionRequest]) -> None:
    """Effect: add the stored files of the form to the request. Raises FileRefused if it has too many."""
    request, files = change.subject, change.parameters.get("files")
    if not isinstance(files, list) or not files:
        return
    request.files = files if change.transition.creates_subject else [*request.files, *files]
    if len(request.files) > _MAX_FILES_IN_ALL:
        why = ngettext(
            "A request can have at most {n} file.", "A request can have at most {n} files.", _MAX_FILES_IN_ALL
        ).format(n=_MAX_FILES_IN_ALL)
        raise FileRefused(name=files[-1]["name"], why=why, reason="too-many")
    use_blobs(change.listing.pk, [file["sha256"] for file in files], now=change.now)


def request_files(listing_id: UUID) -> set[str]:
    """The digests of the files of the listing's requests."""
    rows = ExceptionRequest.objects.filter(listing=listing_id).values_list("files", flat=True)
    return {file["sha256"] for files in rows for file in files}
