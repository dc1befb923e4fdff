"""Writes packages (listing folders as zip archives). The state Uploaded imports the archive into the draft."""

from __future__ import annotations

from uuid import uuid4

from django.utils import timezone

from api.ingestion.bodies.files import FileState, PackageBody
from api.ingestion.bodies.modules import ETAG
from api.ingestion.modules.drafts import EntityPlace, ProductDraft, draft_of
from api.ingestion.modules.entities import assert_match
from api.ingestion.modules.files import (
    ITEMS,
    PACKAGE,
    STATE,
    assert_current,
    blob_of,
    received_file,
    reference_to,
    row_of,
)
from api.ingestion.modules.package_responses import package_item, shown_package
from api.uploads.models import ReceivedFile
from common.actor import Actor
from files.errors import FileRefused
from files.store import open_blob
from listings.actions import change_entities
from listings.content.client_entities import entity_body
from listings.errors import ImportRefused
from listings.imports.client_imports import ClientArchive, import_for_client
from listings.models import Listing
from listings.visible import open_revision
from listings.writes.entities import Documents, EntityChange
from tilekit.core.field import Json
from tilekit.core.section import Values


def create_package(listing: Listing, body: PackageBody, *, by: Actor) -> Values:
    """Create a package without a file. Raises the errors of `change_entities`."""
    place = EntityPlace(kind=PACKAGE, key=str(uuid4()), is_extra=True)
    change = EntityChange(put=row_of(place, body, state=FileState.PENDING))
    after = change_entities(listing_id=listing.pk, decide=lambda _documents: change, by=by, now=timezone.now())
    return shown_package(ProductDraft(listing=listing, documents=after), place)


def replace_package(listing: Listing, key: str, body: PackageBody, *, if_match: str, by: Actor) -> Values:
    """Replace the package. With the state Uploaded, its archive is imported.

    Raises NotFound, IngestionFault (400 without an uploaded file, 412), and the errors of `import_for_client`. A
    refused archive raises no error: the package has its problems.
    """
    write = _process if body.state is FileState.UPLOADED else _replace
    draft = ProductDraft(listing=listing, documents=write(listing, key, body, if_match=if_match, by=by))
    return shown_package(draft, draft.place(PACKAGE, key))


def _replace(listing: Listing, key: str, body: PackageBody, *, if_match: str, by: Actor) -> Documents:
    def decide(documents: Documents) -> EntityChange:
        draft = ProductDraft(listing=listing, documents=documents)
        place, before = draft.place(PACKAGE, key), draft.rows[key]
        assert_match(if_match, str(shown_package(draft, place)[ETAG]))
        own = {name: value for name, value in entity_body(before).items() if name in (STATE, ITEMS)}
        return EntityChange(put=row_of(place, body, file=before.get("file"), **own))

    return change_entities(listing_id=listing.pk, decide=decide, by=by, now=timezone.now())


def _is_imported(listing: Listing, received_file: ReceivedFile) -> bool:
    """Whether the draft was last imported from this archive."""
    revision = open_revision(listing.pk)
    return revision is not None and revision.imported_sha256 == received_file.sha256


def _process(listing: Listing, key: str, body: PackageBody, *, if_match: str, by: Actor) -> Documents:
    before = draft_of(listing)
    before.place(PACKAGE, key)
    received, now = received_file(listing.pk, key), timezone.now()

    def change(documents: Documents, state: FileState, **items: Json) -> EntityChange:
        draft = ProductDraft(listing=listing, documents=documents)
        place = draft.place(PACKAGE, key)
        row = row_of(place, body, file=reference_to(received, body), state=state, **items)
        response = shown_package(draft, place)
        is_repeatable = response[STATE] != FileState.PROCESSED or _is_imported(listing, received)
        assert_current(draft, row, if_match=if_match, etag=str(response[ETAG]), is_repeatable=is_repeatable)
        return EntityChange(put=row, uploaded_digests=(received.sha256,))

    def decide(documents: Documents, is_for_worker: bool) -> EntityChange:  # noqa: FBT001 the shape of a Decide
        return change(documents, FileState.IN_PROCESSING if is_for_worker else FileState.PROCESSED)

    change(before.documents, FileState.PROCESSED)  # before the archive is read
    try:
        blob = blob_of(received)
        with open_blob(blob) as content:
            archive = ClientArchive(sha256=blob.sha256, name=received.name, content=content)
            return import_for_client(listing_id=listing.pk, archive=archive, decide=decide, by=by, now=now)
    except (ImportRefused, FileRefused) as refused:
        items: dict[str, Json] = {ITEMS: [package_item(refused.code, str(refused))]}
    return change_entities(
        listing_id=listing.pk, decide=lambda documents: change(documents, FileState.FAILED, **items), by=by, now=now
    )
