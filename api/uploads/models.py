"""Files that clients have uploaded and not necessarily used yet."""

from django.db import models

from common.ids import uuid7
from listings.models import Listing


class ReceivedFile(models.Model):
    """The file that was uploaded last for an entity. A file that no draft uses within a day is deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="+")
    entity_id = models.UUIDField(unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=200)
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} for {self.entity_id}"
