"""Writes of the job that sends to a webhook: it takes a delivery, then stores the result of the attempt.

Only one job at a time, the carrier, sends to a webhook. Other jobs for the webhook end at once. The carrier ends when
no delivery is waiting, or when it has queued a job that continues later. The row of the webhook is locked for these
decisions.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from accounts.queries import member_ids
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import SYSTEM, Role
from jobs.long_running import WorkAttempt
from jobs.models import Job, JobState
from jobs.writes import assert_attempt, cancel_jobs, enqueue, finish_job
from notices.webhooks.models import DeliveryState, PauseReason, Webhook, WebhookAttempt, WebhookDelivery, WebhookState
from notices.webhooks.queries import present_webhooks, waiting_deliveries
from notices.webhooks.requests import WebhookRequest, WebhookResult
from notices.webhooks.retry_schedule import (
    backoff_after,
    backoff_after_slow_response,
    has_failed_long_enough,
    wait_after,
)
from notices.webhooks.signing import decrypt_secrets
from notices.webhooks.writes import WEBHOOK_JOB
from notices.writes import post_notice

WEBHOOK_PAUSED = "webhook.paused"
# A job that will start within this time is soon enough for a new delivery.
_SOON = timedelta(seconds=1)


@action
def take_delivery(*, attempt: WorkAttempt, may_send: bool, now: datetime) -> WebhookRequest | None:
    """The next request to the webhook of the attempt. If none is due, or another job is sending, finish the job.

    Returns None if the job is finished. With may_send=False it is always finished, and a new job sends the waiting
    deliveries. Raises LeaseLost.
    """
    assert_attempt(job_id=attempt.job_id, attempt=attempt.number)
    webhook = _locked(attempt.row_id)
    first = waiting_deliveries(attempt.row_id).first() if webhook and webhook.is_active else None
    if webhook is None or first is None or first.next_attempt_at is None:
        finish_job(job_id=attempt.job_id, attempt=attempt.number, now=now)
        return None
    at = max(first.next_attempt_at, webhook.retry_at or first.next_attempt_at, now)
    if _is_sent_by_other_job(webhook, attempt, at=at, now=now):
        finish_job(job_id=attempt.job_id, attempt=attempt.number, now=now)
        return None
    if at > now or not may_send:
        _queue_next_job(webhook, attempt, at=at, now=now)
        return None
    webhook.carrier_id = attempt.job_id
    webhook.save(update_fields=["carrier_id"])
    return _webhook_request(webhook, first, now)


@action
def record_attempt(
    *, webhook_request: WebhookRequest, result: WebhookResult, attempt: WorkAttempt, now: datetime
) -> None:
    """Store the result of an attempt and when to try again. Raises LeaseLost.

    A failure doesn't count if the URL was changed during the attempt. Status 410 pauses the webhook immediately.
    """
    assert_attempt(job_id=attempt.job_id, attempt=attempt.number)
    webhook = _locked(webhook_request.webhook_id)
    rows = WebhookDelivery.objects.select_for_update(of=("self",)).filter(pk=webhook_request.delivery_id)
    delivery = rows.first() if webhook else None
    if webhook is None or delivery is None:
        return
    number = delivery.attempts.count() + 1
    WebhookAttempt.objects.create(delivery=delivery, number=number, at=now, url=webhook_request.url, **result.columns())
    if result.is_success:
        _succeed(webhook, delivery, response_time=result.duration, now=now)
    elif webhook.url == webhook_request.url:
        _fail(webhook, delivery, is_gone=result.is_gone, now=now)
    delivery.save(update_fields=["state", "tries", "next_attempt_at", "closed_at"])
    webhook.save(
        update_fields=["state", "pause_reason", "paused_at", "failing_since", "failures", "retry_at"],
    )


def _locked(webhook_id: UUID) -> Webhook | None:
    rows = present_webhooks().select_related("organisation").select_for_update(of=("self",))
    return rows.filter(pk=webhook_id).first()


def _is_sent_by_other_job(webhook: Webhook, attempt: WorkAttempt, *, at: datetime, now: datetime) -> bool:
    """Whether another job for the webhook is running or will start soon enough."""
    if webhook.carrier_id is None or webhook.carrier_id == attempt.job_id:
        return False
    is_soon = Q(state=JobState.QUEUED, run_at__lte=max(at, now + _SOON))
    return Job.objects.filter(Q(state=JobState.RUNNING) | is_soon, pk=webhook.carrier_id).exists()


@in_transaction
def _queue_next_job(webhook: Webhook, attempt: WorkAttempt, *, at: datetime, now: datetime) -> None:
    key = str(webhook.pk)
    finish_job(job_id=attempt.job_id, attempt=attempt.number, now=now)
    cancel_jobs(WEBHOOK_JOB, key=key)
    payload, organisation = {"webhook": key}, webhook.organisation_id
    following = enqueue(WEBHOOK_JOB, key=key, payload=payload, run_at=at, now=now, organisation=organisation)
    webhook.carrier_id = following.pk
    webhook.save(update_fields=["carrier_id"])


def _webhook_request(webhook: Webhook, delivery: WebhookDelivery, now: datetime) -> WebhookRequest:
    encrypted = [webhook.secret, *([webhook.previous_secret] if webhook.is_rotating(now) else [])]
    return WebhookRequest(
        webhook_id=webhook.pk,
        delivery_id=delivery.pk,
        url=webhook.url,
        body=delivery.body,
        secrets=tuple(decrypt_secrets(encrypted)),
    )


def _succeed(webhook: Webhook, delivery: WebhookDelivery, *, response_time: timedelta, now: datetime) -> None:
    _close(delivery, DeliveryState.DELIVERED, now)
    rest = backoff_after_slow_response(response_time)
    webhook.failing_since, webhook.failures, webhook.retry_at = None, 0, now + rest if rest else None


def _fail(webhook: Webhook, delivery: WebhookDelivery, *, is_gone: bool, now: datetime) -> None:
    webhook.failing_since, webhook.failures = webhook.failing_since or now, webhook.failures + 1
    webhook.retry_at = now + backoff_after(webhook.failures)
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
    """Pause the webhook until an owner resumes it, and notify the owners."""
    if not webhook.is_active:
        return
    webhook.state, webhook.pause_reason, webhook.paused_at = WebhookState.PAUSED, reason, now
    objects = {"organisation": webhook.organisation_id, "webhook": webhook.pk}
    event = record_event("webhook.pause", by=SYSTEM, objects=objects, now=now)
    post_notice(
        WEBHOOK_PAUSED,
        recipients=member_ids(webhook.organisation_id, min_role=Role.OWNER),
        parameters={"organisation": webhook.organisation.name, "webhook": webhook.name, "reason": reason.value},
        url=webhook.get_absolute_url(),
        key=f"{WEBHOOK_PAUSED}:{event.pk}",
        now=now,
    )
