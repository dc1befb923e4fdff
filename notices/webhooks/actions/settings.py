"""What owners set: webhooks are added, changed, resumed and deleted, and their secrets rotated."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from msgspec import Struct

from accounts.locks import locked_organisation
from accounts.rules import assert_role
from common.actions import action
from common.actor import Actor, Role
from common.constraints import constraint
from common.errors import Stale
from common.ids import uuid7
from notices.events import is_event
from notices.webhooks.errors import EventUnknown, TooManyWebhooks, WebhookAddressRefused, WebhookExists
from notices.webhooks.models import Webhook, WebhookState
from notices.webhooks.moves import locked_webhook, record_webhook, wake
from notices.webhooks.queries import present_webhooks, waiting
from notices.webhooks.rules import MOST_WEBHOOKS, OVERLAP, address_problem
from notices.webhooks.signing import new_secret, seal


class Wanted(Struct, frozen=True, kw_only=True):
    """The URL, description and events of a webhook. events: none for all.

    id comes from the form, so that a form sent twice makes one webhook.
    """

    url: str
    description: str = ""
    events: Sequence[str] = ()
    id: UUID | None = None


class NewSecret(Struct, frozen=True, kw_only=True):
    """secret is shown once; it is stored encrypted."""

    webhook: Webhook
    secret: str


@action
def create_webhook(*, organisation_id: UUID, wanted: Wanted, by: Actor, now: datetime) -> NewSecret:
    """Add a webhook with its first secret.

    Raises NotFound, NotAllowed, OrganisationSuspended, WebhookAddressRefused, EventUnknown, TooManyWebhooks,
    WebhookExists.
    """
    assert_role(by, Role.OWNER, organisation_id)
    organisation = locked_organisation(organisation_id)
    _assert_usable(wanted)
    secret = new_secret()
    webhook = Webhook(
        id=wanted.id or uuid7(),
        organisation=organisation,
        url=wanted.url,
        description=wanted.description.strip(),
        events=sorted(set(wanted.events)),
        secret=seal(secret),
        created_by=by.id,
        created_at=now,
    )
    # Insert first, then count: a repeated form must get WebhookExists even if its webhook was the last one allowed.
    with constraint("notices_webhook_pkey", "notices_webhook.id", WebhookExists()):
        webhook.save(force_insert=True)
    if present_webhooks().filter(organisation=organisation).count() > MOST_WEBHOOKS:
        raise TooManyWebhooks(limit=MOST_WEBHOOKS)
    record_webhook("create", webhook, by=by, now=now)
    return NewSecret(webhook=webhook, secret=secret)


@action
def change_webhook(*, webhook_id: UUID, wanted: Wanted, seen: int | None, by: Actor, now: datetime) -> Webhook:
    """Set URL, description and events. What waits goes to the new URL. seen is the version that the actor looked at.

    Raises NotFound, NotAllowed, OrganisationSuspended, Stale, WebhookAddressRefused, EventUnknown.
    """
    webhook = locked_webhook(webhook_id, by)
    if seen is not None and seen != webhook.version:
        raise Stale(version=webhook.version)
    _assert_usable(wanted)
    if wanted.url != webhook.url:
        webhook.failing_since, webhook.failures, webhook.retry_at = None, 0, None
    webhook.url, webhook.description = wanted.url, wanted.description.strip()
    webhook.events, webhook.version = sorted(set(wanted.events)), webhook.version + 1
    webhook.save()
    record_webhook("change", webhook, by=by, now=now)
    if webhook.is_active:
        wake(webhook.pk, now=now)
    return webhook


@action
def rotate_secret(*, webhook_id: UUID, by: Actor, now: datetime) -> NewSecret:
    """A new secret. Requests are also signed with the previous one for 24 hours, but no longer with earlier ones.

    Raises NotFound, NotAllowed, OrganisationSuspended.
    """
    webhook, secret = locked_webhook(webhook_id, by), new_secret()
    webhook.previous_secret, webhook.previous_until = webhook.secret, now + OVERLAP
    webhook.secret = seal(secret)
    webhook.save(update_fields=["secret", "previous_secret", "previous_until"])
    record_webhook("rotate-secret", webhook, by=by, now=now)
    return NewSecret(webhook=webhook, secret=secret)


@action
def resume_webhook(*, webhook_id: UUID, by: Actor, now: datetime) -> Webhook:
    """Send the waiting deliveries and new events again; an active webhook stays as it is.

    Raises NotFound, NotAllowed, OrganisationSuspended.
    """
    webhook = locked_webhook(webhook_id, by)
    if webhook.is_active:
        return webhook
    webhook.state, webhook.pause_reason, webhook.paused_at = WebhookState.ACTIVE, "", None
    webhook.failing_since, webhook.failures, webhook.retry_at = None, 0, None
    webhook.save()
    waiting(webhook.pk).update(next_attempt_at=now, tries=0)
    record_webhook("resume", webhook, by=by, now=now)
    wake(webhook.pk, now=now)
    return webhook


@action
def delete_webhook(*, webhook_id: UUID, by: Actor, now: datetime) -> None:
    """Stop sending to it, and delete its secrets. A job deletes its deliveries. Raises NotFound, NotAllowed."""
    webhook = locked_webhook(webhook_id, by, active=False)
    webhook.removed_at, webhook.secret = now, ""
    webhook.previous_secret, webhook.previous_until = "", None
    webhook.save()
    record_webhook("delete", webhook, by=by, now=now)


def _assert_usable(wanted: Wanted) -> None:
    if why := address_problem(wanted.url, allow_loopback=settings.DEMO_MODE):
        raise WebhookAddressRefused(why=str(why), field="url")
    unknown = next((each for each in wanted.events if not is_event(each)), "")
    if unknown:
        raise EventUnknown(event=unknown, field="events")
