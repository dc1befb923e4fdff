"""Checks that could not be finished. Their findings are unknown, and the listing is not the cause."""

import signal
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from traceback import walk_tb

from msgspec import Struct

import tilekit
from tilekit.bundle import SourceUnavailable
from tilekit.checks.budget import BudgetExceeded
from tilekit.core.messages import N_, Message

_MESSAGES_BY_REASON = {
    "crash": N_(
        "The check {check} could not finish because of a problem on our side. The rest of the listing was checked."
    ),
    "budget": N_("The check {check} took too long and was stopped. The rest of the listing was checked."),
}
_ENDINGS = (KeyboardInterrupt, SourceUnavailable)
_ROOT = Path(tilekit.__file__).parent.as_posix()
_COUNTING = "checks/budget.py"


class Cause(StrEnum):
    """CRASH: the check raised an exception. BUDGET: it used up its budget of steps."""

    CRASH = "crash"
    BUDGET = "budget"


class Unchecked(Struct, frozen=True, kw_only=True):
    """A check that stopped early. Its findings so far are still reported.

    fault is the type of the exception, place the line of tilekit that raised it: `checks/assets.py:42`, "" if unknown.
    Neither contains data of the listing.
    """

    code: str
    cause: Cause
    fault: str
    place: str

    @property
    def message(self) -> Message:
        """The message that explains why the check could not finish."""
        return Message(_MESSAGES_BY_REASON[self.cause], {"check": self.code})


def unchecked_by(code: str, fault: BaseException) -> Unchecked:
    """The result of a check that raised an error.

    Errors that end the process or the run are raised again: Ctrl-C, the exit of a signal handler, and
    SourceUnavailable. Other BaseExceptions are faults of the check, such as SystemExit or a panic of a Rust library.
    """
    if isinstance(fault, _ENDINGS) or (isinstance(fault, SystemExit) and _is_from_signal(fault)):
        raise fault
    cause = Cause.BUDGET if isinstance(fault, BudgetExceeded) else Cause.CRASH
    return Unchecked(code=code, cause=cause, fault=type(fault).__name__, place=_place(fault))


def codes_of(unchecked: Iterable[Unchecked]) -> frozenset[str]:
    """The codes of the checks that could not be finished."""
    return frozenset(failure.code for failure in unchecked)


def _is_from_signal(fault: BaseException) -> bool:
    """Whether a signal handler raised the exception, as in workers that are told to stop."""
    handlers = {getattr(signal.getsignal(number), "__code__", None) for number in signal.valid_signals()}
    return any(frame.f_code in handlers for frame, _ in walk_tb(fault.__traceback__))


def _place(fault: BaseException) -> str:
    """The innermost line of tilekit in the traceback, even if a library raised the error.

    The line that counts steps is the same for every budget, so the line that calls it is returned instead.
    """
    place = ""
    for frame, line in walk_tb(fault.__traceback__):
        file = Path(frame.f_code.co_filename).as_posix()
        if file.startswith(f"{_ROOT}/") and not file.endswith(f"/{_COUNTING}"):
            place = f"{file.removeprefix(f'{_ROOT}/')}:{line}"
    return place
