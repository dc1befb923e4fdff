"""Sends what waits for each stream, in batches and in the order of the events."""

import json
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import structlog
from django.conf import settings

from audit.canonical import event_bytes
from audit.models import Event, EventStream
from audit.queries import addresses_of
from audit.streams import configure_streams, confirm_sent, next_unsent, record_stream_failure
from jobs.kind_registry import Renew
from notices.webhooks.requests import FAILURE_TEXTS, WebhookRequest
from operations.backup.purpose import is_copy
from operations.stream.syslog import send_messages, syslog_message
from operations.stream.targets import StreamTarget, stream_targets

_STREAM_SECONDS = 25  # for one stream, so that others get their turn
_log = structlog.get_logger(__name__)


class NotSent(Exception):
    """The receiver did not confirm a batch. The message is the reason, for admins."""


def send_streams(*, renew: Renew, clock: Callable[[], datetime]) -> None:
    """Send to each receiver until nothing waits, it fails or its time is over."""
    targets = {target.address: target for target in stream_targets()}
    configure_streams({address: target.shown for address, target in targets.items()}, now=clock())
    for stream in EventStream.objects.filter(address__in=targets).order_by("pk"):
        _send_stream(stream, targets[stream.address], renew=renew, clock=clock)


def _send_stream(stream: EventStream, target: StreamTarget, *, renew: Renew, clock: Callable[[], datetime]) -> None:
    end = time.monotonic() + _STREAM_SECONDS
    while time.monotonic() < end and (events := next_unsent(stream.pk)) and not is_copy():
        try:
            send_events(target, events, now=clock())
        except NotSent as fault:
            _log.warning("audit events not sent", stream=stream.shown, error=str(fault))
            record_stream_failure(stream_id=stream.pk, error=str(fault), now=clock())
            return
        confirm_sent(stream_id=stream.pk, events=events, now=clock())
        renew()


def send_events(target: StreamTarget, events: Sequence[Event], *, now: datetime) -> None:
    """Send a batch; the receiver may get a part of it if this fails. Raises NotSent."""
    lines = _lines(events)
    if not target.scheme.startswith("syslog+"):
        post_lines(target, lines, now=now)
        return
    try:
        send_messages(target, [syslog_message(event, line) for event, line in zip(events, lines, strict=True)])
    except OSError as fault:
        raise NotSent(reason_of(fault)) from fault


def post_lines(target: StreamTarget, lines: Sequence[bytes], *, now: datetime) -> None:
    """Post a JSON array of events, signed as webhooks are. Raises NotSent.

    The ID of a request is that of its content: a batch that is sent again may have grown, and is then another one.
    """
    from notices.webhooks.http_sender import send  # noqa: PLC0415 slow import

    if not settings.AUDIT_STREAM_SECRET:
        raise NotSent("AUDIT_STREAM_SECRET is not set.")
    body = f"[{b','.join(lines).decode()}]"
    content_id = UUID(bytes=sha256(body.encode()).digest()[:16])
    request = WebhookRequest(
        webhook_id=content_id,
        delivery_id=content_id,
        url=target.url,
        body=body,
        secrets=(settings.AUDIT_STREAM_SECRET,),
    )
    result = send(request, now=now)
    if not result.is_success:
        raise NotSent(
            str(FAILURE_TEXTS[result.error]) if result.error else f"The server responded with {result.status}."
        )


def reason_of(fault: OSError) -> str:
    """The reason of a failure as a text: what the operating system or TLS reports."""
    return f"{fault.strerror or fault or type(fault).__name__}"


def _lines(events: Sequence[Event]) -> list[bytes]:
    """The canonical line of each event; with its IP address if the portal is configured to send them."""
    lines = [event_bytes(event).rstrip(b"\n") for event in events]
    if not settings.AUDIT_STREAM_ADDRESSES:
        return lines
    addresses = addresses_of(events)
    return [_with_address(line, addresses.get(event.pk, "")) for event, line in zip(events, lines, strict=True)]


def _with_address(line: bytes, address: str) -> bytes:
    return json.dumps({**json.loads(line), "address": address}, sort_keys=True, separators=(",", ":")).encode()
