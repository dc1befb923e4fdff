"""Deliveries: a test event is sent, one is sent again, and old ones are deleted."""

from datetime import datetime
from uuid import UUID

from common.actions import action, in_transaction
from common.actor import Actor
from common.lookups import one_of
from notices.events import Subject
from notices.webhooks.errors import WebhookPaused
from notices.webhooks.models import DeliveryState, Webhook, WebhookDelivery
from notices.webhooks.moves import body_of, locked_webhook, put, record_webhook, wake
from notices.webhooks.queries import deliveries_of_removed, expired_deliveries, waiting
from notices.webhooks.rules import KEPT_REMOVED_FOR

TEST_EVENT = "webhook.test"
_BATCH = 500


@action
def send_test(*, webhook_id: UUID, by: Actor, now: datetime) -> WebhookDelivery:
    """Send a test event; if one is still waiting, that one is sent at once.

    Raises NotFound, NotAllowed, OrganisationSuspended, WebhookPaused.
    """
    webhook = _locked_active(webhook_id, by)
    present = waiting(webhook.pk).filter(event=TEST_EVENT).first()
    if present is not None:
        return _send_now(webhook, present, now=now)
    about = Subject(organisation_id=webhook.organisation_id, describe=lambda: {"webhook": str(webhook.pk)})
    webhook.retry_at = None
    webhook.save(update_fields=["retry_at"])
    event = record_webhook("test", webhook, by=by, now=now)
    made = put(webhook, TEST_EVENT, body=body_of(TEST_EVENT, about, now=now), key=event, now=now)
    assert made is not None  # noqa: S101 the key is new
    return made


@action
def resend_delivery(*, webhook_id: UUID, delivery_id: UUID, by: Actor, now: datetime) -> WebhookDelivery:
    """Send a delivery again with the same id and body, even if it was delivered; one that waits is sent at once.

    Raises NotFound, NotAllowed, OrganisationSuspended, WebhookPaused.
    """
    webhook = _locked_active(webhook_id, by)
    delivery = one_of(WebhookDelivery.objects.select_for_update(of=("self",)).filter(webhook=webhook, pk=delivery_id))
    record_webhook("resend", webhook, by=by, now=now, delivery=delivery.pk)
    return _send_now(webhook, delivery, now=now)


@action
def delete_expired_webhook_deliveries(*, now: datetime) -> int:
    """Delete a batch of deliveries: those older than 30 days and those of removed webhooks. Returns their number.

    When none is left, delete the webhooks that were removed more than a day ago.
    """
    for rows in (expired_deliveries(now).order_by("created_at"), deliveries_of_removed()):
        batch = list(rows.values_list("pk", flat=True)[:_BATCH])
        if batch:
            WebhookDelivery.objects.filter(pk__in=batch).delete()
            return len(batch)
    Webhook.objects.filter(removed_at__lt=now - KEPT_REMOVED_FOR, deliveries=None).delete()
    return 0


@in_transaction
def _send_now(webhook: Webhook, delivery: WebhookDelivery, *, now: datetime) -> WebhookDelivery:
    delivery.state, delivery.next_attempt_at, delivery.closed_at, delivery.tries = DeliveryState.WAITING, now, None, 0
    delivery.save(update_fields=["state", "next_attempt_at", "closed_at", "tries"])
    webhook.retry_at = None
    webhook.save(update_fields=["retry_at"])
    wake(webhook.pk, now=now)
    return delivery


@in_transaction
def _locked_active(webhook_id: UUID, by: Actor) -> Webhook:
    webhook = locked_webhook(webhook_id, by)
    if not webhook.is_active:
        raise WebhookPaused
    return webhook
