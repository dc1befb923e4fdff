"""One signed request to the URL of a webhook, and the response."""

import ssl
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx
from django.conf import settings

from common.outbound import AddressRefused, NameUnknown, outbound_client
from notices.webhooks.parcels import Parcel, Result
from notices.webhooks.signing import signature_headers
from tilekit.core.plain import plain_text

SECONDS = 10
_BODY_BYTES = 4096
_MOST_HEADERS = 30
_HEADER_LENGTH = 200
_OURS = {
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


def send(parcel: Parcel, *, now: datetime) -> Result:
    """Post the body. Whatever the other side does, this ends after ten seconds and raises nothing."""
    signed = signature_headers(parcel.delivery_id, parcel.body, secrets_in_use=parcel.secrets, now=now)
    headers, started = {**_OURS, **signed}, time.monotonic()

    def result(**found: Any) -> Result:
        return Result(request_headers=headers, took=timedelta(seconds=time.monotonic() - started), **found)

    try:
        with (
            outbound_client(seconds=SECONDS, total=SECONDS, allow_loopback=settings.DEMO_MODE) as client,
            client.stream("POST", parcel.url, content=parcel.body.encode(), headers=headers) as answer,
        ):
            text = _beginning_of(answer)
            return result(status=answer.status_code, headers=_cut(answer.headers), body=text)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as fault:
        return result(error=_code_of(fault))


def _beginning_of(answer: httpx.Response) -> str:
    """The first bytes of the body, as far as they arrive in time: the status counts without them."""
    found = b""
    try:
        for chunk in answer.iter_raw():
            found += chunk
            if len(found) >= _BODY_BYTES:
                break
    except httpx.HTTPError:
        pass
    return plain_text(found[:_BODY_BYTES].decode("utf-8", "replace"))


def _cut(headers: httpx.Headers) -> dict[str, str]:
    """Cookies are left out: nobody asks for them, and they are secrets."""
    rows = ((name, value) for name, value in headers.multi_items() if name.lower() != "set-cookie")
    kept = list(rows)[:_MOST_HEADERS]
    return {plain_text(name)[:_HEADER_LENGTH]: plain_text(value)[:_HEADER_LENGTH] for name, value in kept}


def _code_of(fault: Exception) -> str:
    if any(isinstance(each, ssl.SSLError) for each in _causes(fault)):
        return "certificate-wrong"
    return next((code for kind, code in _CODES if isinstance(fault, kind)), "no-connection")


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__
