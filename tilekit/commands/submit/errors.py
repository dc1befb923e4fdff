"""What ends `submit` and `status` early."""

from collections.abc import Mapping, Sequence
from typing import Any

from tilekit.commands.guard import UsageError
from tilekit.commands.submit.bodies import Fault
from tilekit.commands.submit.outcomes import LATER_CODE


class PortalAway(UsageError):
    """The portal cannot be reached, or answers with an error of its own, for longer than the command waits."""

    exit_code = LATER_CODE


class CallRefused(UsageError):
    """The portal refused a call; status is that of HTTP, code, context and findings are those of the error."""

    def __init__(self, message: str, *, status: int, error: Mapping[str, Any]) -> None:
        super().__init__(message)
        self.status, self.code = status, str(error.get("code", ""))
        context, findings = error.get("context"), error.get("findings")
        self.context: Mapping[str, Any] = context if isinstance(context, dict) else {}
        self.findings: Sequence[Any] = findings if isinstance(findings, list) else ()


class JobRefused(UsageError):
    """A job ended because what was sent cannot be used; findings say where."""

    def __init__(self, message: str, fault: Fault) -> None:
        super().__init__(message)
        self.code, self.findings = fault.code, fault.findings
