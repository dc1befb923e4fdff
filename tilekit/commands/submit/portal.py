"""Calls of the portal's API."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

import httpx
import msgspec

import tilekit
from tilekit.commands.exit_codes import UsageError
from tilekit.commands.submit.attempts import Attempts, Send
from tilekit.commands.submit.credentials import KeyCredentials
from tilekit.commands.submit.errors import CallRefused, PortalUnavailable, not_a_portal
from tilekit.commands.submit.tokens import TokenSource
from tilekit.commands.translation import language, translated
from tilekit.core.messages import N_

if TYPE_CHECKING:
    from tilekit.commands.submit.credentials import Credentials

T = TypeVar("T")
API_PREFIX = "/api/v1"
_TIMEOUT = httpx.Timeout(60, connect=10)
_NOT_ALLOWED = "not-allowed"
# Without an error of the API, these come from a web server that is not a portal.
_OF_OTHER_SERVERS = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED})
_ROLE = N_("{message} Ask an owner of your organisation to give the application another role.")


def new_http(base: str) -> httpx.Client:
    """The connection to a portal. Redirects are not followed, so that no other server gets a token."""
    headers = {"User-Agent": f"tilekit/{tilekit.__version__}", "Accept-Language": language()}
    return httpx.Client(base_url=base, timeout=_TIMEOUT, headers=headers)


class PortalClient:
    """Calls the API with a token; without credentials, only public endpoints.

    listing is the ID of the only listing to work on, "" if it is not known yet.
    """

    def __init__(self, base: str, credentials: Credentials | None, *, attempts: Attempts, listing: str = "") -> None:
        self.base = base
        self.is_trusted_publisher = credentials is not None and not isinstance(credentials, KeyCredentials)
        self._attempts = attempts
        self._http = new_http(base)
        self._tokens = (
            TokenSource(credentials, http=self._http, attempts=attempts, listing=listing) if credentials else None
        )

    def get(self, path: str, kind: type[T], **query: str) -> T:
        """The response at a path of the API, as this type. Raises CallRefused, PortalUnavailable, UsageError."""
        return self.read(self.call("GET", path, params=query), kind)

    def get_public(self, path: str, kind: type[T]) -> T:
        """Like `get`, but for public endpoints: the call is sent without a token."""
        response = self._attempts.response_to(
            lambda: self._http.get(API_PREFIX + path, headers={"Accept": "application/json"})
        )
        if response.is_client_error:
            raise _refusal(response)
        return self.read(response, kind)

    def call(
        self, method: str, path: str, body: object = None, *, key: str = "", etag: str = "", **options: Any
    ) -> httpx.Response:
        """The response to a call. Every call that writes has an idempotency key, so that it can be repeated.

        body is sent as JSON, or unchanged if it is bytes; options are passed to httpx. Raises CallRefused,
        PortalUnavailable, UsageError.
        """
        headers = {"Accept": "application/json", **({"If-Match": etag} if etag else {})}
        if method != "GET":
            headers["Idempotency-Key"] = key or str(uuid4())
        if isinstance(body, bytes):
            headers["Content-Type"], options["content"] = "application/octet-stream", body
        elif body is not None:
            options["json"] = body
        response = self._send_authorised(
            lambda: self._http.request(method, API_PREFIX + path, headers=headers, **options), headers
        )
        if response.is_client_error:
            raise _refusal(response)
        return response

    def read(self, response: httpx.Response, kind: type[T]) -> T:
        """The body of a response.

        Raises PortalUnavailable if the body can't be from the API, for example because a proxy sent a page.
        """
        try:
            return msgspec.json.decode(response.content, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            text = N_("{url} sent an unexpected response. Check the address of the portal, or update tilekit.")
            raise PortalUnavailable.of(text, url=response.request.url.copy_with(query=None)) from error

    def address(self, path: str) -> str:
        """The URL of a page of the portal."""
        return str(httpx.URL(self.base).join(path))

    def page(self, address: str) -> httpx.Response:
        """The current version of a public page, bypassing every cache, without a token. address is a path or begins
        with the portal's URL.

        Raises PortalUnavailable, UsageError.
        """
        headers = {"Cache-Control": "no-cache", "Pragma": "no-cache"}
        path = address.removeprefix(self.base)
        return self._attempts.response_to(lambda: self._http.get(path, headers=headers))

    def _send_authorised(self, send: Send, headers: dict[str, str]) -> httpx.Response:
        """Send with a token in these headers, and again with a new one if the portal no longer accepts the old one."""
        for _ in range(2):
            if self._tokens:
                headers["Authorization"] = f"Bearer {self._tokens.current()}"
            response = self._attempts.response_to(send)
            if response.status_code != HTTPStatus.UNAUTHORIZED or not self._tokens:
                break
            self._tokens.drop()
        return response


def _joined_reasons(why: object) -> str:
    return " ".join(map(str, why)) if isinstance(why, list) else str(why)


def _refusal(response: httpx.Response) -> UsageError:
    try:
        error = msgspec.json.decode(response.content)["error"]
        message = str(error["message"])
    except (msgspec.MsgspecError, UnicodeDecodeError, LookupError, TypeError):
        if response.status_code in _OF_OTHER_SERVERS:
            return not_a_portal(response)
        error, message = {}, f"HTTP {response.status_code} {response.request.url.path}"
    fields = error.get("context", {}).get("fields") if isinstance(error.get("context"), dict) else None
    if isinstance(fields, dict):
        message = " ".join([message, *(f"{name}: {_joined_reasons(why)}" for name, why in fields.items())])
    text = _ROLE if error.get("code") == _NOT_ALLOWED else "{message}"
    return CallRefused(translated(text, message=message), status=response.status_code, error=error)
