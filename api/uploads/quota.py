"""Limits how much an organisation may upload in a day."""

from datetime import datetime
from uuid import UUID

from django.db.models import Max, Sum

from api.uploads.errors import TooManyUploads, UploadsTooLarge
from api.uploads.models import Upload
from common.sizes import file_size

MAX_BYTES = 5_000_000_000
MAX_UPLOADS = 20_000


def assert_quota(organisation_id: UUID, *, size: int, now: datetime, sha256: str = "") -> None:
    """Raises UploadsTooLarge or TooManyUploads if a new upload of this size would exceed a limit.

    Uploads count until they expire. Complete uploads with the same digest count once.
    """
    rows = Upload.objects.filter(organisation=organisation_id, expires_at__gt=now)
    if rows.count() >= MAX_UPLOADS:
        raise TooManyUploads(limit=MAX_UPLOADS)
    complete = rows.filter(completed_at__isnull=False)
    if complete.filter(sha256=sha256).exists():
        return
    stored = complete.values("sha256").annotate(bytes=Max("size")).aggregate(total=Sum("bytes"))["total"] or 0
    unfinished = rows.filter(completed_at__isnull=True).aggregate(total=Sum("size"))["total"] or 0
    if stored + unfinished + size > MAX_BYTES:
        raise UploadsTooLarge(limit=file_size(MAX_BYTES))
