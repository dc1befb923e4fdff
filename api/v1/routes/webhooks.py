"""Webhooks: list, add, read, change, delete, rotate the secret, test, resume, and their deliveries."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Status

from accounts.guards import assert_role
from accounts.models import Application
from api.bearer import ApiRequest
from api.idempotency.calls import mark_secret
from api.paths import V1_PREFIX
from api.surfaces import set_etag
from api.v1.bodies.base import DeliveryId, IfMatch, PageQuery, WebhookId, requested_page
from api.v1.bodies.errors import v1_router
from api.v1.bodies.webhooks import (
    Delivery,
    DeliveryPage,
    EventList,
    EventTypeBody,
    NewWebhook,
    WebhookBody,
    WebhookChanges,
    WebhookLinks,
    WebhookList,
    WebhookWithSecret,
)
from api.v1.listings import required_version
from common.actor import Actor, Role
from notices.events import all_events
from notices.webhooks import actions
from notices.webhooks.actions import NewWebhookSecret
from notices.webhooks.models import Webhook as WebhookRow
from notices.webhooks.models import WebhookDelivery
from notices.webhooks.queries import attempt_counts, last_attempts, visible_webhooks, webhook_for

router, events = v1_router("Webhooks"), v1_router("Webhooks")


@events.get("", response=EventList, summary="List events")
def list_events(request: ApiRequest) -> EventList:
    """Every event that a webhook can receive, and when it is sent.

    The body of a delivery is `{"type", "timestamp", "data"}`. `data` contains IDs, states and links, but no text.
    Requests are signed according to Standard Webhooks. Verify the signature with a Standard Webhooks library.
    """
    return EventList(items=[EventTypeBody(name=row.name, description=str(row.description)) for row in all_events()])


@router.get("", response=WebhookList, summary="List webhooks")
def list_webhooks(request: ApiRequest) -> WebhookList:
    """Your organisation's webhooks. Calls about webhooks need the Manager role."""
    _assert_manager(request.actor, request.auth)
    rows = visible_webhooks(request.actor).order_by("pk")
    return WebhookList(items=[WebhookBody.from_row(webhook, **_values(webhook)) for webhook in rows])


@router.post("", response={201: WebhookWithSecret}, summary="Add a webhook")
def add_webhook(request: ApiRequest, body: NewWebhook, response: HttpResponse) -> Status[WebhookWithSecret]:
    """The response contains the signing secret, which is not shown again."""
    webhook_settings = actions.WebhookSettings(url=body.url, description=body.description, events=body.events)
    organisation_id = request.auth.organisation_id
    new_secret = actions.create_webhook(
        organisation_id=organisation_id, webhook_settings=webhook_settings, by=request.actor, now=timezone.now()
    )
    response_body = _with_secret(request, new_secret)
    response["Location"] = response_body.links.self
    return Status(201, response_body)


@router.get("/{uuid:webhook_id}", response=WebhookBody, summary="Read a webhook")
def read_webhook(request: ApiRequest, webhook_id: WebhookId) -> WebhookBody:
    """The ETag header contains its version."""
    return _webhook_body(request, _managed_webhook(request, webhook_id))


@router.patch("/{uuid:webhook_id}", response=WebhookBody, summary="Change a webhook")
def change_webhook(
    request: ApiRequest, webhook_id: WebhookId, *, body: WebhookChanges, if_match: IfMatch = None
) -> WebhookBody:
    """Change the values that you send. Other values do not change. Waiting deliveries go to the new URL. A paused
    webhook stays paused.

    If someone else changes the webhook at the same time, nothing is stored: the response is 409, or 412 with If-Match.
    """
    row = _managed_webhook(request, webhook_id)
    values = {"url": row.url, "description": row.description, "events": row.events}
    sent = {name: value for name, value in body.dict().items() if value is not None}
    changed = actions.change_webhook(
        webhook_id=webhook_id,
        webhook_settings=actions.WebhookSettings(**{**values, **sent}),
        seen=required_version(if_match, newest=row.version) or row.version,
        by=request.actor,
        now=timezone.now(),
    )
    return _webhook_body(request, changed)


@router.delete("/{uuid:webhook_id}", response={204: None}, summary="Delete a webhook")
def delete_webhook(request: ApiRequest, webhook_id: WebhookId) -> Status[None]:
    """Delete a webhook and its deliveries. No more events are sent to it."""
    _managed_webhook(request, webhook_id)
    actions.delete_webhook(webhook_id=webhook_id, by=request.actor, now=timezone.now())
    return Status(204, None)


@router.post("/{uuid:webhook_id}/secret", response=WebhookWithSecret, summary="Rotate the secret")
def rotate_secret(request: ApiRequest, webhook_id: WebhookId) -> WebhookWithSecret:
    """The response contains the new secret, which is not shown again.

    For 24 hours, requests are also signed with the previous secret, so they have two signatures. Rotate twice to make a
    leaked secret invalid immediately.
    """
    _managed_webhook(request, webhook_id)
    new_secret = actions.rotate_secret(webhook_id=webhook_id, by=request.actor, now=timezone.now())
    return _with_secret(request, new_secret)


@router.post("/{uuid:webhook_id}/test", response={202: Delivery}, summary="Send a test event")
def send_test(request: ApiRequest, webhook_id: WebhookId) -> Status[Delivery]:
    """Send the event `webhook.test`, regardless of which events the webhook receives."""
    _managed_webhook(request, webhook_id)
    delivery = actions.send_test(webhook_id=webhook_id, by=request.actor, now=timezone.now())
    return Status(202, _delivery_bodies([delivery])[0])


@router.post("/{uuid:webhook_id}/resumption", response=WebhookBody, summary="Resume a webhook")
def resume_webhook(request: ApiRequest, webhook_id: WebhookId) -> WebhookBody:
    """Resume a paused webhook. The events that it missed are sent."""
    _managed_webhook(request, webhook_id)
    return _webhook_body(request, actions.resume_webhook(webhook_id=webhook_id, by=request.actor, now=timezone.now()))


@router.get("/{uuid:webhook_id}/deliveries", response=DeliveryPage, summary="List deliveries")
def list_deliveries(request: ApiRequest, webhook_id: WebhookId, query: Query[PageQuery]) -> DeliveryPage:
    """The deliveries of the last 30 days, newest first. They can arrive in any order."""
    rows, following = requested_page(_managed_webhook(request, webhook_id).deliveries.all(), query)
    return DeliveryPage(items=_delivery_bodies(rows), next_cursor=following)


@router.post(
    "/{uuid:webhook_id}/deliveries/{uuid:delivery_id}/resend", response={202: Delivery}, summary="Resend a delivery"
)
def resend_delivery(request: ApiRequest, webhook_id: WebhookId, delivery_id: DeliveryId) -> Status[Delivery]:
    """Send a delivery again with the same ID and body, even if it was delivered."""
    _managed_webhook(request, webhook_id)
    delivery = actions.resend_delivery(
        webhook_id=webhook_id, delivery_id=delivery_id, by=request.actor, now=timezone.now()
    )
    return Status(202, _delivery_bodies([delivery])[0])


def _managed_webhook(request: ApiRequest, webhook_id: UUID) -> WebhookRow:
    _assert_manager(request.actor, request.auth)
    return webhook_for(request.actor, webhook_id)


def _webhook_body(request: ApiRequest, row: WebhookRow) -> WebhookBody:
    set_etag(request, f'"{row.version}"')
    return WebhookBody.from_row(row, **_values(row))


def _assert_manager(actor: Actor, application: Application) -> None:
    """Raises NotAllowed unless the application is a manager, because URLs of webhooks may contain secrets."""
    assert_role(actor, Role.OWNER, application.organisation_id)


def _with_secret(request: HttpRequest, new_secret: NewWebhookSecret) -> WebhookWithSecret:
    """The webhook with its secret. The response that is stored for an idempotency key does not contain the secret."""
    mark_secret(request, "secret")
    webhook = new_secret.webhook
    return WebhookWithSecret.from_row(webhook, secret=new_secret.secret, **_values(webhook))


def _delivery_bodies(rows: Sequence[WebhookDelivery]) -> list[Delivery]:
    """The bodies of the deliveries, in the same order. The number of queries is constant."""
    latest, counts = last_attempts(rows), attempt_counts(rows)
    return [
        Delivery.from_row(
            row,
            attempts=counts.get(row.pk, 0),
            last_status=latest[row.pk].status if row.pk in latest else None,
            last_error=latest[row.pk].error if row.pk in latest else "",
        )
        for row in rows
    ]


def _values(row: WebhookRow) -> dict[str, object]:
    base = f"{V1_PREFIX}/webhooks/{row.pk}"
    return {
        "pause_reason": row.pause_reason or None,
        "previous_secret_until": row.previous_until,
        "links": WebhookLinks(self=base, deliveries=f"{base}/deliveries", page=row.get_absolute_url()),
    }
