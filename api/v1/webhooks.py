"""Prepares webhooks and their deliveries for responses."""

from collections.abc import Sequence

from django.http import HttpRequest

from accounts.guards import assert_role
from accounts.models import Application
from api.idempotency.calls import mark_secret
from api.paths import V1_PREFIX
from api.surfaces import set_etag
from api.v1.bodies.webhooks import Delivery, WebhookBody, WebhookLinks, WebhookWithSecret
from common.actor import Actor, Role
from notices.webhooks.actions import NewWebhookSecret
from notices.webhooks.models import DeliveryState, WebhookDelivery
from notices.webhooks.models import Webhook as WebhookRow
from notices.webhooks.queries import attempt_counts, last_attempts


def assert_manager(actor: Actor, application: Application) -> None:
    """Raises NotAllowed unless the application is a manager, because URLs of webhooks may contain secrets."""
    assert_role(actor, Role.OWNER, application.organisation_id)


def as_webhook(row: WebhookRow) -> WebhookBody:
    return WebhookBody.model_validate(_values(row))


def with_secret(request: HttpRequest, new_secret: NewWebhookSecret) -> WebhookWithSecret:
    """The webhook with its secret. The response that is stored for an idempotency key does not contain the secret."""
    mark_secret(request, "secret")
    return WebhookWithSecret.model_validate({**_values(new_secret.webhook), "secret": new_secret.secret})


def set_version_etag(request: HttpRequest, row: WebhookRow) -> None:
    """Set the ETag header to the version of the webhook."""
    set_etag(request, f'"{row.version}"')


def as_deliveries(rows: Sequence[WebhookDelivery]) -> list[Delivery]:
    """The bodies of the deliveries, in the same order. The number of queries is constant."""
    latest, counts = last_attempts(rows), attempt_counts(rows)
    return [
        Delivery(
            id=row.pk,
            event=row.event,
            state=DeliveryState(row.state),
            attempts=counts.get(row.pk, 0),
            last_status=latest[row.pk].status if row.pk in latest else None,
            last_error=latest[row.pk].error if row.pk in latest else "",
            created_at=row.created_at,
            next_attempt_at=row.next_attempt_at,
        )
        for row in rows
    ]


def _values(row: WebhookRow) -> dict[str, object]:
    base = f"{V1_PREFIX}/webhooks/{row.pk}"
    return {
        "id": row.pk,
        "url": row.url,
        "description": row.description,
        "events": row.events,
        "state": row.state,
        "pause_reason": row.pause_reason or None,
        "paused_at": row.paused_at,
        "failing_since": row.failing_since,
        "previous_secret_until": row.previous_until,
        "created_at": row.created_at,
        "links": WebhookLinks(self=base, deliveries=f"{base}/deliveries", page=row.get_absolute_url()),
    }
