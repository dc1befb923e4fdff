"""Access tokens that applications received for a key or for the ID token of a trusted publisher."""

from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import models
from django.db.models import Q

from accounts.models import Application, ApplicationKey, TrustedPublisher
from common.ids import uuid7


class AccessToken(models.Model):
    """An access token. hash is the sha256 of a secret of 256 random bits, as in `ApplicationKey`.

    A token stops working when it expires, or when its key, publisher, application or organisation stops working. The
    token of a publisher is valid for one listing.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.ForeignKey(ApplicationKey, models.CASCADE, null=True, related_name="+")
    publisher = models.ForeignKey(TrustedPublisher, models.CASCADE, null=True, related_name="+")
    hash = models.CharField(max_length=64, unique=True)
    resource = models.CharField(max_length=200)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("key", "expires_at"), name="api_token_by_key"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(key=None, publisher__isnull=False) | Q(key__isnull=False, publisher=None),
                name="api_accesstoken_key_or_publisher",
            ),
        )

    def __str__(self) -> str:
        return f"token of {self.key_id or self.publisher_id}"

    @property
    def application(self) -> Application:
        # the constraint ensures that one is set
        owner = cast("ApplicationKey | TrustedPublisher", self.key or self.publisher)
        return owner.application

    @property
    def listing_id(self) -> UUID | None:
        """The only listing that the token can access; None for all listings of the organisation."""
        return self.publisher.listing_id if self.publisher else None

    def is_usable(self, now: datetime) -> bool:
        """Whether the token can be used now. Reads its key or publisher, application and organisation."""
        return (
            now < self.expires_at
            and (self.key is None or self.key.is_usable(now))
            and self.application.removed_at is None
            and self.application.organisation.is_active
        )


class UsedIdToken(models.Model):
    """An ID token that was exchanged; hash is the sha256 of its issuer and ID. Stored until the ID token expires."""

    hash = models.CharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("expires_at",), name="api_used_id_token_by_expiry"),)

    def __str__(self) -> str:
        return self.hash
