"""Errors that end `submit` and `status` early."""

from collections.abc import Mapping, Sequence
from typing import Any

from tilekit.commands.exit_codes import UsageError
from tilekit.commands.submit.outcomes import LATER_CODE
from tilekit.commands.submit.replies import ErrorReply


class PortalUnavailable(UsageError):
    """The portal can't be reached, or responds with server errors, for longer than the command waits."""

    exit_code = LATER_CODE


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
