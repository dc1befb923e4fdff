"""Actions with which owners add, change, resume and delete webhooks, and rotate their secrets."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from msgspec import Struct

from accounts.guards import assert_role
from accounts.locks import locked_organisation
from common.actions import action
from common.actor import Actor, Role
from common.constraints import raises_if_violated
from common.errors import Stale
from common.ids import uuid7
from notices.errors import EventUnknown, TooManyWebhooks, WebhookAddressRefused, WebhookExists
from notices.events import is_event
from notices.webhooks.models import Webhook, WebhookState
from notices.webhooks.queries import present_webhooks, waiting_deliveries
from notices.webhooks.retry_schedule import MAX_WEBHOOKS, SECRET_OVERLAP, address_problem
from notices.webhooks.signing import encrypt_secret, new_signing_secret
from notices.webhooks.writes import locked_webhook, queue_sending, record_webhook_event


class WebhookSettings(Struct, frozen=True, kw_only=True):
    """The URL, description and events of a webhook. If events is empty, the webhook gets all events.

    id comes from the form, so that sending the form twice creates only one webhook.
    """

    url: str
    description: str = ""
    events: Sequence[str] = ()
    id: UUID | None = None


class NewWebhookSecret(Struct, frozen=True, kw_only=True):
    """A webhook with its new secret, which is stored encrypted and can be shown only now."""

    webhook: Webhook
    secret: str


@action
def create_webhook(
    *, organisation_id: UUID, webhook_settings: WebhookSettings, by: Actor, now: datetime
) -> NewWebhookSecret:
    """Add a webhook with its first secret.

    Raises NotFound, NotAllowed, OrganisationSuspended, WebhookAddressRefused, EventUnknown, TooManyWebhooks,
    WebhookExists.
    """
    assert_role(by, Role.OWNER, organisation_id)
    organisation = locked_organisation(organisation_id)
    _assert_usable(webhook_settings)
    secret = new_signing_secret()
    webhook = Webhook(
        id=webhook_settings.id or uuid7(),
        organisation=organisation,
        url=webhook_settings.url,
        description=webhook_settings.description.strip(),
        events=sorted(set(webhook_settings.events)),
        secret=encrypt_secret(secret),
        created_by=by.id,
        created_at=now,
    )
    # Insert first, then count: a repeated form must get WebhookExists even if its webhook was the last one allowed.
    with raises_if_violated("notices_webhook_pkey", "notices_webhook.id", WebhookExists()):
        webhook.save(force_insert=True)
    if present_webhooks().filter(organisation=organisation).count() > MAX_WEBHOOKS:
        raise TooManyWebhooks(limit=MAX_WEBHOOKS)
    record_webhook_event("create", webhook, by=by, now=now)
    return NewWebhookSecret(webhook=webhook, secret=secret)


@action
def change_webhook(
    *, webhook_id: UUID, webhook_settings: WebhookSettings, seen: int | None, by: Actor, now: datetime
) -> Webhook:
    """Change the URL, description and events. Waiting deliveries are sent to the new URL.

    seen is the version that the actor saw; None accepts any version.

    Raises NotFound, NotAllowed, OrganisationSuspended, Stale, WebhookAddressRefused, EventUnknown.
    """
    webhook = locked_webhook(webhook_id, by)
    if seen is not None and seen != webhook.version:
        raise Stale(version=webhook.version)
    _assert_usable(webhook_settings)
    if webhook_settings.url != webhook.url:
        webhook.failing_since, webhook.failures, webhook.retry_at = None, 0, None
    webhook.url, webhook.description = webhook_settings.url, webhook_settings.description.strip()
    webhook.events, webhook.version = sorted(set(webhook_settings.events)), webhook.version + 1
    webhook.save()
    record_webhook_event("change", webhook, by=by, now=now)
    if webhook.is_active:
        queue_sending(webhook, now=now)
    return webhook


@action
def rotate_secret(*, webhook_id: UUID, by: Actor, now: datetime) -> NewWebhookSecret:
    """Replace the secret. For 24 hours, requests are also signed with the previous secret, but not with earlier ones.

    Raises NotFound, NotAllowed, OrganisationSuspended.
    """
    webhook, secret = locked_webhook(webhook_id, by), new_signing_secret()
    webhook.previous_secret, webhook.previous_until = webhook.secret, now + SECRET_OVERLAP
    webhook.secret = encrypt_secret(secret)
    webhook.save(update_fields=["secret", "previous_secret", "previous_until"])
    record_webhook_event("rotate-secret", webhook, by=by, now=now)
    return NewWebhookSecret(webhook=webhook, secret=secret)


@action
def resume_webhook(*, webhook_id: UUID, by: Actor, now: datetime) -> Webhook:
    """Resume a paused webhook and send its waiting deliveries. Does nothing if the webhook is active.

    Raises NotFound, NotAllowed, OrganisationSuspended.
    """
    webhook = locked_webhook(webhook_id, by)
    if webhook.is_active:
        return webhook
    webhook.state, webhook.pause_reason, webhook.paused_at = WebhookState.ACTIVE, "", None
    webhook.failing_since, webhook.failures, webhook.retry_at = None, 0, None
    webhook.save()
    waiting_deliveries(webhook.pk).update(next_attempt_at=now, tries=0)
    record_webhook_event("resume", webhook, by=by, now=now)
    queue_sending(webhook, now=now)
    return webhook


@action
def delete_webhook(*, webhook_id: UUID, by: Actor, now: datetime) -> None:
    """Remove a webhook and its secrets. A job deletes its deliveries later. Raises NotFound, NotAllowed."""
    webhook = locked_webhook(webhook_id, by, active=False)
    webhook.removed_at, webhook.secret = now, ""
    webhook.previous_secret, webhook.previous_until = "", None
    webhook.save()
    record_webhook_event("delete", webhook, by=by, now=now)


def _assert_usable(webhook_settings: WebhookSettings) -> None:
    if why := address_problem(webhook_settings.url, allow_loopback=settings.DEMO_MODE):
        raise WebhookAddressRefused(why=str(why), field="url")
    unknown = next((event for event in webhook_settings.events if not is_event(event)), "")
    if unknown:
        raise EventUnknown(event=unknown, field="events")
