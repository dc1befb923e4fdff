"""Parts of writes that others compose."""

from collections.abc import Iterable

from api.uploads.models import ReceivedFile
from common.actions import in_transaction
from common.requests import uuid_in


@in_transaction
def forget_received_files(keys: Iterable[str]) -> None:
    """Forget what was uploaded for entities that go. IDs of entities without a file are passed over."""
    ReceivedFile.objects.filter(entity_id__in=list(filter(None, map(uuid_in, keys)))).delete()
