"""Sends the waiting deliveries of one webhook, one after the other."""

import time

from django.utils import timezone

from common import metrics
from jobs.kind_registry import Renew
from jobs.long_running import WorkAttempt
from notices.webhooks.attempts import record_attempt, take_delivery
from notices.webhooks.http_sender import send

# After this time the loop ends, so that other webhooks get its thread.
_MAX_SECONDS = 2


def send_due_deliveries(attempt: WorkAttempt, *, renew: Renew) -> None:
    """Send deliveries until nothing is due, the server fails or is slow, or the time is used up.

    The row of the attempt is the webhook. Raises LeaseLost.
    """
    end = time.monotonic() + _MAX_SECONDS
    may_send = True
    while webhook_request := take_delivery(attempt=attempt, may_send=may_send, now=timezone.now()):
        result = send(webhook_request, now=timezone.now())
        metrics.add(metrics.WEBHOOK_ATTEMPTS, result.outcome)
        metrics.observe(metrics.WEBHOOK_SECONDS, seconds=result.duration.total_seconds())
        record_attempt(webhook_request=webhook_request, result=result, attempt=attempt, now=timezone.now())
        renew()
        may_send = time.monotonic() < end
