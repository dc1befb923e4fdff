"""Functions for entities with a file (images and packages), which have an upload URL and a state."""

from http import HTTPStatus
from uuid import UUID

from django.utils.translation import gettext as _
from msgspec import Struct

from api.ingestion.bodies.files import FileEntity, FileState, ImageBody
from api.ingestion.bodies.modules import ETAG, ModuleType
from api.ingestion.bodies.packages import PackageBody
from api.ingestion.faults import IngestionFault
from api.ingestion.modules.drafts import PARENT, EntityPlace, ProductDraft
from api.ingestion.modules.entities import assert_match, etag_of
from api.ingestion.modules.entity_changes import entity_of, values_to_store
from api.ingestion.modules.entity_kind import EntityKind
from api.uploads.models import ReceivedFile
from common.errors import CharacterRefused
from files.models import Blob
from files.queries import blobs_of
from listings.content.client_entities import entity_body
from listings.writes.entities import EntityContent
from listings.writes.uploads import IncomingFile
from tilekit.core.field import Json
from tilekit.core.section import Values
from tilekit.core.storable import bad_character
from tilekit.sections import limits

IMAGE = EntityKind(
    path="images",
    name="Image",
    noun="an image",
    module=ModuleType.LISTING,
    resource_types=("ListingImage",),
    body=ImageBody,
    of_offer=False,
)
PACKAGE = EntityKind(
    path="packages",
    name="Package",
    noun="a package",
    module=ModuleType.PACKAGE,
    resource_types=("AzureApplicationPackage",),
    body=PackageBody,
    of_offer=False,
)
FILE_ADDRESS, STATE, ITEMS = "fileSasUri", "state", "validationItems"
# Keys that a client cannot change.
_SERVER_KEYS = {FILE_ADDRESS, STATE, PARENT, ITEMS, "fileSize", "isEmpty", "isCertified", "publishTargets"}


class FileKind(Struct, frozen=True, kw_only=True):
    """A kind of file and its size limit."""

    kind: EntityKind
    max_bytes: int


FILE_KINDS = (
    FileKind(kind=IMAGE, max_bytes=limits.UPLOADED_IMAGE_BYTES),
    FileKind(kind=PACKAGE, max_bytes=limits.ARCHIVE_BYTES),
)


def blob_of(received_file: ReceivedFile) -> Blob:
    """The uploaded bytes. Raises IngestionFault (400) if they were deleted after a day without use."""
    blob = blobs_of([received_file.sha256]).get(received_file.sha256)
    if blob is None:
        raise nothing_uploaded()
    return blob


def received_file(listing_id: UUID, key: str) -> ReceivedFile:
    """The file that was uploaded for the entity. Raises IngestionFault (400) if there is none."""
    received = ReceivedFile.objects.filter(listing=listing_id, entity_id=key).first()
    if received is None:
        raise nothing_uploaded()
    return received


def nothing_uploaded() -> IngestionFault:
    """The fault for the state Uploaded without an uploaded file."""
    reason = _("No file was uploaded. Upload the file to its fileSasUri first.")
    return IngestionFault(HTTPStatus.BAD_REQUEST, data={STATE: [reason]})


def reference_to(received_file: ReceivedFile, body: FileEntity) -> Json:
    """The reference that a document stores to the received file, with the file name that the client sent."""
    return IncomingFile(
        name=body.file_name or received_file.name, sha256=received_file.sha256, size=received_file.size
    ).reference(None)


def row_of(place: EntityPlace, body: FileEntity, *, file: Json = None, **server_values: Json) -> EntityContent:
    """The row for the body and the server's own values. Raises IngestionFault (400), CharacterRefused."""
    if character := bad_character(body.file_name or ""):
        raise CharacterRefused(character=character)
    unchanged = {
        name: value
        for name, value in values_to_store(place, body, {"resourceType": place.kind.resource_types[0]}).items()
        if name not in _SERVER_KEYS
    }
    return entity_of(place, {**unchanged, **server_values}, file=file)


def with_etag(draft: ProductDraft, place: EntityPlace, body: Values) -> Values:
    """The response with its ID and etag. The etag changes with the file and the state."""
    response = {"resourceType": place.kind.resource_types[0], **body}
    response.pop(PARENT, None)
    file = draft.rows[place.key].get("file")
    return {**response, ETAG: etag_of({**response, "file": file}), "id": place.key}


def assert_current(draft: ProductDraft, row: EntityContent, *, if_match: str, etag: str, is_repeatable: bool) -> None:
    """Raises IngestionFault (412) if the entity has changed since the client read it.

    A repeated call is accepted if its row is already stored and it has no other effect (is_repeatable): the client may
    not have got the response to the first call.
    """
    if not (is_repeatable and _is_written(draft, row)):
        assert_match(if_match, etag)


def _is_written(draft: ProductDraft, row: EntityContent) -> bool:
    stored = draft.rows.get(row.key, {})
    before, after = entity_body(stored), entity_body({"body": row.body})
    is_done = before.get(STATE) not in (None, FileState.PENDING)
    return is_done and stored.get("file") == row.file and _sent_part(before) == _sent_part(after)


def _sent_part(body: Values) -> Values:
    return {name: value for name, value in body.items() if name not in _SERVER_KEYS}
