"""One request, repeated while the portal is unavailable or asks to wait."""

import socket
import ssl
from collections.abc import Callable, Iterator
from http import HTTPStatus

import httpx
from msgspec import Struct

from tilekit.commands.exit_codes import UsageError
from tilekit.commands.submit.errors import PortalUnavailable, not_a_portal
from tilekit.commands.submit.timing import Clock, Deadline, back_off, retry_after
from tilekit.commands.terminal import print_note
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
_UNDER_WAY = b'"request-in-progress"'


class Attempts(Struct, frozen=True, kw_only=True):
    """Repeats requests. patience is the number of seconds that one request may take with all its attempts."""

    patience: float
    clock: Clock

    def response_to(self, send: Send) -> httpx.Response:
        """The first response that doesn't ask to try again. send must be safe to repeat.

        Raises PortalUnavailable after patience seconds or for an error of the portal itself, UsageError for an
        untrusted certificate.
        """
        deadline, attempt = Deadline(self.patience, self.clock), 0
        while True:
            response, reason = _try_once(send)
            if response is not None and not _should_retry(response):
                return _without_fault(response)
            retry_pause = retry_after(response.headers) if response is not None else None
            pause = back_off(attempt) if retry_pause is None else retry_pause
            if pause > self.patience or not deadline.pause(pause):
                raise PortalUnavailable.of(N_("The portal is not available: {reason}. Try again later."), reason=reason)
            if not attempt:
                print_note(translated(N_("The portal is not available: {reason}. Trying again."), reason=reason))
            attempt += 1


def _try_once(send: Send) -> tuple[httpx.Response | None, str]:
    """The response (None if there is none), and the reason why it can't be used ("" if it can)."""
    try:
        response = send()
    except httpx.RequestError as error:
        if isinstance(fault := _certificate_fault(error), ssl.SSLCertVerificationError):
            text = N_("The certificate of {host} is not trusted: {reason}.")
            raise UsageError.of(text, host=error.request.url.host, reason=fault.verify_message) from error
        if _is_wrong_address(error):
            text = N_("There is no portal at {address}: {reason}. Check --portal or SLIPWAY_URL.")
            address = f"{error.request.url.scheme}://{error.request.url.netloc.decode()}"
            raise UsageError.of(text, address=address, reason=error) from error
        return None, str(error) or type(error).__name__
    return response, f"HTTP {response.status_code}"


def _should_retry(response: httpx.Response) -> bool:
    if response.status_code == HTTPStatus.CONFLICT:  # our earlier call, which was interrupted, is still running
        return "retry-after" in response.headers and _UNDER_WAY in response.content
    return response.status_code in _RETRY_STATUSES


def _without_fault(response: httpx.Response) -> httpx.Response:
    if response.status_code == HTTPStatus.NOT_IMPLEMENTED:  # a web server without POST
        raise not_a_portal(response)
    if response.is_server_error:
        text = N_("The portal failed with HTTP {status}. Try again later. If the error occurs again, report {request}.")
        request = (
            f"{response.request.method} {response.request.url.path} {response.headers.get('x-request-id', '')}".strip()
        )
        raise PortalUnavailable.of(text, status=response.status_code, request=request)
    if response.is_redirect:
        text = N_("{url} redirects to {location}. Use the portal's own address.")
        host = httpx.URL(response.headers.get("location", "")).copy_with(query=None)
        raise UsageError.of(text, url=response.request.url.copy_with(query=None), location=host)
    return response


def _certificate_fault(error: BaseException) -> BaseException | None:
    """The certificate error that caused a connection error; None if there is none."""
    return next((cause for cause in _causes(error) if isinstance(cause, ssl.SSLCertVerificationError)), None)


def _is_wrong_address(error: BaseException) -> bool:
    """Whether the error will not go away: the host name doesn't exist, or the server doesn't use TLS."""
    return any(
        (isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_NONAME)
        or (isinstance(cause, ssl.SSLError) and cause.reason == "WRONG_VERSION_NUMBER")
        for cause in _causes(error)
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__
