"""One request, sent again while the portal is away or asks to wait."""

import ssl
import sys
from collections.abc import Callable
from http import HTTPStatus

import httpx
from msgspec import Struct

from tilekit.commands.guard import UsageError
from tilekit.commands.submit.errors import PortalAway
from tilekit.commands.submit.waiting import Clock, Deadline, back_off, retry_after
from tilekit.commands.words import said
from tilekit.core.messages import N_

Send = Callable[[], httpx.Response]
_AGAIN = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
_UNDER_WAY = b'"call-under-way"'


class Attempts(Struct, frozen=True, kw_only=True):
    """patience is how many seconds one request may take with all its attempts."""

    patience: float
    clock: Clock

    def answer(self, send: Send) -> httpx.Response:
        """The first answer that is not a request to come back. send must be safe to repeat.

        Raises PortalAway once patience has run out or for an error of the portal itself, UsageError for a certificate
        that is not trusted.
        """
        deadline, attempt = Deadline(self.patience, self.clock), 0
        while True:
            answer, reason = _sent(send)
            if answer is not None and not _is_again(answer):
                return _without_fault(answer)
            asked = retry_after(answer.headers) if answer is not None else None
            pause = back_off(attempt) if asked is None else asked
            if pause > self.patience or not deadline.pause(pause):
                raise PortalAway(said(N_("The portal is not available: {reason}. Try again later."), reason=reason))
            if not attempt:
                text = said(N_("The portal is not available: {reason}. Trying again."), reason=reason)
                print(f"tilekit: {text}", file=sys.stderr, flush=True)
            attempt += 1


def _sent(send: Send) -> tuple[httpx.Response | None, str]:
    """The answer, None if none came; and why it is not one to go on with."""
    try:
        answer = send()
    except httpx.RequestError as error:
        if isinstance(fault := _certificate_fault(error), ssl.SSLCertVerificationError):
            text = N_("The certificate of {host} is not trusted: {reason}.")
            raise UsageError(said(text, host=error.request.url.host, reason=fault.verify_message)) from error
        return None, str(error) or type(error).__name__
    return answer, f"HTTP {answer.status_code}"


def _is_again(answer: httpx.Response) -> bool:
    if answer.status_code == HTTPStatus.CONFLICT:  # our own call before, which was cut off, is still being carried out
        return "retry-after" in answer.headers and _UNDER_WAY in answer.content
    return answer.status_code in _AGAIN


def _without_fault(answer: httpx.Response) -> httpx.Response:
    if answer.is_server_error:
        text = N_("The portal failed with HTTP {status}. Try again later; if it happens again, report {request}.")
        request = f"{answer.request.method} {answer.request.url.path} {answer.headers.get('x-request-id', '')}".strip()
        raise PortalAway(said(text, status=answer.status_code, request=request))
    if answer.is_redirect:
        text = N_("{url} redirects to {location}. Use the portal's own address.")
        host = httpx.URL(answer.headers.get("location", "")).copy_with(query=None)
        raise UsageError(said(text, url=answer.request.url.copy_with(query=None), location=host))
    return answer


def _certificate_fault(error: BaseException | None) -> BaseException | None:
    """What is below an error of the connection."""
    while error and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error
