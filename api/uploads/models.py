"""Files that clients have uploaded, whether listings use them or not."""

from django.db import models

from accounts.models import Organisation
from common.ids import uuid7
from listings.models import Listing

PART_BYTES = 5_000_000


class ReceivedFile(models.Model):
    """The latest file that was uploaded for an entity. If no draft uses it within a day, it is deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="+")
    entity_id = models.UUIDField(unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=200)
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} for {self.entity_id}"


class Upload(models.Model):
    """A file of an organisation that is uploaded in parts; completed_at is null until it is complete.

    The bytes of a completed upload are a blob with its sha256. The row is deleted when it expires. Until then, it
    counts against the organisation's limit, even if a client has deleted it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    requested_by = models.UUIDField()
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("expires_at",), name="api_upload_by_expiry"),
            models.Index(fields=("organisation", "sha256"), name="api_upload_by_digest"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.size} bytes)"

    @property
    def part_bytes(self) -> int:
        """The size of every part except the last."""
        return PART_BYTES

    @property
    def parts_count(self) -> int:
        return -(-self.size // self.part_bytes)

    def part_size(self, number: int) -> int:
        """The size of a part in bytes. Parts are numbered from 1, and the last one may be smaller."""
        return min(self.part_bytes, self.size - (number - 1) * self.part_bytes)


class UploadPart(models.Model):
    """A part that has arrived. Its bytes are in the storage until the upload is complete."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("upload", "number"), name="api_uploadpart_once"),)

    def __str__(self) -> str:
        return f"part {self.number} of {self.upload_id}"

    @property
    def storage_name(self) -> str:
        return f"uploads/{self.upload_id}/{self.pk}"
