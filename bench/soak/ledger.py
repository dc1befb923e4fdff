"""The ledger of a soak: each write of its people with a unique mark, and how the portal responded."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from threading import Lock

from msgspec import Struct


class WriteOutcome(StrEnum):
    """UNCLEAR: a process was killed before it responded, so the write may be stored or not."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    UNCLEAR = "unclear"


class LedgerWrite(Struct, frozen=True, kw_only=True):
    """A write. mark is a text that only this write stores. place is where it replaces a value, "" if it adds a row."""

    kind: str
    mark: str
    outcome: WriteOutcome
    place: str = ""


class Ledger:
    """The writes of all people, in the order of their responses."""

    def __init__(self) -> None:
        self._writes: list[LedgerWrite] = []
        self._lock = Lock()

    def add(self, write: LedgerWrite) -> None:
        """Record a write; may be called from any thread."""
        with self._lock:
            self._writes.append(write)

    def writes(self) -> list[LedgerWrite]:
        """A copy of the writes so far."""
        with self._lock:
            return list(self._writes)


def row_problems(writes: Iterable[LedgerWrite], rows: Mapping[str, int]) -> list[str]:
    """A sentence for each write that was lost or stored twice. rows are {mark: number of stored rows with it}."""
    return [problem for write in writes if (problem := _row_problem(write, rows.get(write.mark, 0)))]


def _row_problem(write: LedgerWrite, count: int) -> str:
    if count > 1:
        return f"doubled: {write.kind} {write.mark} is stored {count} times"
    if write.outcome is WriteOutcome.CONFIRMED and not count:
        return f"lost: {write.kind} {write.mark} was confirmed"
    if write.outcome is WriteOutcome.REFUSED and count:
        return f"stored although refused: {write.kind} {write.mark}"
    return ""


def value_problems(writes: Sequence[LedgerWrite], values: Mapping[str, str]) -> list[str]:
    """A sentence for each place whose value isn't that of its last write. values are {place: stored value}.

    If the last writes are unclear, the value can be that of any of them or of the last confirmed write.
    """
    allowed: dict[str, list[str]] = {}
    for write in writes:
        if write.outcome is WriteOutcome.CONFIRMED:
            allowed[write.place] = [write.mark]
        elif write.outcome is WriteOutcome.UNCLEAR:
            allowed.setdefault(write.place, []).append(write.mark)
    confirmed = {write.place for write in writes if write.outcome is WriteOutcome.CONFIRMED}
    return [
        f"lost: {place} has the value {values.get(place)!r} instead of {' or '.join(marks)}"
        for place, marks in allowed.items()
        if place in confirmed and values.get(place) not in marks
    ]
