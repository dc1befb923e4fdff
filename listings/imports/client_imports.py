"""Imports an archive that an API client uploaded into a draft, and stores the client's entity for the archive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext as _
from msgspec import Struct

from common.actions import action, in_transaction
from common.actor import Actor
from common.errors import NotAllowed
from files.actions import do_nothing
from jobs.models import OPEN_STATES, LongRunningState
from listings.actions.entities import locked_draft
from listings.content.bundles import document_of
from listings.imports.archives import bytes_of, is_for_worker
from listings.imports.folder_imports import replace_contents, try_and_store
from listings.imports.queued_imports import ImportTarget, import_key, queue_import
from listings.lifecycle.revisions import assert_permitted
from listings.models import Import, Revision
from listings.visible import open_revision
from listings.writes.client_values import Documents
from listings.writes.creation import Contents
from listings.writes.entities import EntityChange, write_entities
from listings.writes.section_rows import sections_of
from listings.writes.sections import SaveContext
from tilekit.core.paths import base_name

Decide = Callable[[Documents, bool], EntityChange]


class ClientArchive(Struct, frozen=True, kw_only=True):
    """An archive that a client uploaded: its digest, its name, and the open file."""

    sha256: str
    name: str
    content: File[bytes]


def import_for_client(
    *, listing_id: UUID, archive: ClientArchive, decide: Decide, by: Actor, now: datetime
) -> Documents:
    """Import the archive into the listing's draft and change the client's entities. Returns the new documents.

    A small archive is read at once, after a trial in a child process; a large one is read by the worker. decide gets
    the documents, under the lock, and whether the worker will read the archive; if it raises an error, nothing is
    written. If the draft was last imported from the same archive, it is not imported again. A live listing without a
    draft gets a new revision. Raises ImportRefused, ArchiveTrialFailed, FileNotStored, NotFound, NotAllowed, and
    NotPossible if the draft is frozen.
    """
    if by.id is None:
        raise NotAllowed
    revision = open_revision(listing_id)
    if revision is not None:
        assert_permitted(revision, "edit", by=by)
    contents = None
    if not _is_imported(revision, archive) and not is_for_worker(archive.content):
        data = bytes_of(archive.content)
        contents = try_and_store(data, on_subject=lambda _done, _total: None, on_batch=do_nothing, clock=timezone.now)[
            1
        ]
    return _import(listing_id=listing_id, archive=archive, contents=contents, decide=decide, by=by, now=now)


def _is_imported(revision: Revision | None, archive: ClientArchive) -> bool:
    return revision is not None and revision.imported_sha256 == archive.sha256


@action
def _import(
    *, listing_id: UUID, archive: ClientArchive, contents: Contents | None, decide: Decide, by: Actor, now: datetime
) -> Documents:
    revision = locked_draft(listing_id, by=by, now=now)
    is_imported = _is_imported(revision, archive)
    documents = {key: document_of(section).values for key, section in sections_of(revision).items()}
    _close_earlier(revision, archive, by=by, now=now)
    change = decide(documents, contents is None and not is_imported)
    if contents is not None and not is_imported:
        revision = replace_contents(revision_id=revision.pk, contents=contents, by=by, now=now, sha256=archive.sha256)
    elif not is_imported:
        _queue(revision, archive, by=by, now=now)
    return write_entities(SaveContext(revision=revision, by=by, now=now), change)


@in_transaction
def _close_earlier(revision: Revision, archive: ClientArchive, *, by: Actor, now: datetime) -> None:
    """Close earlier imports by the client, even running ones, because only the latest archive counts."""
    rows = Import.objects.filter(target=revision, state__in=OPEN_STATES).exclude(sha256=archive.sha256)
    others = rows.filter(requested_by=str(by.id))
    others.update(state=LongRunningState.REFUSED, refusal=_("A newer package has been uploaded."), finished_at=now)


@in_transaction
def _queue(revision: Revision, archive: ClientArchive, *, by: Actor, now: datetime) -> None:
    organisation = revision.listing.organisation
    target = ImportTarget(organisation_id=organisation.pk, revision_id=revision.pk)
    new_import = Import(
        organisation=organisation,
        target=revision,
        file_name=base_name(archive.name),
        sha256=archive.sha256,
        key=import_key(target, archive.sha256, by=by),
        requested_by=str(by.id),
        created_at=now,
    )
    queue_import(new_import)
