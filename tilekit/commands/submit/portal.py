"""Calls of the portal's API."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

import httpx
import msgspec

import tilekit
from tilekit.commands.submit.attempts import Attempts, Send
from tilekit.commands.submit.credentials import Key
from tilekit.commands.submit.errors import CallRefused, PortalAway
from tilekit.commands.submit.tokens import Tokens
from tilekit.commands.words import language, said
from tilekit.core.messages import N_

if TYPE_CHECKING:
    from tilekit.commands.submit.credentials import Credentials

T = TypeVar("T")
PREFIX = "/api/v1"
_TIMEOUT = httpx.Timeout(60, connect=10)
_NOT_ALLOWED = "not-allowed"
_ROLE = N_("{message} Give the application another role, or ask an owner.")


def new_http(base: str) -> httpx.Client:
    """The connection to a portal. Redirects are not followed: what they lead to must not get a token."""
    headers = {"User-Agent": f"tilekit/{tilekit.__version__}", "Accept-Language": language()}
    return httpx.Client(base_url=base, timeout=_TIMEOUT, headers=headers)


class Portal:
    """Calls with the token of who calls; without who, only what everybody may read.

    listing is the ID of the only listing that is worked on, "" if it is not known yet.
    """

    def __init__(self, base: str, who: Credentials | None, *, attempts: Attempts, listing: str = "") -> None:
        self.base, self.is_trusted_publisher = base, who is not None and not isinstance(who, Key)
        self._attempts = attempts
        self._http = new_http(base)
        self._tokens = Tokens(who, http=self._http, attempts=attempts, listing=listing) if who else None

    def get(self, path: str, kind: type[T], **query: str) -> T:
        """What is at a path below the API, as this type. Raises CallRefused, PortalAway, UsageError."""
        return self.read(self.call("GET", path, params=query), kind)

    def public(self, path: str, kind: type[T]) -> T:
        """The same for what everybody may read: sent without a token."""
        answer = self._attempts.answer(lambda: self._http.get(PREFIX + path, headers={"Accept": "application/json"}))
        if answer.is_client_error:
            raise _refusal(answer)
        return self.read(answer, kind)

    def call(
        self, method: str, path: str, body: object = None, *, key: str = "", etag: str = "", **options: Any
    ) -> httpx.Response:
        """The answer to a call; every call that writes has an idempotency key, so that it can be repeated.

        body is sent as JSON, bytes as they are; options are those of httpx. Raises CallRefused, PortalAway, UsageError.
        """
        headers = {"Accept": "application/json", **({"If-Match": etag} if etag else {})}
        if method != "GET":
            headers["Idempotency-Key"] = key or str(uuid4())
        if isinstance(body, bytes):
            headers["Content-Type"], options["content"] = "application/octet-stream", body
        elif body is not None:
            options["json"] = body
        answer = self._authorised(
            lambda: self._http.request(method, PREFIX + path, headers=headers, **options), headers
        )
        if answer.is_client_error:
            raise _refusal(answer)
        return answer

    def read(self, answer: httpx.Response, kind: type[T]) -> T:
        """The body of an answer. Raises PortalAway for one that the API never gives, such as the page of a proxy."""
        try:
            return msgspec.json.decode(answer.content, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            text = N_("{url} gave an unexpected answer. Check the address of the portal, or update tilekit.")
            raise PortalAway(said(text, url=answer.request.url.copy_with(query=None))) from error

    def address(self, path: str) -> str:
        """Where a page of the portal is, for people."""
        return str(httpx.URL(self.base).join(path))

    def page(self, address: str) -> httpx.Response:
        """A public page as it is now, past every cache, without a token. address is a path or begins with the portal's.

        Raises PortalAway, UsageError.
        """
        headers = {"Cache-Control": "no-cache", "Pragma": "no-cache"}
        path = address.removeprefix(self.base)
        return self._attempts.answer(lambda: self._http.get(path, headers=headers))

    def _authorised(self, send: Send, headers: dict[str, str]) -> httpx.Response:
        """Sent with a token in these headers; with a new one if the portal no longer takes the old."""
        for _ in range(2):
            if self._tokens:
                headers["Authorization"] = f"Bearer {self._tokens.current()}"
            answer = self._attempts.answer(send)
            if answer.status_code != HTTPStatus.UNAUTHORIZED or not self._tokens:
                break
            self._tokens.drop()
        return answer


def _joined(why: object) -> str:
    return " ".join(map(str, why)) if isinstance(why, list) else str(why)


def _refusal(answer: httpx.Response) -> CallRefused:
    try:
        error = msgspec.json.decode(answer.content)["error"]
        message = str(error["message"])
    except (msgspec.MsgspecError, UnicodeDecodeError, LookupError, TypeError):
        error, message = {}, f"HTTP {answer.status_code} {answer.request.url.path}"
    fields = error.get("context", {}).get("fields") if isinstance(error.get("context"), dict) else None
    if isinstance(fields, dict):
        message = " ".join([message, *(f"{name}: {_joined(why)}" for name, why in fields.items())])
    text = _ROLE if error.get("code") == _NOT_ALLOWED else "{message}"
    return CallRefused(said(text, message=message), status=answer.status_code, error=error)
