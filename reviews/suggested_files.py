"""The files that reviewers suggest for a listing, and how they are stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from common.actions import in_transaction
from files.actions import put_blob
from files.writes import use_blobs
from reviews.models import CommentDraft, Thread
from reviews.suggested_changes import SuggestionKind, references_in
from reviews.suggestion_places import SuggestionPlace
from tilekit.core.composite import UploadField
from tilekit.core.field import Json
from tilekit.core.paths import base_name


def put_suggested_files(
    place: SuggestionPlace, files: Mapping[str, UploadedFile[bytes]], *, now: datetime
) -> Mapping[str, Json]:
    """Store uploads before the transaction. Returns {name of the cell: reference}.

    A field gets only what partners can upload there. Raises FileRefused, FileNotStored.
    """
    fields = {name: declared for name, declared in place.declared.items() if isinstance(declared, UploadField)}
    return {name: _reference(fields[name], file, now) for name, file in files.items() if name in fields}


def files_in(place: SuggestionPlace, suggested: Json) -> Mapping[str, Json]:
    """{name of the cell: reference} of the files in a suggested value or cells."""
    cells = {"": suggested} if "" in place.values else suggested if isinstance(suggested, dict) else {}
    return {name: cells[name] for name in references_in(suggested) if name in place.declared}


def _reference(declared: UploadField, file: UploadedFile[bytes], now: datetime) -> Json:
    name = base_name(file.name or "")
    blob = put_blob(file, name=name, accepts=declared.accepts, max_bytes=declared.stored_bytes, now=now)
    return {"key": "", "name": name, "sha256": blob.sha256, "size": blob.size}


@in_transaction
def use_suggested_files(listing_id: UUID, suggested: Json, *, now: datetime) -> None:
    """Record that the listing uses the files in a suggested value, so that they are kept as long as the suggestion."""
    if files := references_in(suggested):
        use_blobs(listing_id, [file.sha256 for file in files.values()], now=now)


def suggested_files(listing_id: UUID) -> set[str]:
    """The digests of the files that comments on the listing suggest, also those that are not sent yet."""
    # The other kinds contain whole texts, and no references to files.
    threads = Thread.objects.filter(listing=listing_id, suggested__kind__in=[SuggestionKind.VALUE, SuggestionKind.ROW])
    changes = threads.values_list("suggested", flat=True)
    drafts = CommentDraft.objects.filter(review__revision__listing=listing_id).values_list("content", flat=True)
    values = [*(change["after"] for change in changes if change), *(draft.get("suggestion") for draft in drafts)]
    return {file.sha256 for value in values for file in references_in(value).values()}
