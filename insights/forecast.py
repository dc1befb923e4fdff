"""The forecast of a queue: a simple estimate with a range, from the last eight weeks."""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, pstdev

from msgspec import Struct

WEEKS = 8
_LEAST_FINISHED, _LEAST_WEEKS = 10, 4
# About four out of five weeks are in this range if changes of the queue are normally distributed.
_DEVIATIONS = 1.3
_EXACT_UP_TO, _COARSE_STEP = 20, 5


class Expected(Struct, frozen=True, kw_only=True):
    """How many reviews probably wait: between low and high."""

    low: int
    high: int


class WeekFlow(Struct, frozen=True, kw_only=True):
    """The reviews that arrived and that finished in each of the last eight whole weeks."""

    arrived: Sequence[int]
    finished: Sequence[int]

    @property
    def is_enough(self) -> bool:
        """Whether there is enough data: ten finished reviews, and four weeks in which a review arrived or finished."""
        active = sum(1 for pair in zip(self.arrived, self.finished, strict=True) if any(pair))
        return sum(self.finished) >= _LEAST_FINISHED and active >= _LEAST_WEEKS

    def expected(self, waiting: int, weeks: int) -> Expected:
        """How many reviews wait in this number of weeks, if the next weeks are like the last ones.

        The mean weekly change of the queue continues; the range widens with the square root of the weeks.
        """
        changes = [arrived - finished for arrived, finished in zip(self.arrived, self.finished, strict=True)]
        middle, width = waiting + weeks * fmean(changes), _DEVIATIONS * pstdev(changes) * sqrt(weeks)
        return Expected(low=_rounded(middle - width), high=_rounded(middle + width))


def _rounded(number: float) -> int:
    """The number without false precision: whole, and above 20 a multiple of 5."""
    step = _COARSE_STEP if number > _EXACT_UP_TO else 1
    return max(0, round(number / step) * step)
