"""Webhooks and their deliveries. Owners see those of their organisation; nobody else does."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from common.actor import Actor, Role
from common.lookups import first_or_not_found
from notices.webhooks.models import DeliveryState, Webhook, WebhookAttempt, WebhookDelivery
from notices.webhooks.retry_schedule import RETENTION

LATEST_FIRST = ("-created_at", "-id")


def present_webhooks() -> QuerySet[Webhook]:
    """Those that were not removed."""
    return Webhook.objects.filter(removed_at=None)


def visible_webhooks(actor: Actor) -> QuerySet[Webhook]:
    """The rows that the actor may manage, with their organisation."""
    owned = [each for each in actor.organisations if actor.holds(Role.OWNER, each)]
    return present_webhooks().filter(organisation__in=owned).select_related("organisation")


def webhook_for(actor: Actor, webhook_id: UUID) -> Webhook:
    """A webhook that the actor may manage. Raises NotFound."""
    return first_or_not_found(visible_webhooks(actor).filter(pk=webhook_id))


def delivery_for(actor: Actor, webhook_id: UUID, delivery_id: UUID) -> WebhookDelivery:
    """A delivery with its webhook and organisation. Raises NotFound."""
    rows = WebhookDelivery.objects.select_related("webhook__organisation")
    return first_or_not_found(rows.filter(pk=delivery_id, webhook__in=visible_webhooks(actor).filter(pk=webhook_id)))


def waiting_deliveries(webhook_id: UUID) -> QuerySet[WebhookDelivery]:
    """The deliveries that were not delivered yet, in the order in which they are tried."""
    rows = WebhookDelivery.objects.filter(webhook=webhook_id, state=DeliveryState.WAITING)
    return rows.order_by("next_attempt_at", "pk")


def last_attempts(deliveries: Iterable[WebhookDelivery]) -> dict[UUID, WebhookAttempt]:
    """The latest attempt of each delivery that had one; one query."""
    rows = WebhookAttempt.objects.filter(delivery__in=[each.pk for each in deliveries]).order_by("number")
    return {each.delivery_id: each for each in rows.defer("body", "headers", "request_headers")}


def attempt_counts(deliveries: Iterable[WebhookDelivery]) -> dict[UUID, int]:
    """How many attempts each delivery had; one query."""
    rows = WebhookAttempt.objects.filter(delivery__in=[each.pk for each in deliveries]).values_list("delivery")
    return dict(rows.annotate(Count("pk")))


def expired_deliveries(now: datetime) -> QuerySet[WebhookDelivery]:
    """Deliveries that have been kept long enough, in any state."""
    return WebhookDelivery.objects.filter(created_at__lt=now - RETENTION)


def deliveries_of_removed() -> QuerySet[WebhookDelivery]:
    """Deliveries of webhooks that were removed; no page shows them."""
    removed = Webhook.objects.exclude(removed_at=None).values_list("pk", flat=True)
    return WebhookDelivery.objects.filter(webhook__in=list(removed))
