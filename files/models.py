"""Uploaded files, and which listings use them. Equal files are stored once."""

from django.db import models

from common.ids import uuid7
from files.file_types import PDF, PICTURE_TYPES, PNG, SVG
from files.renditions import RENDITIONS_VERSION, natural_size


class Blob(models.Model):
    """A file in the storage. It is named by the row's ID, so that knowing a digest gives no access.

    facts (pixels, pages, contents of a wheel) were read by the parser with parser_version. rendition_type is the media
    type of the safe copy, "" if there is none. renditions has the size of a picture, and {width: bytes} of its smaller
    copies; {} if the code with renditions_version could not make them (0: not tried yet).

    sha256 is always the digest of the upload. If a leaked secret was erased from the file, erased_sha256 is the digest
    of the bytes that are stored instead.
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
    erased_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        indexes = (models.Index(fields=("touched_at",), name="files_blob_by_touched"),)

    def __str__(self) -> str:
        return self.sha256

    @property
    def is_picture(self) -> bool:
        """Whether the file is a picture that pages can show: directly or, for an SVG, as a safe copy."""
        return self.media_type in PICTURE_TYPES or self.rendition_type == SVG

    @property
    def has_first_page(self) -> bool:
        """Whether there is a picture of the PDF's first page."""
        return self.media_type == PDF and self.rendition_type == PNG

    @property
    def is_shown(self) -> bool:
        """Whether pages show a picture of the file: the picture itself, or the first page of a PDF."""
        return self.is_picture or self.has_first_page

    @property
    def needs_renditions(self) -> bool:
        return self.is_shown and self.renditions_version < RENDITIONS_VERSION

    @property
    def picture_size(self) -> tuple[int, int] | None:
        """Width and height of the shown picture; None if they are not known yet."""
        width, height = self.renditions.get("size") or natural_size(self.facts) or (0, 0)
        return (width, height) if width and height else None

    @property
    def widths(self) -> list[int]:
        """The widths of the smaller copies that are stored."""
        return [int(width) for width in self.renditions.get("bytes", {})]

    @property
    def storage_name(self) -> str:
        """The path in the storage, in one of 256 folders. The last digits of a UUIDv7 are random."""
        return f"blobs/{self.pk.hex[-2:]}/{self.pk}"

    @property
    def rendition_name(self) -> str:
        return f"{self.storage_name}.safe"

    def smaller_name(self, width: int) -> str:
        return f"{self.storage_name}.{width}"

    @property
    def stored_objects(self) -> dict[str, str]:
        """{name in the storage: SHA-256} of the file and its copies; "" for copies, whose digests are not stored."""
        copies = [self.rendition_name] if self.rendition_type else []
        copies += [self.smaller_name(width) for width in self.widths]
        return {self.storage_name: self.erased_sha256 or self.sha256, **dict.fromkeys(copies, "")}


class BlobUse(models.Model):
    """A listing that uses a file. Rows are written together with the save; access control reads them, too."""

    listing_id = models.UUIDField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="uses")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("listing_id", "blob"), name="files_blobuse_once"),)

    def __str__(self) -> str:
        return f"{self.listing_id} uses {self.blob_id}"
