"""Requests to an issuer of ID tokens: bounded in time and size, and only to public addresses."""

import json
import time
from collections.abc import Mapping

import httpx

from common.outbound import outbound_client
from tilekit.core.field import Json

ISSUER_SECONDS = 8
MAX_ISSUER_BYTES = 500_000
ISSUER_STEP_SECONDS = 3


class ResponseUnusable(Exception):
    """An issuer did not respond with a JSON object. status is 0 if the response had none, or was not the reason.

    answer is the JSON object in a response with another status than 200; empty if it has none.
    """

    def __init__(self, status: int = 0, answer: Mapping[str, Json] | None = None) -> None:
        super().__init__(status)
        self.status, self.answer = status, answer or {}


def issuer_json(
    method: str,
    address: str,
    *,
    ends_at: float,
    is_local: bool,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Json]:
    """The JSON object in the response with status 200. Raises ResponseUnusable for any other response, or none.

    ends_at is a time of the monotonic clock. Issuers that are local may be on this machine.
    """
    seconds = max(ends_at - time.monotonic(), 0.1)
    try:
        step = min(ISSUER_STEP_SECONDS, seconds)
        with outbound_client(seconds=step, total=seconds, allow_loopback=is_local) as client:
            sent = {**(headers or {}), "Accept-Encoding": "identity"}
            with client.stream(method, address, data=form, headers=sent) as response:
                if response.status_code != httpx.codes.OK:
                    raise ResponseUnusable(response.status_code, _error_object(response, ends_at))
                document = json.loads(_body(response, ends_at))
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError) as fault:
        raise ResponseUnusable from fault
    if isinstance(document, dict):
        return document
    raise ResponseUnusable


def _error_object(response: httpx.Response, ends_at: float) -> dict[str, Json]:
    try:
        document = json.loads(_body(response, ends_at))
    except (httpx.HTTPError, ResponseUnusable, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _body(response: httpx.Response, ends_at: float) -> bytes:
    body = b""
    for part in response.iter_raw():
        body += part
        if len(body) > MAX_ISSUER_BYTES or time.monotonic() > ends_at:
            raise ResponseUnusable
    return body
