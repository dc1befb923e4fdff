"""Sends a signed request to the URL of a webhook."""

import ssl
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx
from django.conf import settings

from common.outbound import AddressRefused, NameUnknown, outbound_client
from notices.webhooks.requests import WebhookRequest, WebhookResult
from notices.webhooks.signing import signature_headers
from tilekit.core.storable import storable_text

TIMEOUT_SECONDS = 10
_BODY_BYTES = 4096
_MAX_HEADERS = 30
_HEADER_LENGTH = 200
_FIXED_HEADERS = {
    "Content-Type": "application/json; charset=utf-8",
    "User-Agent": "Slipway-Webhooks/1",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Connection": "close",
}
_CODES: tuple[tuple[type[Exception], str], ...] = (
    (AddressRefused, "address-refused"),
    (NameUnknown, "name-unknown"),
    (httpx.TimeoutException, "timeout"),
    (httpx.ProtocolError, "answer-unreadable"),
)


def send(webhook_request: WebhookRequest, *, now: datetime) -> WebhookResult:
    """Post the body and return the result. Never raises an exception, and takes ten seconds at most."""
    signed = signature_headers(
        webhook_request.delivery_id, webhook_request.body, secrets_in_use=webhook_request.secrets, now=now
    )
    headers, started = {**_FIXED_HEADERS, **signed}, time.monotonic()

    def result(**answer: Any) -> WebhookResult:
        return WebhookResult(request_headers=headers, duration=timedelta(seconds=time.monotonic() - started), **answer)

    if not webhook_request.secrets:
        return result(error="secret-unreadable")
    try:
        with (
            outbound_client(
                seconds=TIMEOUT_SECONDS, total=TIMEOUT_SECONDS, allow_loopback=settings.DEMO_MODE
            ) as client,
            client.stream(
                "POST", webhook_request.url, content=webhook_request.body.encode(), headers=headers
            ) as response,
        ):
            text = _beginning_of(response)
            return result(status=response.status_code, headers=_shortened(response.headers), body=text)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as fault:
        return result(error=_code_of(fault))


def _beginning_of(response: httpx.Response) -> str:
    """The first bytes of the response body. Errors are ignored, because the status alone decides the result."""
    body = b""
    try:
        for chunk in response.iter_raw():
            body += chunk
            if len(body) >= _BODY_BYTES:
                break
    except httpx.HTTPError:
        pass
    return storable_text(body[:_BODY_BYTES].decode("utf-8", "replace"))


def _shortened(headers: httpx.Headers) -> dict[str, str]:
    """The headers to store: limited in number and length, and without cookies, which are secrets."""
    rows = ((name, value) for name, value in headers.multi_items() if name.lower() != "set-cookie")
    first_rows = list(rows)[:_MAX_HEADERS]
    return {storable_text(name)[:_HEADER_LENGTH]: storable_text(value)[:_HEADER_LENGTH] for name, value in first_rows}


def _code_of(fault: Exception) -> str:
    if any(isinstance(cause, ssl.SSLError) for cause in _causes(fault)):
        return "certificate-wrong"
    return next((code for kind, code in _CODES if isinstance(fault, kind)), "no-connection")


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__
