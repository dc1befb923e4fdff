"""Notices in the portal, queued e-mails, and notification settings.

The models of webhooks are in `notices.webhooks.models`.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.ids import uuid7
from notices.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery

__all__ = ["Channel", "Notice", "Outbox", "Preference", "Webhook", "WebhookAttempt", "WebhookDelivery"]


class Channel(models.TextChoices):
    IN_APP = "in_app", _("In the portal")
    EMAIL = "email", _("E-mail")


class Notice(models.Model):
    """A notice to a person in the portal. Its text is rendered later, in the reader's language.

    key identifies the event: a person gets at most one notice per key.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=64)
    parameters = models.JSONField(default=dict)
    url = models.CharField(max_length=500)
    key = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notices_notice_once")]
        indexes = [
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="notices_notice_unread"),
            models.Index(fields=["person", "-created_at"], name="notices_notice_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}"


class Outbox(models.Model):
    """A queued e-mail: to a person (recipient_id; the address is looked up when it is sent), or to an address."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=64)
    parameters = models.JSONField(default=dict)
    url = models.CharField(max_length=500)
    channel = models.CharField(max_length=16, choices=Channel)
    recipient_id = models.UUIDField(null=True)
    address = models.EmailField(blank=True)
    idempotency_key = models.CharField(max_length=300, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="notices_outbox_channel_known"),
            models.CheckConstraint(
                condition=Q(recipient_id__isnull=True, address__gt="") | Q(recipient_id__isnull=False, address=""),
                name="notices_outbox_one_recipient",
            ),
        ]
        indexes = [models.Index(fields=["delivered_at"], name="notices_outbox_delivered")]

    def __str__(self) -> str:
        return f"{self.kind} by {self.channel}"


class Preference(models.Model):
    """A person's notification setting that differs from the kind's default."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=64)
    channel = models.CharField(max_length=16, choices=Channel)
    on = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "channel"], name="notices_preference_once"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="notices_preference_channel_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.channel}: {self.on}"
