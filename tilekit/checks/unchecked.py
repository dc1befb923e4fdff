"""A check that could not be finished: nobody knows what it would have found, and the listing is not to blame."""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

import tilekit
from tilekit.checks.budget import BudgetExceeded
from tilekit.core.messages import N_, Message

_TEXTS = {
    "crash": N_("The check {check} could not finish. The fault is ours; the rest of the listing was checked."),
    "budget": N_("The check {check} used up its budget. The fault is ours; the rest of the listing was checked."),
}
# What is no Exception may be the fault of a check all the same: a panic of a Rust library, for one.
_ENDINGS = (KeyboardInterrupt, SystemExit)
_ROOT = Path(tilekit.__file__).parent.as_posix()


class Cause(StrEnum):
    """CRASH: it raised an exception. BUDGET: it needs more steps than it has."""

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
    """The result of a check that raised. Raises what ends the process: that is no fault of the check."""
    if isinstance(fault, _ENDINGS):
        raise fault
    cause = Cause.BUDGET if isinstance(fault, BudgetExceeded) else Cause.CRASH
    return Unchecked(code=code, cause=cause, fault=type(fault).__name__, place=_place(fault))


def codes_of(unchecked: Iterable[Unchecked]) -> frozenset[str]:
    """The codes of the checks that could not be finished."""
    return frozenset(each.code for each in unchecked)


def _place(fault: BaseException) -> str:
    """The innermost line of tilekit in the traceback: a library that raised was given something odd there."""
    place, step = "", fault.__traceback__
    while step is not None:
        file = Path(step.tb_frame.f_code.co_filename).as_posix()
        if file.startswith(f"{_ROOT}/"):
            place = f"{file.removeprefix(f'{_ROOT}/')}:{step.tb_lineno}"
        step = step.tb_next
    return place
