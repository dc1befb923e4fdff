"""Actions that send a test event, and resend a delivery."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from msgspec import Meta

from common.actions import action, in_transaction
from common.actor import Actor
from common.ids import EXAMPLE_ID
from common.lookups import first_or_not_found
from notices.errors import WebhookPaused
from notices.events import EventData, EventType
from notices.webhooks.models import DeliveryState, Webhook, WebhookDelivery
from notices.webhooks.queries import waiting_deliveries
from notices.webhooks.writes import event_body, locked_webhook, queue_delivery, queue_sending, record_webhook_event


class WebhookTestData(EventData, frozen=True, kw_only=True):
    """The event that a person or program sends to try a webhook."""

    webhook: Annotated[UUID, Meta(description="ID of the webhook", examples=[EXAMPLE_ID])]


TEST_EVENT = "webhook.test"
# Not in the registry, because no webhook chooses it.
TEST_EVENT_TYPE = EventType(name=TEST_EVENT, description=_("Somebody sends a test event."), data=WebhookTestData)


@action
def send_test(*, webhook_id: UUID, by: Actor, now: datetime) -> WebhookDelivery:
    """Send a test event. If a test event is still waiting, send that one immediately.

    Raises NotFound, NotAllowed, OrganisationSuspended, WebhookPaused.
    """
    webhook = _locked_active(webhook_id, by)
    present = waiting_deliveries(webhook.pk).filter(event=TEST_EVENT).first()
    if present is not None:
        return _send_now(webhook, present, now=now)
    webhook.retry_at = None
    webhook.save(update_fields=["retry_at"])
    event = record_webhook_event("test", webhook, by=by, now=now)
    data = WebhookTestData(organisation=webhook.organisation_id, webhook=webhook.pk)
    return queue_delivery(webhook, TEST_EVENT, body=event_body(TEST_EVENT, data, now=now), key=event, now=now)


@action
def resend_delivery(*, webhook_id: UUID, delivery_id: UUID, by: Actor, now: datetime) -> WebhookDelivery:
    """Send a delivery again with the same ID and body, even if it was delivered. A waiting delivery is sent at once.

    Raises NotFound, NotAllowed, OrganisationSuspended, WebhookPaused.
    """
    webhook = _locked_active(webhook_id, by)
    delivery = first_or_not_found(
        WebhookDelivery.objects.select_for_update(of=("self",)).filter(webhook=webhook, pk=delivery_id)
    )
    record_webhook_event("resend", webhook, by=by, now=now, delivery=delivery.pk)
    return _send_now(webhook, delivery, now=now)


@in_transaction
def _send_now(webhook: Webhook, delivery: WebhookDelivery, *, now: datetime) -> WebhookDelivery:
    delivery.state, delivery.next_attempt_at, delivery.closed_at, delivery.tries = DeliveryState.WAITING, now, None, 0
    delivery.save(update_fields=["state", "next_attempt_at", "closed_at", "tries"])
    webhook.retry_at = None
    webhook.save(update_fields=["retry_at"])
    queue_sending(webhook, now=now)
    return delivery


@in_transaction
def _locked_active(webhook_id: UUID, by: Actor) -> Webhook:
    webhook = locked_webhook(webhook_id, by)
    if not webhook.is_active:
        raise WebhookPaused
    return webhook
