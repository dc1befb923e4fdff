"""One request, repeated while the portal is unavailable or asks to wait."""

import ssl
import sys
from collections.abc import Callable
from http import HTTPStatus

import httpx
from msgspec import Struct

from tilekit.commands.exit_codes import UsageError
from tilekit.commands.submit.errors import PortalUnavailable
from tilekit.commands.submit.timing import Clock, Deadline, back_off, retry_after
from tilekit.commands.translation import translated
from tilekit.core.messages import N_

Send = Callable[[], httpx.Response]
_RETRY_STATUSES = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
_UNDER_WAY = b'"call-under-way"'


class Attempts(Struct, frozen=True, kw_only=True):
    """Repeats requests. patience is the number of seconds that one request may take with all its attempts."""

    patience: float
    clock: Clock

    def answer(self, send: Send) -> httpx.Response:
        """The first response that doesn't ask to try again. send must be safe to repeat.

        Raises PortalAway after patience seconds or for an error of the portal itself, UsageError for an untrusted
        certificate.
        """
        deadline, attempt = Deadline(self.patience, self.clock), 0
        while True:
            answer, reason = _try_once(send)
            if answer is not None and not _should_retry(answer):
                return _without_fault(answer)
            asked = retry_after(answer.headers) if answer is not None else None
            pause = back_off(attempt) if asked is None else asked
            if pause > self.patience or not deadline.pause(pause):
                raise PortalUnavailable(
                    translated(N_("The portal is not available: {reason}. Try again later."), reason=reason)
                )
            if not attempt:
                text = translated(N_("The portal is not available: {reason}. Trying again."), reason=reason)
                print(f"tilekit: {text}", file=sys.stderr, flush=True)
            attempt += 1


def _try_once(send: Send) -> tuple[httpx.Response | None, str]:
    """The response, None if there is none; and the reason if it can't be used."""
    try:
        answer = send()
    except httpx.RequestError as error:
        if isinstance(fault := _certificate_fault(error), ssl.SSLCertVerificationError):
            text = N_("The certificate of {host} is not trusted: {reason}.")
            raise UsageError(translated(text, host=error.request.url.host, reason=fault.verify_message)) from error
        return None, str(error) or type(error).__name__
    return answer, f"HTTP {answer.status_code}"


def _should_retry(answer: httpx.Response) -> bool:
    if answer.status_code == HTTPStatus.CONFLICT:  # our earlier call, which was interrupted, is still running
        return "retry-after" in answer.headers and _UNDER_WAY in answer.content
    return answer.status_code in _RETRY_STATUSES


def _without_fault(answer: httpx.Response) -> httpx.Response:
    if answer.is_server_error:
        text = N_("The portal failed with HTTP {status}. Try again later; if it happens again, report {request}.")
        request = f"{answer.request.method} {answer.request.url.path} {answer.headers.get('x-request-id', '')}".strip()
        raise PortalUnavailable(translated(text, status=answer.status_code, request=request))
    if answer.is_redirect:
        text = N_("{url} redirects to {location}. Use the portal's own address.")
        host = httpx.URL(answer.headers.get("location", "")).copy_with(query=None)
        raise UsageError(translated(text, url=answer.request.url.copy_with(query=None), location=host))
    return answer


def _certificate_fault(error: BaseException | None) -> BaseException | None:
    """The certificate error that caused a connection error; None if there is none."""
    while error and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error
