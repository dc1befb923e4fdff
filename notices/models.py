"""Notices in the portal, queued e-mails, and notification settings.

The models of webhooks are in `notices.webhooks.models`.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.ids import uuid7
from notices.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery

__all__ = [
    "Channel",
    "DigestEntry",
    "ListingTiming",
    "Notice",
    "NoticeTiming",
    "Outbox",
    "Preference",
    "Webhook",
    "WebhookAttempt",
    "WebhookDelivery",
]


class Channel(models.TextChoices):
    IN_APP = "in_app", _("In the portal")
    EMAIL = "email", _("E-mail")


class NoticeTiming(models.TextChoices):
    """When a notice is sent through a channel. Only e-mails can wait for the daily digest."""

    IMMEDIATE = "immediate", _("Immediately")
    DAILY = "daily", _("Daily digest")
    OFF = "off", _("Off")


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
            models.Index(fields=["created_at"], name="notices_notice_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}"


class Outbox(models.Model):
    """A queued e-mail: to a person (recipient_id; the address is looked up when it is sent), or to an address.

    listing_id is the listing that it is about, if any. Mail clients show the e-mails about a listing as a thread.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=64)
    parameters = models.JSONField(default=dict)
    url = models.CharField(max_length=500)
    channel = models.CharField(max_length=16, choices=Channel)
    recipient_id = models.UUIDField(null=True)
    address = models.EmailField(blank=True)
    listing_id = models.UUIDField(null=True)
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
    """A person's notification setting that differs from the kind's default. is_daily: e-mails wait for the digest."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=64)
    channel = models.CharField(max_length=16, choices=Channel)
    on = models.BooleanField()
    is_daily = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "channel"], name="notices_preference_once"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="notices_preference_channel_known"),
            models.CheckConstraint(
                condition=Q(is_daily=False) | Q(channel=Channel.EMAIL, on=True), name="notices_preference_daily_email"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.channel}: {self.on}"


class DigestEntry(models.Model):
    """A notice for a person's daily digest. mail is the digest that contains it; it is null while the notice waits."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=64)
    parameters = models.JSONField(default=dict)
    url = models.CharField(max_length=500)
    key = models.CharField(max_length=200)
    listing_id = models.UUIDField(null=True)
    mail = models.ForeignKey(Outbox, models.CASCADE, null=True, related_name="entries")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notices_digest_entry_once")]
        indexes = [models.Index(fields=["person"], condition=Q(mail__isnull=True), name="notices_digest_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}"


class ListingTiming(models.Model):
    """When a person gets e-mails about a listing, if not according to their settings for kinds of notices."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    listing_id = models.UUIDField()
    timing = models.CharField(max_length=16, choices=NoticeTiming, db_default=NoticeTiming.OFF)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "listing_id"], name="notices_muted_once")]
        db_table = "notices_mutedlisting"

    def __str__(self) -> str:
        return f"{self.listing_id} for {self.person_id}: {self.timing}"
