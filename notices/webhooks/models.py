"""Webhooks, their deliveries, and every attempt to send one."""

from datetime import datetime
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.encrypted_columns import encrypted_columns
from accounts.models import Organisation
from common.ids import uuid7

WEBHOOK_SECRETS = encrypted_columns("notices.Webhook", "secret", "previous_secret", purpose="notices.webhook-secret")
MAX_URL = 500
MAX_WEBHOOK_DESCRIPTION = 100


class WebhookState(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("webhook", "Active")
    PAUSED = "paused", pgettext_lazy("webhook", "Paused")


class PauseReason(models.TextChoices):
    FAILING = "failing", _("Every delivery attempt failed for three days.")
    GONE = "gone", _("The server responded with 410 Gone.")


class Webhook(models.Model):
    """A URL to which events are sent. If events is empty, it gets all events.

    secret and previous_secret are encrypted; requests are also signed with the latter until previous_until.
    failing_since is the time of the first failure after the last success, failures the number of failures since then.
    Nothing is sent before retry_at. carrier_id is the job that sends the waiting deliveries. version counts changes of
    url, description and events. A removed webhook stays in the database for a day, without its secrets, because an
    open transaction may still add a delivery to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", db_index=False)
    url = models.CharField(max_length=MAX_URL)
    description = models.CharField(max_length=MAX_WEBHOOK_DESCRIPTION, blank=True)
    events = models.JSONField(default=list)
    secret = models.TextField()
    previous_secret = models.TextField(blank=True)
    previous_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=16, choices=WebhookState, default=WebhookState.ACTIVE)
    pause_reason = models.CharField(max_length=16, choices=PauseReason, blank=True)
    paused_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    carrier_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state=WebhookState.ACTIVE, paused_at=None, pause_reason="")
                | Q(state=WebhookState.PAUSED, paused_at__isnull=False, pause_reason__in=PauseReason.values),
                name="notices_webhook_paused_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(previous_secret="", previous_until=None)
                | Q(previous_secret__gt="", previous_until__isnull=False),
                name="notices_webhook_previous_secret_ends",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, secret__gt="") | Q(removed_at__isnull=False, secret=""),
                name="notices_webhook_secret_until_removed",
            ),
        )
        indexes = (
            models.Index(fields=("organisation",), condition=Q(removed_at=None), name="notices_webhook_present"),
        )

    def __str__(self) -> str:
        return self.url

    def get_absolute_url(self) -> str:
        return reverse("notices:webhook-detail", args=[self.organisation.slug, self.pk])

    @property
    def name(self) -> str:
        """The display name: the description, or else the host. The full URL may contain a secret."""
        return self.description or urlsplit(self.url).netloc

    @property
    def is_active(self) -> bool:
        return self.state == WebhookState.ACTIVE

    @property
    def condition(self) -> str:
        """The state that pages show: the stored state, or "failing" if the webhook is active but failing."""
        return "failing" if self.is_active and self.failing_since else self.state

    def is_rotating(self, now: datetime) -> bool:
        """Whether requests are still signed with the previous secret."""
        return self.previous_until is not None and now < self.previous_until


class DeliveryState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("delivery", "Waiting")
    DELIVERED = "delivered", pgettext_lazy("delivery", "Delivered")
    GIVEN_UP = "given_up", pgettext_lazy("delivery", "Failed")


class WebhookDelivery(models.Model):
    """An event for a webhook. The ID is sent as `webhook-id` in every attempt; body is the body of the request.

    key identifies the change that caused the event. tries counts the attempts since the delivery was created or last
    resent.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", db_index=False)
    event = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=16, choices=DeliveryState, default=DeliveryState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("webhook", "event", "key"), name="notices_delivery_once"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.WAITING, next_attempt_at__isnull=False, closed_at=None)
                | Q(
                    state__in=(DeliveryState.DELIVERED, DeliveryState.GIVEN_UP),
                    next_attempt_at=None,
                    closed_at__isnull=False,
                ),
                name="notices_delivery_waiting_or_closed",
            ),
        )
        indexes = (
            models.Index(
                fields=("webhook", "next_attempt_at"),
                condition=Q(state=DeliveryState.WAITING),
                name="notices_delivery_waiting",
            ),
            models.Index(fields=("webhook", "-created_at", "-id"), name="notices_delivery_latest"),
            models.Index(fields=("created_at",), name="notices_delivery_by_age"),
        )

    def __str__(self) -> str:
        return f"{self.event} for {self.webhook_id}"

    @property
    def is_waiting(self) -> bool:
        return self.state == DeliveryState.WAITING


class WebhookAttempt(models.Model):
    """A request of a delivery and its response.

    Without a response, status is None and error is a key of `FAILURE_TEXTS`. headers and body are the beginning of the
    response.
    """

    delivery = models.ForeignKey(WebhookDelivery, models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    duration_ms = models.PositiveIntegerField()
    url = models.CharField(max_length=MAX_URL)
    request_headers = models.JSONField(default=dict)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    error = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("delivery", "number"), name="notices_attempt_number"),)

    def __str__(self) -> str:
        return f"{self.delivery_id} attempt {self.number}"
