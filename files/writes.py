"""Parts of writes that record which files a listing uses."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from common.actions import in_transaction
from files.errors import FileUnknown
from files.models import Blob, BlobUse
from jobs.writes import enqueue

RENDITIONS_JOB = "make-renditions"


@in_transaction
def use_blobs(listing_id: UUID, digests: Iterable[str], *, now: datetime) -> None:
    """Record that the listing uses these files. Raises FileUnknown if one is not stored.

    The blobs are locked, so that `remove_unused` cannot delete one at the same moment.
    """
    remaining = set(digests)
    blobs = Blob.objects.select_for_update(of=("self",)).filter(sha256__in=remaining).order_by("pk")
    blobs = blobs.defer("facts")
    by_digest = {blob.sha256: blob for blob in blobs}
    for sha256 in sorted(remaining - set(by_digest)):
        raise FileUnknown(sha256=sha256)
    uses = [BlobUse(listing_id=listing_id, blob=blob, at=now) for blob in by_digest.values()]
    BlobUse.objects.bulk_create(uses, ignore_conflicts=True)
    if any(blob.needs_renditions for blob in by_digest.values()):
        enqueue(RENDITIONS_JOB, payload={}, key=RENDITIONS_JOB, now=now)


@in_transaction
def touch_blobs(digests: Iterable[str], *, now: datetime) -> dict[str, int]:
    """Postpone the deletion of unused files by a day. Returns {digest: size}. Raises FileUnknown."""
    remaining = set(digests)
    Blob.objects.filter(sha256__in=remaining).update(touched_at=now)
    sizes = dict(Blob.objects.filter(sha256__in=remaining).values_list("sha256", "size"))
    for sha256 in sorted(remaining - set(sizes)):
        raise FileUnknown(sha256=sha256)
    return sizes


@in_transaction
def drop_uses(listing_id: UUID, *, before: datetime, keep: Iterable[str] = ()) -> int:
    """Delete the listing's uses from before that time, except those of the digests in keep. Returns their number."""
    uses = BlobUse.objects.filter(listing_id=listing_id, at__lt=before).exclude(blob__sha256__in=set(keep))
    return uses.delete()[0]


@in_transaction
def drop_all_uses(listing_id: UUID) -> int:
    """Delete all uses of files by a listing that is being deleted. Returns their number."""
    return BlobUse.objects.filter(listing_id=listing_id).delete()[0]
