"""Queries about uploads and their parts."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Max, QuerySet, Sum

from api.errors import TooManyUploads, UploadIncomplete, UploadsTooLarge
from api.uploads.models import Upload
from common.actor import Actor
from common.lookups import first_or_not_found
from common.sizes import file_size
from files.errors import FileUnknown
from files.models import Blob, BlobUse
from listings.queries import visible_listings


def visible_uploads(actor: Actor, *, now: datetime) -> QuerySet[Upload]:
    """The current uploads of the actor's organisations. A trusted workflow sees only its own uploads."""
    organisations = list(actor.organisations)
    rows = Upload.objects.filter(organisation__in=organisations, expires_at__gt=now, deleted_at__isnull=True)
    if actor.only_listing is None:
        return rows
    return rows.filter(requested_by=actor.id) if actor.id else rows.none()


def missing_parts(upload: Upload) -> list[int]:
    """The numbers of the parts that have not arrived; empty for a completed upload."""
    received = set(received_parts(upload))
    return [number for number in range(1, upload.parts_count + 1) if number not in received]


def received_parts(upload: Upload) -> list[int]:
    """The numbers of the parts that have arrived."""
    if upload.completed_at:
        return list(range(1, upload.parts_count + 1))
    return list(upload.parts.order_by("number").values_list("number", flat=True))


def completed_upload(actor: Actor, upload_id: UUID, *, now: datetime) -> Upload:
    """A completed upload that the actor may use. Raises NotFound, UploadIncomplete."""
    upload = first_or_not_found(visible_uploads(actor, now=now).filter(pk=upload_id))
    if upload.completed_at is None:
        raise UploadIncomplete(missing=missing_parts(upload))
    return upload


def blob_of(upload: Upload) -> Blob:
    """The blob of a completed upload. Raises FileUnknown if it is no longer stored."""
    blob = Blob.objects.filter(sha256=upload.sha256).first()
    if blob is None:
        raise FileUnknown(sha256=upload.sha256)
    return blob


def uploaded_digests(actor: Actor, digests: Iterable[str], *, now: datetime) -> set[str]:
    """Those of the digests that are completed uploads that the actor may use."""
    rows = visible_uploads(actor, now=now).filter(completed_at__isnull=False)
    return set(rows.filter(sha256__in=set(digests)).values_list("sha256", flat=True))


def has_bytes(actor: Actor, sha256: str, *, size: int, now: datetime) -> bool:
    """Whether the portal has the file as an upload that the actor may use, or in a listing of the actor."""
    if not Blob.objects.filter(sha256=sha256, size=size).exists():
        return False
    listings = visible_listings(actor).filter(organisation__in=list(actor.organisations))
    is_used = BlobUse.objects.filter(blob__sha256=sha256, listing_id__in=listings.values("pk")).exists()
    return is_used or bool(uploaded_digests(actor, [sha256], now=now))


MAX_STORED_BYTES = 5_000_000_000
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
    if stored + unfinished + size > MAX_STORED_BYTES:
        raise UploadsTooLarge(limit=file_size(MAX_STORED_BYTES))
