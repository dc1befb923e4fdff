"""Limits on wrong tries. A stranger's wrong tries must not keep the owner of an account out.

Wrong tries count by account and source together, by source over all accounts, and by account over all sources. A known
device has its own limit, which only its own wrong tries reach.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from accounts.tokens import hash_of
from common.counters import count


class TryRefusal(StrEnum):
    """Why a try is refused: wait, or open the link that was sent to the owner of the account."""

    WAIT = "wait"
    LINK = "link"


class TryLimit(Struct, frozen=True, kw_only=True):
    """most wrong tries are allowed in a window. parts names the values of an attempt that have a counter together."""

    parts: tuple[str, ...]
    most: int
    window_seconds: int
    refusal: TryRefusal = TryRefusal.WAIT


BY_DEVICE = TryLimit(parts=("account", "device"), most=10, window_seconds=300)
BY_PAIR = TryLimit(parts=("account", "source"), most=5, window_seconds=300)
BY_SOURCE = TryLimit(parts=("source",), most=50, window_seconds=300)
BY_ACCOUNT = TryLimit(parts=("account",), most=100, window_seconds=3600, refusal=TryRefusal.LINK)
# The account comes first: once it is limited, tries from further sources create no counters.
_FOR_STRANGERS = (BY_ACCOUNT, BY_SOURCE, BY_PAIR)


class Attempt(Struct, frozen=True, kw_only=True):
    """A try to sign in. purpose separates passwords, codes and secrets; device is empty for an unknown device."""

    purpose: str
    account: str
    source: str
    at: datetime
    device: str = ""


class TryVerdict(Struct, frozen=True, kw_only=True):
    """Whether a try is refused, and the limits that it was counted for and of which it was the last allowed one."""

    refusal: TryRefusal | None = None
    counted: tuple[TryLimit, ...] = ()
    reached: tuple[TryLimit, ...] = ()


def count_attempt(attempt: Attempt) -> TryVerdict:
    """Count the try as a wrong one, before it is checked, so that simultaneous tries can't pass a limit.

    A refused try is not counted. Call `forgive` if the try was right.
    """
    if attempt.device and not (verdict := _counted(attempt, (BY_DEVICE,))).refusal:
        return verdict
    return _counted(attempt, _FOR_STRANGERS)


def forgive(attempt: Attempt, verdict: TryVerdict) -> None:
    """Remove a right try from the counters."""
    for limit in verdict.counted:
        _add(limit, attempt, by=-1)


def _counted(attempt: Attempt, limits: tuple[TryLimit, ...]) -> TryVerdict:
    numbers: dict[TryLimit, int] = {}
    for limit in limits:
        numbers[limit] = _add(limit, attempt, by=1)
        if numbers[limit] > limit.most:
            forgive(attempt, TryVerdict(counted=tuple(numbers)))
            return TryVerdict(refusal=limit.refusal)
    reached = tuple(limit for limit, number in numbers.items() if number == limit.most)
    return TryVerdict(counted=tuple(numbers), reached=reached)


def _add(limit: TryLimit, attempt: Attempt, *, by: int) -> int:
    about = hash_of("\n".join(getattr(attempt, part) for part in limit.parts))
    name = f"wrong-tries:{attempt.purpose}:{'-'.join(limit.parts)}:{about}"
    return count(name, window_seconds=limit.window_seconds, now=attempt.at, by=by)
