"""Errors that end `submit` and `status` early."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tilekit.commands.exit_codes import UsageError
from tilekit.commands.submit.outcomes import LATER_CODE
from tilekit.commands.submit.replies import ErrorReply
from tilekit.core.messages import N_

if TYPE_CHECKING:
    import httpx


class PortalUnavailable(UsageError):
    """The portal can't be reached, or responds with server errors, for longer than the command waits."""

    exit_code = LATER_CODE


def not_a_portal(response: httpx.Response) -> UsageError:
    """The error for a response that no portal sends, for example the page of another web server."""
    text = N_("{address} is not a portal: {path} returned HTTP {status}. Check --portal or SLIPWAY_URL.")
    url = response.request.url
    address = f"{url.scheme}://{url.netloc.decode()}"
    return UsageError.of(text, address=address, path=url.path, status=response.status_code)


class CallRefused(UsageError):
    """The portal refused a call. status is the HTTP status; code, context and findings come from its response."""

    def __init__(self, message: str, *, status: int, error: Mapping[str, Any]) -> None:
        super().__init__(message)
        self.status, self.code = status, str(error.get("code", ""))
        context, findings = error.get("context"), error.get("findings")
        self.context: Mapping[str, Any] = context if isinstance(context, dict) else {}
        self.findings: Sequence[Any] = findings if isinstance(findings, list) else ()

    @property
    def reasons(self) -> Sequence[Any]:
        """The codes of the reasons why the action is not possible now."""
        codes = self.context.get("codes")
        return codes if isinstance(codes, list) else ()


class JobRefused(UsageError):
    """A job failed because of the submitted content; findings name the places."""

    def __init__(self, message: str, fault: ErrorReply) -> None:
        super().__init__(message)
        self.code, self.findings = fault.code, fault.findings
