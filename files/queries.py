"""Queries about stored files."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from msgspec import Struct

from files import store
from files.file_types import PDF, PICTURE_TYPES, SVG
from files.inspection import PARSER_VERSION
from files.models import Blob, BlobUse
from files.renditions import RENDITIONS_VERSION
from jobs.retention.queries import days_of

Loader = Callable[[], bytes]


def read_blob(sha256: str) -> bytes:
    """The bytes of the file with this digest. Raises Blob.DoesNotExist, FileNotReadable."""
    blob = Blob.objects.get(sha256=sha256)
    return store.read(blob.pk, blob.storage_name)


class StoredFile(Struct, frozen=True, kw_only=True):
    """A stored file: its number of bytes, and a function that reads it."""

    size: int
    read: Loader


def stored_files(digests: Iterable[str]) -> dict[str, StoredFile]:
    """{digest: file}. Digests that are not stored are left out. One query."""
    blobs = Blob.objects.filter(sha256__in=set(digests)).only("sha256", "size")
    return {
        blob.sha256: StoredFile(size=blob.size, read=partial(store.read, blob.pk, blob.storage_name)) for blob in blobs
    }


def blobs_of(digests: Iterable[str]) -> Mapping[str, Blob]:
    """{digest: blob}. Digests that are not stored are left out. One query."""
    return {blob.sha256: blob for blob in Blob.objects.filter(sha256__in=set(digests))}


def used_blob(listing_id: UUID, sha256: str) -> Blob | None:
    """The blob with this digest; None if the listing does not use it."""
    return Blob.objects.filter(sha256=sha256, uses__listing_id=listing_id).first()


def used_digests(listing_id: UUID, digests: Iterable[str]) -> set[str]:
    """Those of the digests whose files the listing uses. One query."""
    used = BlobUse.objects.filter(listing_id=listing_id, blob__sha256__in=set(digests))
    return set(used.values_list("blob__sha256", flat=True))


def unused_before(now: datetime) -> datetime:
    """Files that were last used before this time are deleted."""
    return now - timedelta(days=days_of("UNUSED_FILE_DAYS") or 0)


def unused_blobs(before: datetime) -> QuerySet[Blob]:
    """Blobs that no listing uses and that nobody has uploaded since this time."""
    uses = BlobUse.objects.filter(blob=OuterRef("pk"))
    return Blob.objects.filter(~Exists(uses), touched_at__lt=before)


def outdated_blobs() -> QuerySet[Blob]:
    """Blobs whose facts were read by an older parser."""
    return Blob.objects.filter(parser_version__lt=PARSER_VERSION)


def blobs_without_renditions() -> QuerySet[Blob]:
    """Pictures in use whose smaller copies are missing, or were made by older code."""
    used = Exists(BlobUse.objects.filter(blob=OuterRef("pk")))
    is_shown = Q(media_type__in=PICTURE_TYPES) | Q(media_type__in=(SVG, PDF)) & ~Q(rendition_type="")
    return Blob.objects.filter(is_shown, used, renditions_version__lt=RENDITIONS_VERSION)
