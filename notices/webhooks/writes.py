"""Parts of writes that queue an event for each webhook that wants it."""

import json
from datetime import UTC, datetime
from uuid import UUID

from msgspec import to_builtins

from accounts.guards import assert_role
from accounts.locks import locked_organisation
from audit.writes import record_event
from common.actions import in_transaction
from common.actor import Actor, Role
from common.lookups import first_or_not_found
from jobs.writes import enqueue
from notices.events import EventData, EventSubject, assert_data, is_event
from notices.webhooks.models import Webhook, WebhookDelivery
from notices.webhooks.queries import present_webhooks

WEBHOOK_JOB = "webhook"


@in_transaction
def emit(event: str, subject: EventSubject, *, key: str, now: datetime) -> None:
    """Send an event to the organisation's webhooks; key identifies the change, so that each webhook gets it once.

    The body is created now and never changes. A paused webhook gets the event when it is resumed. Raises KeyError for
    an unregistered event and TypeError for data of another event, which are bugs.
    """
    if not is_event(event):
        raise KeyError(event)
    rows = present_webhooks().filter(organisation=subject.organisation_id).order_by("pk")
    wanting = [webhook for webhook in rows if not webhook.events or event in webhook.events]
    if not wanting:
        return
    data = subject.describe()
    assert_data(event, data)
    body = event_body(event, data, now=now)
    for webhook in wanting:
        queue_delivery(webhook, event, body=body, key=key, now=now)


@in_transaction
def queue_delivery(webhook: Webhook, event: str, *, body: str, key: str, now: datetime) -> WebhookDelivery:
    """Store a delivery and queue its sending. Returns the existing delivery if there is one with the event and key."""
    candidate = WebhookDelivery(webhook=webhook, event=event, key=key, body=body, next_attempt_at=now, created_at=now)
    WebhookDelivery.objects.bulk_create([candidate], ignore_conflicts=True)
    (delivery,) = WebhookDelivery.objects.filter(webhook=webhook, event=event, key=key)
    if delivery.pk == candidate.pk and webhook.is_active:
        queue_sending(webhook, now=now)
    return delivery


@in_transaction
def queue_sending(webhook: Webhook, *, now: datetime) -> None:
    """Queue a job that sends the waiting deliveries of the webhook.

    Each call queues its own job, because a shared job could end before the latest change is committed.
    """
    enqueue(WEBHOOK_JOB, payload={"webhook": str(webhook.pk)}, now=now, organisation=webhook.organisation_id)


def event_body(event: str, data: EventData, *, now: datetime) -> str:
    """The JSON body of the request for an event."""
    at = now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    body = {"type": event, "timestamp": at, "data": to_builtins(data)}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


@in_transaction
def locked_webhook(webhook_id: UUID, by: Actor, *, active: bool = True) -> Webhook:
    """Lock a webhook and its organisation for an owner.

    Raises NotFound, NotAllowed, and OrganisationSuspended if active=True and the organisation is suspended.
    """
    rows = present_webhooks().filter(pk=webhook_id)
    organisation_id = first_or_not_found(rows.values_list("organisation_id", flat=True))
    assert_role(by, Role.OWNER, organisation_id)
    organisation = locked_organisation(organisation_id, active=active)
    webhook = first_or_not_found(rows.select_for_update(of=("self",)))
    webhook.organisation = organisation
    return webhook


@in_transaction
def record_webhook_event(verb: str, webhook: Webhook, *, by: Actor, now: datetime, **objects: UUID) -> str:
    """Record an action on a webhook in the audit log. Returns the ID of the audit event."""
    named = {"organisation": webhook.organisation_id, "webhook": webhook.pk, **objects}
    return str(record_event(f"webhook.{verb}", by=by, objects=named, now=now).pk)
