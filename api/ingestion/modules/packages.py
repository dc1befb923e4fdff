"""Writes packages (listing folders as zip archives). The state Uploaded imports the archive into the draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from api.ingestion.bodies.files import FileState
from api.ingestion.bodies.modules import ETAG, ModuleType
from api.ingestion.bodies.packages import PackageBody
from api.ingestion.bodies.workflows import ItemSeverity
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
    with_etag,
)
from api.uploads.models import ReceivedFile
from common.actor import Actor
from files.errors import FileRefused
from files.store import open_blob
from jobs.models import LongRunningState
from listings.actions import change_entities
from listings.content.client_entities import entity_body
from listings.errors import ImportRefused
from listings.imports.client_imports import ClientArchive, import_for_client
from listings.imports.queries import imports_into
from listings.models import Import, Listing
from listings.queries import open_revision
from listings.writes.client_values import Documents
from listings.writes.entities import EntityChange
from page_parts.total_maps import total_map
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
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
        server_values = {name: value for name, value in entity_body(before).items() if name in (STATE, ITEMS)}
        return EntityChange(put=row_of(place, body, file=before.get("file"), **server_values))

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


_REFUSED, _FAULT = "import-refused", "import-failed"
_FILE_STATES: Mapping[str, FileState] = total_map(
    LongRunningState,
    {
        LongRunningState.QUEUED: FileState.IN_PROCESSING,
        LongRunningState.RUNNING: FileState.IN_PROCESSING,
        LongRunningState.DONE: FileState.PROCESSED,
        LongRunningState.REFUSED: FileState.FAILED,
        LongRunningState.FAILED: FileState.FAILED,
    },
)


def shown_package(draft: ProductDraft, place: EntityPlace) -> Values:
    """The package at a place, for a response."""
    return shown_packages(draft, [place])[0]


def shown_packages(draft: ProductDraft, places: Sequence[EntityPlace]) -> list[Values]:
    """The packages at these places, for a response. At most one query."""
    rows = {place.key: draft.rows[place.key] for place in places}
    bodies = {key: entity_body(row) for key, row in rows.items()}
    files = {key: FileRef.from_json(row.get("file")) for key, row in rows.items()}
    waiting = {key for key, body in bodies.items() if body.get(STATE) == FileState.IN_PROCESSING}
    imports = imports_into(draft.listing.pk, {file.sha256 for key, file in files.items() if file and key in waiting})
    packages = []
    for place in places:
        file, body = files[place.key], bodies[place.key]
        if place.key in waiting and file:
            body = {**body, **_outcome(imports.get(file.sha256))}
        response = {**body, "isEmpty": False, "isCertified": False, "publishTargets": [], ITEMS: body.get(ITEMS) or []}
        packages.append(with_etag(draft, place, {**response, **({"fileSize": file.size} if file else {})}))
    return packages


def _outcome(row: Import | None) -> Values:
    """The state and the problems of an import that the worker runs; {} if there is none."""
    if row is None:
        return {}
    state = _FILE_STATES[row.state]
    return {STATE: state, ITEMS: _items(row) if state is FileState.FAILED else []}


def _items(row: Import) -> Json:
    if row.state == LongRunningState.REFUSED:
        return [package_item(_REFUSED, row.refusal)]
    return [
        package_item(
            _FAULT,
            _(
                "The package could not be read because of a problem on our side. Send the package again with its "
                "state set to `Uploaded`."
            ),
        )
    ]


def package_item(code: str, text: str) -> Json:
    """One problem of a package."""
    return {
        "errorCode": code,
        "severity": ItemSeverity.ERROR.value,
        "message": text,
        "resource": ModuleType.PACKAGE.value,
    }
