"""Storing what arrives."""

from datetime import datetime
from uuid import UUID

from api.uploads.models import ReceivedFile
from audit.moves import record
from common.actions import action
from common.actor import Actor
from files.models import Blob
from listings.transitions import lock_listing


@action
def note_received_file(
    *, listing_id: UUID, entity_id: UUID, blob: Blob, name: str, by: Actor, now: datetime
) -> ReceivedFile:
    """Note the stored bytes as the file of the entity, in the place of an earlier one. Raises NotFound."""
    lock_listing(listing_id, by=by)
    values = {"listing_id": listing_id, "sha256": blob.sha256, "size": blob.size, "name": name, "received_at": now}
    row, _is_new = ReceivedFile.objects.update_or_create(entity_id=entity_id, defaults=values)
    objects = {"listing": listing_id, "entity": entity_id}
    record("api.upload", by=by, objects=objects, digests={"file": blob.sha256}, now=now)
    return row
