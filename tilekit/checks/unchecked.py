"""A check that could not be finished: nobody knows what it would have found, and the listing is not to blame."""

import signal
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from traceback import walk_tb

from msgspec import Struct

import tilekit
from tilekit.bundle import SourceAway
from tilekit.checks.budget import BudgetExceeded
from tilekit.core.messages import N_, Message

_TEXTS = {
    "crash": N_(
        "The check {check} could not finish because of a problem on our side. The rest of the listing was checked."
    ),
    "budget": N_("The check {check} took too long and was stopped. The rest of the listing was checked."),
}
_ENDINGS = (KeyboardInterrupt, SourceAway)
_ROOT = Path(tilekit.__file__).parent.as_posix()
_COUNTING = "checks/budget.py"


class Cause(StrEnum):
    """CRASH: it raised an exception. BUDGET: it ran longer than it may."""

    CRASH = "crash"
    BUDGET = "budget"


class Unchecked(Struct, frozen=True, kw_only=True):
    """A check that stopped before its end. Whatever it found until then is a finding all the same.

    fault is the type of the exception, place the line of tilekit that raised it: `checks/logo.py:42`, "" if unknown.
    Neither holds anything of the listing.
    """

    code: str
    cause: Cause
    fault: str
    place: str

    @property
    def message(self) -> Message:
        """What people read about it."""
        return Message(_TEXTS[self.cause], {"check": self.code})


def unchecked_by(code: str, fault: BaseException) -> Unchecked:
    """The result of a check that raised. Raises what ends the process or the run: Ctrl-C, the exit of a signal handler,
    a store of files that is away.

    A BaseException of another origin is a fault of the check: its own SystemExit, or a panic of a Rust library.
    """
    if isinstance(fault, _ENDINGS) or (isinstance(fault, SystemExit) and _is_from_signal(fault)):
        raise fault
    cause = Cause.BUDGET if isinstance(fault, BudgetExceeded) else Cause.CRASH
    return Unchecked(code=code, cause=cause, fault=type(fault).__name__, place=_place(fault))


def codes_of(unchecked: Iterable[Unchecked]) -> frozenset[str]:
    """The codes of the checks that could not be finished."""
    return frozenset(each.code for each in unchecked)


def _is_from_signal(fault: BaseException) -> bool:
    """Whether a signal handler raised it, as workers do that are told to stop."""
    handlers = {getattr(signal.getsignal(number), "__code__", None) for number in signal.valid_signals()}
    return any(frame.f_code in handlers for frame, _ in walk_tb(fault.__traceback__))


def _place(fault: BaseException) -> str:
    """The innermost line of tilekit in the traceback: a library that raised was given something odd there.

    The line that counts steps is the same for every budget; the one that spends them tells which it was.
    """
    place = ""
    for frame, line in walk_tb(fault.__traceback__):
        file = Path(frame.f_code.co_filename).as_posix()
        if file.startswith(f"{_ROOT}/") and not file.endswith(f"/{_COUNTING}"):
            place = f"{file.removeprefix(f'{_ROOT}/')}:{line}"
    return place
