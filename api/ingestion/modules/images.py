"""Reads and writes images. The tile shows those of the offer in its first language; others are only stored."""

from pathlib import PurePosixPath
from uuid import uuid4

from django.utils import timezone

from api.ingestion.bodies.files import FileState, ImageBody, ImageType
from api.ingestion.bodies.modules import ETAG
from api.ingestion.modules.drafts import PARENT, EntityPlace, ProductDraft, draft_of
from api.ingestion.modules.entities import assert_match
from api.ingestion.modules.entity_kinds import LISTING_KIND
from api.ingestion.modules.files import IMAGE, STATE, blob_of, received_file, reference_to, row_of, with_etag
from common.actor import Actor
from common.errors import NotFound
from files.actions import is_readable_picture
from files.file_types import PNG, SVG
from files.models import Blob
from files.queries import blobs_of
from listings.actions import change_entities
from listings.content.client_entities import entity_body
from listings.models import Listing
from listings.writes.client_values import Documents
from listings.writes.entities import EntityChange, is_repeated
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.core.section import Values

_SHOWN_LOGOS = (ImageType.LARGE, ImageType.WIDE)
_SCREENSHOTS = (PNG, "image/jpeg")
_MEDIA = "overview.media"


def images_of(draft: ProductDraft, listing_key: str) -> list[EntityPlace]:
    """The places of a listing entity's images, oldest first. Raises NotFound."""
    draft.place(LISTING_KIND, listing_key)
    return [place for place in draft.places(IMAGE) if entity_body(draft.rows[place.key]).get(PARENT) == listing_key]


def image_in(draft: ProductDraft, listing_key: str, key: str) -> EntityPlace:
    """The place of the image with this ID. Raises NotFound."""
    for place in images_of(draft, listing_key):
        if place.key == key:
            return place
    raise NotFound


def shown_image(draft: ProductDraft, place: EntityPlace) -> Values:
    """The image at a place, for a response."""
    return with_etag(draft, place, entity_body(draft.rows[place.key]))


def create_image(listing: Listing, listing_key: str, body: ImageBody, *, by: Actor) -> Values:
    """Create an image without a file. Raises NotFound, and the errors of `change_entities`."""
    key = str(uuid4())

    def decide(documents: Documents) -> EntityChange:
        parent = ProductDraft(listing=listing, documents=documents).place(LISTING_KIND, listing_key)
        place = EntityPlace(kind=IMAGE, key=key, plan=parent.plan, is_extra=True)
        return EntityChange(put=row_of(place, body, **{STATE: FileState.PENDING, PARENT: listing_key}))

    after = change_entities(listing_id=listing.pk, decide=decide, by=by, now=timezone.now())
    draft = ProductDraft(listing=listing, documents=after)
    return shown_image(draft, image_in(draft, listing_key, key))


def replace_image(listing: Listing, path: tuple[str, str], body: ImageBody, *, if_match: str, by: Actor) -> Values:
    """Replace the image. With the state Uploaded, it uses the uploaded file.

    path is the ID of the listing entity and of the image. If the file is unreadable, the image keeps the earlier one.
    Raises NotFound, IngestionFault (400 without an uploaded file, 412), and the errors of `change_entities`.
    """
    listing_key, key = path
    image_in(draft_of(listing), listing_key, key)
    file, state = _uploaded_file(listing, key, body) if body.state is FileState.UPLOADED else (None, None)

    def decide(documents: Documents) -> EntityChange:
        draft = ProductDraft(listing=listing, documents=documents)
        place = image_in(draft, listing_key, key)
        before = draft.rows[key]
        server_values = {STATE: state or entity_body(before)[STATE], PARENT: listing_key}
        change = change_of_image(draft, place, body, file=file or before.get("file"), server_values=server_values)
        if not is_repeated(documents, change):
            assert_match(if_match, str(shown_image(draft, place)[ETAG]))
        return change

    after = change_entities(listing_id=listing.pk, decide=decide, by=by, now=timezone.now())
    draft = ProductDraft(listing=listing, documents=after)
    return shown_image(draft, image_in(draft, listing_key, key))


def _uploaded_file(listing: Listing, key: str, body: ImageBody) -> tuple[Json, FileState]:
    """The reference to the uploaded file, None if it is unreadable, and the new state."""
    received = received_file(listing.pk, key)
    blob = blob_of(received)
    if _has_allowed_format(blob, body.type) and is_readable_picture(blob):
        return reference_to(received, body), FileState.PROCESSED
    return None, FileState.FAILED


def _has_allowed_format(blob: Blob, image_type: ImageType) -> bool:
    return image_type is not ImageType.SCREENSHOT or blob.media_type in _SCREENSHOTS


def change_of_image(
    draft: ProductDraft, place: EntityPlace, body: ImageBody, *, file: Json, server_values: Values
) -> EntityChange:
    """The change that stores the body and the file; server_values are those that the server adds."""
    row, reference = row_of(place, body, file=file, **server_values), FileRef.from_json(file)
    brings = (reference.sha256,) if reference else ()
    parent = draft.place(LISTING_KIND, str(server_values[PARENT]))
    if reference is None or parent.plan or parent.is_extra:
        return EntityChange(put=row, uploaded_digests=brings)
    if body.type is ImageType.SCREENSHOT:
        caption = body.description or PurePosixPath(reference.name).stem
        item: Values = {"media_type": "image", "image": file, "caption": caption}
        rows = {"overview": {"media": {place.key: item}}}
        return EntityChange(put=row, uploaded_digests=brings, rows=rows, order=_order(draft, place, body))
    if body.type in _SHOWN_LOGOS and blobs_of([reference.sha256])[reference.sha256].media_type == SVG:
        return EntityChange(put=row, uploaded_digests=brings, field_values={"overview": {"logo_light": file}})
    return EntityChange(put=row, uploaded_digests=brings)


def _order(draft: ProductDraft, place: EntityPlace, body: ImageBody) -> dict[str, list[str]]:
    """{field: row keys in order} if the screenshot is new or has a new number; otherwise {}, to keep people's order."""
    stored = draft.rows[place.key]
    if stored.get("file") and entity_body(stored).get("order") == body.order:
        return {}
    images = {key: entity_body(row).get("order") for key, row in draft.rows.items() if row.get("entity") == IMAGE.name}
    images[place.key] = body.order
    numbers = {key: order if isinstance(order, int) else 0 for key, order in images.items()}
    return {_MEDIA: sorted(numbers, key=lambda key: numbers[key])}
