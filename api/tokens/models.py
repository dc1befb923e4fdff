"""Tokens that applications got for their keys."""

from datetime import datetime

from django.db import models

from accounts.models import ApplicationKey
from common.ids import uuid7


class AccessToken(models.Model):
    """Holds the sha256 of a secret of 256 random bits, as `ApplicationKey` does.

    A token has no state of its own: it ends with its key, its application or its organisation.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.ForeignKey(ApplicationKey, models.CASCADE, related_name="+")
    hash = models.CharField(max_length=64, unique=True)
    resource = models.CharField(max_length=200)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("key", "expires_at"), name="api_token_by_key"),)

    def __str__(self) -> str:
        return f"token of {self.key_id}"

    def is_usable(self, now: datetime) -> bool:
        """Whether it may be used now; reads the key, its application and its organisation."""
        application = self.key.application
        return (
            now < self.expires_at
            and self.key.is_usable(now)
            and application.removed_at is None
            and application.organisation.is_active
        )
