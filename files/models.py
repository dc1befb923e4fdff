"""Uploaded bytes, kept once whatever their number of uses, and which listing uses them."""

from django.db import models
from django.db.models import Q

from common.ids import uuid7
from files.kinds import PDF, PICTURES, PNG, SVG
from files.renditions import VERSION, natural_size


class Blob(models.Model):
    """Bytes in the storage, named by the row's id, so that knowing a digest opens nothing.

    facts is what was read once from the bytes (pixels, pages, wheel contents) by the parser of that version.
    rendition_type is the media type of a sanitised copy beside the bytes, "" where there is none.
    renditions notes the size of a picture and the bytes of its smaller copies by width; {} if they could not be made
    by that version of the code (0 if nobody has tried yet).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)
    parser_version = models.PositiveSmallIntegerField()
    rendition_type = models.CharField(max_length=80, blank=True)
    renditions = models.JSONField(default=dict)
    renditions_version = models.PositiveSmallIntegerField(default=0)
    touched_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("touched_at",), name="files_blob_by_touched"),)

    def __str__(self) -> str:
        return self.sha256

    @property
    def is_picture(self) -> bool:
        """Whether a page may show it as it is: a picture, or the safe copy of an SVG."""
        return self.media_type in PICTURES or self.rendition_type == SVG

    @property
    def has_first_page(self) -> bool:
        """Whether a picture of the first page lies beside the document."""
        return self.media_type == PDF and self.rendition_type == PNG

    @property
    def is_shown(self) -> bool:
        """Whether pages show something of it: a picture, or a document's first page."""
        return self.is_picture or self.has_first_page

    @property
    def needs_renditions(self) -> bool:
        return self.is_shown and self.renditions_version < VERSION

    @property
    def picture_size(self) -> tuple[int, int] | None:
        """Width and height of what pages show; None if they are not known yet."""
        width, height = self.renditions.get("size") or natural_size(self.facts) or (0, 0)
        return (width, height) if width and height else None

    @property
    def widths(self) -> list[int]:
        """The widths of the smaller copies that are stored."""
        return [int(width) for width in self.renditions.get("bytes", {})]

    @property
    def storage_name(self) -> str:
        """Path in the storage: 256 folders, so that none grows without end (the last digits of a UUIDv7 are random)."""
        return f"blobs/{self.pk.hex[-2:]}/{self.pk}"

    @property
    def rendition_name(self) -> str:
        return f"{self.storage_name}.safe"

    def smaller_name(self, width: int) -> str:
        return f"{self.storage_name}.{width}"


class BlobUse(models.Model):
    """One listing uses these bytes: written in the saving transaction, and also the access rule."""

    listing_id = models.UUIDField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="uses")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("listing_id", "blob"), name="files_blobuse_once"),)

    def __str__(self) -> str:
        return f"{self.listing_id} uses {self.blob_id}"


class CollectionPause(models.Model):
    """While a pause is on nothing is collected: a back-up reads the database first and the bytes after it."""

    reason = models.CharField(max_length=200)
    by = models.UUIDField(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="files_pause_ends_later"),
        )

    def __str__(self) -> str:
        return f"{self.reason} until {self.ends_at:%Y-%m-%d %H:%M}"
