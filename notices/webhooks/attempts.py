"""What the job of a webhook writes: it takes a delivery, stores the result, and leaves the rest to the next job.

One job at a time sends to a webhook (the carrier). Other jobs see that and end. The carrier ends if nothing waits, or
when it has queued a job that continues later. All of that is decided while the row of the webhook is locked.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from msgspec import Struct

from accounts.queries import member_ids
from audit.moves import record
from common.actions import action, in_transaction
from common.actor import SYSTEM, Role
from jobs.models import Job, JobState
from jobs.moves import assert_attempt, cancel_jobs, enqueue, finish_job
from jobs.queries import running
from notices.moves import post
from notices.webhooks.models import DeliveryState, PauseReason, Webhook, WebhookAttempt, WebhookDelivery, WebhookState
from notices.webhooks.moves import WEBHOOK_JOB
from notices.webhooks.parcels import Parcel, Result
from notices.webhooks.queries import present_webhooks, waiting
from notices.webhooks.rules import has_failed_long_enough, rest_after, rest_of_slow, wait_after
from notices.webhooks.signing import unseal

WEBHOOK_PAUSED = "webhook.paused"
# A job that finds the most jobs allowed already running tries again after this time.
_TURN = timedelta(seconds=1)


class Turn(Struct, frozen=True, kw_only=True):
    """One attempt of a job."""

    job_id: UUID
    attempt: int


@action
def take_delivery(*, webhook_id: UUID, mine: Turn, may_send: bool, now: datetime) -> Parcel | None:
    """The next delivery that is due. None, and the job is closed, if another job sends or there is nothing to send now.

    may_send: False ends the job; the next one sends what still waits. Raises LeaseLost.
    """
    assert_attempt(job_id=mine.job_id, attempt=mine.attempt)
    webhook = _locked(webhook_id)
    first = waiting(webhook_id).first() if webhook and webhook.is_active else None
    if webhook is None or first is None or first.next_attempt_at is None:
        finish_job(job_id=mine.job_id, attempt=mine.attempt, now=now)
        return None
    at = max(first.next_attempt_at, webhook.retry_at or first.next_attempt_at, now)
    if _is_carried(webhook, mine, at=at, now=now):
        finish_job(job_id=mine.job_id, attempt=mine.attempt, now=now)
        return None
    if _is_crowded(mine, now):
        at = max(at, now + _TURN)
    if at > now or not may_send:
        _hand_over(webhook, mine, at=at, now=now)
        return None
    webhook.carrier_id = mine.job_id
    webhook.save(update_fields=["carrier_id"])
    return _parcel(webhook, first, now)


@action
def note_attempt(*, parcel: Parcel, result: Result, mine: Turn, now: datetime) -> None:
    """Store the result of an attempt, and when the next one follows. Raises LeaseLost.

    A failure at an address that was changed meanwhile does not count; one that answers 410 is paused at once.
    """
    assert_attempt(job_id=mine.job_id, attempt=mine.attempt)
    webhook = _locked(parcel.webhook_id)
    rows = WebhookDelivery.objects.select_for_update(of=("self",)).filter(pk=parcel.delivery_id)
    delivery = rows.first() if webhook else None
    if webhook is None or delivery is None:
        return
    number = delivery.attempts.count() + 1
    WebhookAttempt.objects.create(delivery=delivery, number=number, at=now, url=parcel.url, **result.columns())
    if result.is_success:
        _succeed(webhook, delivery, took=result.took, now=now)
    elif webhook.url == parcel.url:
        _fail(webhook, delivery, is_gone=result.is_gone, now=now)
    delivery.save(update_fields=["state", "tries", "next_attempt_at", "closed_at"])
    webhook.save(
        update_fields=["state", "pause_reason", "paused_at", "failing_since", "failures", "retry_at"],
    )


def _locked(webhook_id: UUID) -> Webhook | None:
    rows = present_webhooks().select_related("organisation").select_for_update(of=("self",))
    return rows.filter(pk=webhook_id).first()


def _is_carried(webhook: Webhook, mine: Turn, *, at: datetime, now: datetime) -> bool:
    """Whether another job sends now, or will soon enough."""
    if webhook.carrier_id is None or webhook.carrier_id == mine.job_id:
        return False
    is_soon = Q(state=JobState.QUEUED, run_at__lte=max(at, now + _TURN))
    return Job.objects.filter(Q(state=JobState.RUNNING) | is_soon, pk=webhook.carrier_id).exists()


def _is_crowded(mine: Turn, now: datetime) -> bool:
    """Whether so many webhook jobs run that no worker process is left for anything else.

    Only older jobs count: of those that begin together, the oldest goes on.
    """
    others = running(WEBHOOK_JOB, now).filter(pk__lt=mine.job_id)
    return others.count() >= max(1, settings.WORKER_PROCESSES - 1)


@in_transaction
def _hand_over(webhook: Webhook, mine: Turn, *, at: datetime, now: datetime) -> None:
    key = str(webhook.pk)
    finish_job(job_id=mine.job_id, attempt=mine.attempt, now=now)
    cancel_jobs(WEBHOOK_JOB, key=key)
    following = enqueue(WEBHOOK_JOB, key=key, payload={"webhook": key}, run_at=at, now=now)
    webhook.carrier_id = following.pk
    webhook.save(update_fields=["carrier_id"])


def _parcel(webhook: Webhook, delivery: WebhookDelivery, now: datetime) -> Parcel:
    sealed = [webhook.secret, *([webhook.previous_secret] if webhook.is_rotating(now) else [])]
    return Parcel(
        webhook_id=webhook.pk,
        delivery_id=delivery.pk,
        url=webhook.url,
        body=delivery.body,
        secrets=tuple(map(unseal, sealed)),
    )


def _succeed(webhook: Webhook, delivery: WebhookDelivery, *, took: timedelta, now: datetime) -> None:
    _close(delivery, DeliveryState.DELIVERED, now)
    rest = rest_of_slow(took)
    webhook.failing_since, webhook.failures, webhook.retry_at = None, 0, now + rest if rest else None


def _fail(webhook: Webhook, delivery: WebhookDelivery, *, is_gone: bool, now: datetime) -> None:
    webhook.failing_since, webhook.failures = webhook.failing_since or now, webhook.failures + 1
    webhook.retry_at = now + rest_after(webhook.failures)
    if is_gone:
        _pause(webhook, PauseReason.GONE, now)
        return
    if webhook.is_active and has_failed_long_enough(webhook.failing_since, now):
        _pause(webhook, PauseReason.FAILING, now)
    delivery.tries += 1
    wait = wait_after(delivery.tries)
    if wait is not None and delivery.is_waiting:
        delivery.next_attempt_at = now + wait
    elif wait is None and webhook.is_active:
        _close(delivery, DeliveryState.GIVEN_UP, now)


def _close(delivery: WebhookDelivery, state: DeliveryState, now: datetime) -> None:
    delivery.state, delivery.next_attempt_at, delivery.closed_at = state, None, now


@in_transaction
def _pause(webhook: Webhook, reason: PauseReason, now: datetime) -> None:
    """Stop sending until an owner resumes the webhook, and notify the owners."""
    if not webhook.is_active:
        return
    webhook.state, webhook.pause_reason, webhook.paused_at = WebhookState.PAUSED, reason, now
    objects = {"organisation": webhook.organisation_id, "webhook": webhook.pk}
    event = record("webhook.pause", by=SYSTEM, objects=objects, now=now)
    post(
        WEBHOOK_PAUSED,
        recipients=member_ids(webhook.organisation_id, least=Role.OWNER),
        parameters={"organisation": webhook.organisation.name, "webhook": webhook.name, "reason": reason.value},
        url=webhook.get_absolute_url(),
        key=f"{WEBHOOK_PAUSED}:{event.pk}",
        now=now,
    )
