"""Idempotency keys, each with the stored response to its call."""

from django.db import models

from accounts.models import Application
from common.ids import uuid7


class IdempotencyKey(models.Model):
    """An idempotency key of an application. While the call runs, status is None, and the claim ends at expires_at.

    request_hash is the sha256 of method, URL and body. headers, body and status are the stored response. It contains no
    secrets: `mark_secret` removes them, and the token endpoints accept no keys.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    expires_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("application", "key"), name="api_idempotency_key_once"),)
        indexes = (models.Index(fields=("expires_at",), name="api_idempotency_by_expiry"),)

    def __str__(self) -> str:
        return f"{self.application_id} {self.key}"
