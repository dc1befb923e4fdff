"""Parts of writes: say that a listing uses bytes, or that it no longer does."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from common.actions import in_transaction
from files.errors import FileUnknown
from files.models import Blob, BlobUse
from jobs.moves import enqueue

RENDITIONS_JOB = "make-renditions"


@in_transaction
def use_blobs(listing_id: UUID, digests: Iterable[str], *, now: datetime) -> None:
    """Note that the listing uses these bytes. Raises FileUnknown where they are not stored.

    The blobs are locked, so that the collector cannot remove one at the same moment.
    """
    wanted = set(digests)
    blobs = Blob.objects.select_for_update(of=("self",)).filter(sha256__in=wanted).order_by("pk")
    blobs = blobs.defer("facts")
    found = {blob.sha256: blob for blob in blobs}
    for sha256 in sorted(wanted - set(found)):
        raise FileUnknown(sha256=sha256)
    uses = [BlobUse(listing_id=listing_id, blob=blob, at=now) for blob in found.values()]
    BlobUse.objects.bulk_create(uses, ignore_conflicts=True)
    if any(blob.needs_renditions for blob in found.values()):
        enqueue(RENDITIONS_JOB, payload={}, key=RENDITIONS_JOB, now=now)


@in_transaction
def touch_blobs(digests: Iterable[str], *, now: datetime) -> dict[str, int]:
    """Keep bytes that no listing uses yet for another day; their sizes by digest. Raises FileUnknown."""
    wanted = set(digests)
    Blob.objects.filter(sha256__in=wanted).update(touched_at=now)
    sizes = dict(Blob.objects.filter(sha256__in=wanted).values_list("sha256", "size"))
    for sha256 in sorted(wanted - set(sizes)):
        raise FileUnknown(sha256=sha256)
    return sizes


@in_transaction
def use_blob(listing_id: UUID, blob: Blob, *, now: datetime) -> None:
    """Note that the listing uses this blob."""
    use_blobs(listing_id, [blob.sha256], now=now)


@in_transaction
def drop_uses(listing_id: UUID, *, before: datetime, keep: Iterable[str] = ()) -> int:
    """Forget uses that are older than `before` and not named in keep (digests); the number forgotten."""
    uses = BlobUse.objects.filter(listing_id=listing_id, at__lt=before).exclude(blob__sha256__in=set(keep))
    return uses.delete()[0]


@in_transaction
def drop_all_uses(listing_id: UUID) -> int:
    """Forget every use by a listing that is being deleted; the number forgotten."""
    return BlobUse.objects.filter(listing_id=listing_id).delete()[0]
