"""Sends the waiting deliveries of one webhook, one after the other."""

import time
from uuid import UUID

from django.utils import timezone

from jobs.kinds import Renew
from notices.webhooks.attempts import Turn, note_attempt, take_delivery
from notices.webhooks.sending import send

# Then it is the turn of other jobs of the queue.
_SECONDS = 2


def carry(webhook_id: UUID, mine: Turn, *, renew: Renew) -> None:
    """Send until nothing is due, the server fails or is slow, or the time is over. Raises LeaseLost."""
    end = time.monotonic() + _SECONDS
    may_send = True
    while parcel := take_delivery(webhook_id=webhook_id, mine=mine, may_send=may_send, now=timezone.now()):
        result = send(parcel, now=timezone.now())
        note_attempt(parcel=parcel, result=result, mine=mine, now=timezone.now())
        renew()
        may_send = time.monotonic() < end
