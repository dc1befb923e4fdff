"""Parts of writes that lock and delete uploads and received files."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from api.uploads.models import ReceivedFile, Upload
from api.uploads.queries import visible_uploads
from common.actions import in_transaction
from common.actor import Actor, Role
from common.errors import NotAllowed
from common.lookups import first_or_not_found
from common.requests import parse_uuid
from files import store


@in_transaction
def forget_received_files(keys: Iterable[str]) -> None:
    """Delete the uploaded files of deleted entities. IDs of entities without a file are ignored."""
    ReceivedFile.objects.filter(entity_id__in=list(filter(None, map(parse_uuid, keys)))).delete()


@in_transaction
def locked_upload(upload_id: UUID, *, by: Actor, now: datetime) -> Upload:
    """Lock an upload that the actor may change. Raises NotFound, NotAllowed."""
    upload = first_or_not_found(visible_uploads(by, now=now).select_for_update(of=("self",)).filter(pk=upload_id))
    assert_editor(upload, by)
    return upload


def assert_editor(upload: Upload, by: Actor) -> None:
    """Raises NotAllowed unless the actor is an editor of the organisation."""
    if not by.holds(Role.EDITOR, upload.organisation_id):
        raise NotAllowed


@in_transaction
def remove_parts(upload: Upload) -> None:
    """Delete the parts of an upload and, after the commit, their bytes."""
    for part in upload.parts.all():
        transaction.on_commit(partial(store.remove, part.storage_name), robust=True)
    upload.parts.all().delete()
