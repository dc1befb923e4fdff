"""Queries about webhooks and their deliveries. Only owners see the webhooks of their organisation."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from common.actor import Actor, Role
from common.lookups import first_or_not_found
from notices.webhooks.models import DeliveryState, Webhook, WebhookAttempt, WebhookDelivery, WebhookState

LATEST_FIRST = ("-created_at", "-id")


def present_webhooks() -> QuerySet[Webhook]:
    """Webhooks that were not removed."""
    return Webhook.objects.filter(removed_at=None)


def webhooks_by_condition() -> dict[str, int]:
    """{condition (see `Webhook.condition`): number of webhooks}. One query."""
    is_active = Q(state=WebhookState.ACTIVE)
    numbers: dict[str, int] = present_webhooks().aggregate(
        active=Count("pk", filter=is_active & Q(failing_since=None)),
        failing=Count("pk", filter=is_active & Q(failing_since__isnull=False)),
        paused=Count("pk", filter=Q(state=WebhookState.PAUSED)),
    )
    return numbers


def visible_webhooks(actor: Actor) -> QuerySet[Webhook]:
    """The webhooks that the actor may manage, with their organisations."""
    owned = [organisation for organisation in actor.organisations if actor.holds(Role.OWNER, organisation)]
    return present_webhooks().filter(organisation__in=owned).select_related("organisation")


def webhook_for(actor: Actor, webhook_id: UUID) -> Webhook:
    """A webhook that the actor may manage. Raises NotFound."""
    return first_or_not_found(visible_webhooks(actor).filter(pk=webhook_id))


def delivery_for(actor: Actor, webhook_id: UUID, delivery_id: UUID) -> WebhookDelivery:
    """A delivery of a webhook that the actor may manage. Raises NotFound."""
    rows = WebhookDelivery.objects.select_related("webhook__organisation")
    return first_or_not_found(rows.filter(pk=delivery_id, webhook__in=visible_webhooks(actor).filter(pk=webhook_id)))


def waiting_deliveries(webhook_id: UUID) -> QuerySet[WebhookDelivery]:
    """The webhook's deliveries that are waiting to be sent, in the order in which they will be tried."""
    rows = WebhookDelivery.objects.filter(webhook=webhook_id, state=DeliveryState.WAITING)
    return rows.order_by("next_attempt_at", "pk")


def last_attempts(deliveries: Iterable[WebhookDelivery]) -> dict[UUID, WebhookAttempt]:
    """{delivery ID: its latest attempt}, without deliveries that were never tried. One query."""
    rows = WebhookAttempt.objects.filter(delivery__in=[delivery.pk for delivery in deliveries]).order_by("number")
    return {attempt.delivery_id: attempt for attempt in rows.defer("body", "headers", "request_headers")}


def attempt_counts(deliveries: Iterable[WebhookDelivery]) -> dict[UUID, int]:
    """{delivery ID: number of attempts}, without deliveries that were never tried. One query."""
    rows = WebhookAttempt.objects.filter(delivery__in=[delivery.pk for delivery in deliveries]).values_list("delivery")
    return dict(rows.annotate(Count("pk")))
