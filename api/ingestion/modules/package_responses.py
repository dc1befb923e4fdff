"""Prepares packages for responses, with the result of their import."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from api.ingestion.bodies.files import FileState
from api.ingestion.bodies.modules import ModuleType
from api.ingestion.bodies.submissions import ItemSeverity
from api.ingestion.modules.drafts import EntityPlace, ProductDraft
from api.ingestion.modules.files import ITEMS, STATE, with_etag
from listings.content.client_entities import entity_body
from listings.imports.queries import imports_into
from listings.models import Import, ImportState
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.core.section import Values

REFUSED, FAULT = "import-refused", "import-failed"
_STATE_AFTER_IMPORT = {
    ImportState.DONE: FileState.PROCESSED,
    ImportState.REFUSED: FileState.FAILED,
    ImportState.FAILED: FileState.FAILED,
}


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
    """The result of an import that the worker runs; {} until it ends."""
    if row is None or row.is_open:
        return {}
    state = _STATE_AFTER_IMPORT[ImportState(row.state)]
    return {STATE: state, ITEMS: _items(row) if state is FileState.FAILED else []}


def _items(row: Import) -> Json:
    if row.state == ImportState.REFUSED:
        return [package_item(REFUSED, row.refusal)]
    return [
        package_item(
            FAULT,
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
