"""Actions that store uploads and refer to them in fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.core.files.base import File
from msgspec import Struct

from common.actions import action
from common.actor import Actor
from common.errors import NotFound
from common.lookups import first_or_not_found
from files.actions import put_blob
from files.models import Blob
from listings.actions.sections import NO_CHANGES, NO_RENAMES
from listings.content.bundles import document_of
from listings.content.limits import assert_content_fits
from listings.content.references import FieldPath, upload_at
from listings.lifecycle.revision_locks import lock_revision
from listings.lifecycle.revisions import assert_permitted
from listings.models import Revision, Section
from listings.visible import visible_revisions
from listings.writes.filled_fields import FileSays, fill_from_files
from listings.writes.merged_saves import Changes, Save
from listings.writes.section_rows import sections_of
from listings.writes.sections import SaveContext, save_documents
from listings.writes.uploads import IncomingFile, change_for_upload
from tilekit.core.field import Json
from tilekit.core.paths import base_name
from tilekit.core.section import Values


def attach_file(
    *,
    revision_id: UUID,
    path: str,
    name: str,
    content: File[bytes] | bytes,
    by: Actor,
    now: datetime,
    replaces: str | None = None,
    renames: Mapping[str, str] = NO_RENAMES,
    says: Mapping[str, Json] = NO_CHANGES,
    short_name: str = "",
) -> Section:
    """Store an upload and refer to it in a field.

    path is `section.field`, `section.rows[<key>].field`, or `section.rows` for a new row at the end. replaces and the
    errors are as for `attach_files`. renames is {old name: new name} of records in the file; says and short_name are as
    in `FileToAttach`.
    """
    upload = FileToAttach(name=name, content=content, replaces=replaces, says=says, short_name=short_name)
    return attach_files(revision_id=revision_id, files={path: upload}, by=by, now=now, renames=renames)


class FileToAttach(Struct, frozen=True, kw_only=True):
    """An upload with its name.

    replaces is the digest of the file that the upload is an edited version of, "" if there was none, and None if the
    upload replaces whatever is there. says is {path: value} of what the file says about other fields. short_name is the
    permanent name of a new row.
    """

    name: str
    content: File[bytes] | bytes
    replaces: str | None = None
    says: Mapping[str, Json] = {}
    short_name: str = ""


def attach_files(
    *,
    revision_id: UUID,
    files: Mapping[str, FileToAttach],
    by: Actor,
    now: datetime,
    renames: Mapping[str, str] = NO_RENAMES,
) -> Section:
    """Store uploads and refer to them in fields of one section, all or none. files is {path: upload}.

    What the files say is put in fields that are empty.

    The bytes are stored before the transaction; if that fails, they are deleted later. Raises NotFound, NotAllowed,
    NotPossible, FileRefused, FileNotStored, and Stale if a field no longer contains the file with the digest replaces.
    """
    revision = _lock_editable(revision_id, by=by)  # a large file is not stored for someone who may not attach it
    uploads = {_upload_place(path): (base_name(file.name), file) for path, file in files.items()}
    if len({place.section for place in uploads}) != 1:
        raise NotFound
    blobs = {place: _stored(place, name, file, now=now) for place, (name, file) in uploads.items()}
    assert_content_fits(revision, {place: (name, blobs[place]) for place, (name, _file) in uploads.items()})
    changes = [change_for_upload(place, _arrived(name, blobs[place], file)) for place, (name, file) in uploads.items()]
    save = Save(key=next(iter(uploads)).section, changes=partial(_all_changes, changes), renames=renames)
    digests = tuple(blob.sha256 for blob in blobs.values())
    says = {base_name(file.name): file.says for file in files.values()}
    return _attach(revision_id=revision_id, save=save, says=says, uploaded_digests=digests, by=by, now=now)


def _upload_place(path: str) -> FieldPath:
    place = FieldPath.parse(path)
    if place is None or upload_at(place) is None:
        raise NotFound
    return place


def _stored(place: FieldPath, name: str, file: FileToAttach, *, now: datetime) -> Blob:
    field = upload_at(place)
    if field is None:
        raise NotFound
    return put_blob(file.content, name=name, accepts=field.accepts, max_bytes=field.stored_bytes, now=now)


def _arrived(name: str, blob: Blob, file: FileToAttach) -> IncomingFile:
    return IncomingFile(
        name=name, sha256=blob.sha256, size=blob.size, replaces=file.replaces, short_name=file.short_name
    )


def _all_changes(changes: Sequence[Callable[[Values], dict[str, Json]]], stored: Values) -> Changes:
    return {name: value for change in changes for name, value in change(stored).items()}


def _lock_editable(revision_id: UUID, *, by: Actor) -> Revision:
    revision: Revision = first_or_not_found(visible_revisions(by).filter(pk=revision_id))
    assert_permitted(revision, "edit", by=by)
    return revision


@action
def _attach(
    *, revision_id: UUID, save: Save, says: FileSays, uploaded_digests: tuple[str, ...], by: Actor, now: datetime
) -> Section:
    revision = lock_revision(revision_id, by=by)
    context = SaveContext(revision=revision, by=by, now=now, uploaded_digests=uploaded_digests)
    before = {key: document_of(section).values for key, section in sections_of(revision, {save.key}).items()}
    save_documents(context, [save])
    fill_from_files(context, says, before=before)
    return sections_of(revision, {save.key})[save.key]
