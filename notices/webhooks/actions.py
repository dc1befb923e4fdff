"""Owners add, change, test, resume and delete webhooks, rotate secrets, and have deliveries sent again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from msgspec import Struct

from accounts.locks import locked_organisation
from accounts.rules import assert_role
from audit.moves import record
from common.actions import action, in_transaction
from common.actor import Actor, Role
from common.constraints import constraint
from common.errors import Stale
from common.ids import uuid7
from common.lookups import one_of
from notices.events import Subject, is_event
from notices.webhooks.errors import EventUnknown, TooManyWebhooks, WebhookAddressRefused, WebhookExists, WebhookPaused
from notices.webhooks.models import DeliveryState, Webhook, WebhookDelivery, WebhookState
from notices.webhooks.moves import body_of, put, wake
from notices.webhooks.queries import expired_deliveries, present_webhooks, waiting
from notices.webhooks.rules import KEPT_REMOVED_FOR, MOST_WEBHOOKS, OVERLAP, address_problem
from notices.webhooks.signing import new_secret, seal

TEST_EVENT = "webhook.test"
_BATCH = 500


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
    _write_down("create", webhook, by=by, now=now)
    return NewSecret(webhook=webhook, secret=secret)


@action
def change_webhook(*, webhook_id: UUID, wanted: Wanted, seen: int | None, by: Actor, now: datetime) -> Webhook:
    """Set URL, description and events. What waits goes to the new URL. seen is the version that the actor looked at.

    Raises NotFound, NotAllowed, OrganisationSuspended, Stale, WebhookAddressRefused, EventUnknown.
    """
    webhook = _locked(webhook_id, by)
    if seen is not None and seen != webhook.version:
        raise Stale(version=webhook.version)
    _assert_usable(wanted)
    if wanted.url != webhook.url:
        webhook.failing_since, webhook.failures, webhook.retry_at = None, 0, None
    webhook.url, webhook.description = wanted.url, wanted.description.strip()
    webhook.events, webhook.version = sorted(set(wanted.events)), webhook.version + 1
    webhook.save()
    _write_down("change", webhook, by=by, now=now)
    if webhook.is_active:
        wake(webhook.pk, now=now)
    return webhook


@action
def rotate_secret(*, webhook_id: UUID, by: Actor, now: datetime) -> NewSecret:
    """A new secret. Requests are also signed with the previous one for 24 hours, but no longer with earlier ones.

    Raises NotFound, NotAllowed, OrganisationSuspended.
    """
    webhook, secret = _locked(webhook_id, by), new_secret()
    webhook.previous_secret, webhook.previous_until = webhook.secret, now + OVERLAP
    webhook.secret = seal(secret)
    webhook.save(update_fields=["secret", "previous_secret", "previous_until"])
    _write_down("rotate-secret", webhook, by=by, now=now)
    return NewSecret(webhook=webhook, secret=secret)


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
    event = _write_down("test", webhook, by=by, now=now)
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
    _write_down("resend", webhook, by=by, now=now, delivery=delivery.pk)
    return _send_now(webhook, delivery, now=now)


@action
def resume_webhook(*, webhook_id: UUID, by: Actor, now: datetime) -> Webhook:
    """Send the waiting deliveries and new events again; an active webhook stays as it is.

    Raises NotFound, NotAllowed, OrganisationSuspended.
    """
    webhook = _locked(webhook_id, by)
    if webhook.is_active:
        return webhook
    webhook.state, webhook.pause_reason, webhook.paused_at = WebhookState.ACTIVE, "", None
    webhook.failing_since, webhook.failures, webhook.retry_at = None, 0, None
    webhook.save()
    waiting(webhook.pk).update(next_attempt_at=now, tries=0)
    _write_down("resume", webhook, by=by, now=now)
    wake(webhook.pk, now=now)
    return webhook


@action
def delete_webhook(*, webhook_id: UUID, by: Actor, now: datetime) -> None:
    """Stop sending to it, and delete its secrets and deliveries. Raises NotFound, NotAllowed."""
    webhook = _locked(webhook_id, by, active=False)
    webhook.removed_at, webhook.secret = now, ""
    webhook.previous_secret, webhook.previous_until = "", None
    webhook.save()
    webhook.deliveries.all().delete()
    _write_down("delete", webhook, by=by, now=now)


@action
def delete_expired_webhook_deliveries(*, now: datetime) -> int:
    """Remove a batch of deliveries after 30 days, and removed webhooks after one; how many deliveries."""
    Webhook.objects.filter(removed_at__lt=now - KEPT_REMOVED_FOR).delete()
    batch = list(expired_deliveries(now).order_by("created_at").values_list("pk", flat=True)[:_BATCH])
    WebhookDelivery.objects.filter(pk__in=batch).delete()
    return len(batch)


@in_transaction
def _send_now(webhook: Webhook, delivery: WebhookDelivery, *, now: datetime) -> WebhookDelivery:
    delivery.state, delivery.next_attempt_at, delivery.closed_at, delivery.tries = DeliveryState.WAITING, now, None, 0
    delivery.save(update_fields=["state", "next_attempt_at", "closed_at", "tries"])
    webhook.retry_at = None
    webhook.save(update_fields=["retry_at"])
    wake(webhook.pk, now=now)
    return delivery


@in_transaction
def _locked(webhook_id: UUID, by: Actor, *, active: bool = True) -> Webhook:
    """The webhook for an owner. active: its organisation must not be suspended."""
    rows = present_webhooks().filter(pk=webhook_id)
    organisation_id = one_of(rows.values_list("organisation_id", flat=True))
    assert_role(by, Role.OWNER, organisation_id)
    organisation = locked_organisation(organisation_id, active=active)
    webhook = one_of(rows.select_for_update(of=("self",)))
    webhook.organisation = organisation
    return webhook


@in_transaction
def _locked_active(webhook_id: UUID, by: Actor) -> Webhook:
    webhook = _locked(webhook_id, by)
    if not webhook.is_active:
        raise WebhookPaused
    return webhook


def _assert_usable(wanted: Wanted) -> None:
    if why := address_problem(wanted.url, allow_loopback=settings.DEMO_MODE):
        raise WebhookAddressRefused(why=str(why), field="url")
    unknown = next((each for each in wanted.events if not is_event(each)), "")
    if unknown:
        raise EventUnknown(event=unknown, field="events")


@in_transaction
def _write_down(verb: str, webhook: Webhook, *, by: Actor, now: datetime, **objects: UUID) -> str:
    """Record it in the audit log; returns the id of the record."""
    named = {"organisation": webhook.organisation_id, "webhook": webhook.pk, **objects}
    return str(record(f"webhook.{verb}", by=by, objects=named, now=now).pk)
