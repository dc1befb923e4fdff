"""A sample of a log pipeline as the page shows it: its steps, and its result next to the expected one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from msgspec import Struct

from page_parts.times import format_time
from tilekit.pipeline import SampleResult
from tilekit.pipeline.log import UNDATED
from tilekit.pipeline.result_rows import ResultRow, rows_of_sample, shown_json
from tilekit.pipeline.trace import StepOutcome, StepTrace

_MAX_ROWS, _MAX_CHANGES, _MAX_LOG_NUMBERS = 300, 100, 20
_LAST_MS = 253_402_300_800_000  # the year 10000


class ShownStepChange(Struct, frozen=True, kw_only=True):
    """A changed value as JSON; before or after is None if the log did not have it."""

    name: str
    before: str | None
    after: str | None


class ShownStep(Struct, frozen=True, kw_only=True):
    """What a processor did. indent is its level for the style sheet, which knows five."""

    trace: StepTrace

    @property
    def indent(self) -> int:
        return min(self.trace.level, 5)

    @property
    def changes(self) -> Sequence[ShownStepChange]:
        return [
            ShownStepChange(name=one.name, before=shown_json(one.before), after=shown_json(one.after))
            for one in self.trace.changes[:_MAX_CHANGES]
        ]

    @property
    def hidden_count(self) -> int:
        """The number of changes that are not shown."""
        return max(len(self.trace.changes) - _MAX_CHANGES, 0)


class ShownSample(Struct, frozen=True, kw_only=True):
    """A sample with the rows of its result. hidden_count is the number of rows that are not shown.

    is_left_out is True if only its summary is shown.
    """

    sample: SampleResult
    rows: Sequence[ResultRow]
    hidden_count: int
    is_left_out: bool = False

    @property
    def number(self) -> int:
        """The number of the sample, from 1."""
        return self.sample.at + 1

    @property
    def state(self) -> str:
        """The state of the sample for its badge: stopped, undeclared, equal or different."""
        if self.sample.problem:
            return "stopped"
        if self.sample.declared is None:
            return "undeclared"
        return "equal" if self.sample.equal else "different"

    @property
    def steps(self) -> Sequence[ShownStep]:
        return [ShownStep(trace=trace) for trace in self.sample.steps]

    @property
    def changed_count(self) -> int:
        """The number of processors that changed the log."""
        return sum(trace.outcome is StepOutcome.CHANGED for trace in self.sample.steps)

    @property
    def can_become_expected(self) -> bool:
        """Whether the result is complete and differs from the expected one."""
        return not self.sample.equal and not self.sample.problem

    @property
    def timestamp(self) -> str:
        """The timestamp of the log in UTC with milliseconds, or that no date could be read in the log; "" if it has
        none or it is out of range.

        It is not in the reader's time zone, so that it can be compared with the log.
        """
        timestamp = self.sample.result.get("timestamp") if isinstance(self.sample.result, dict) else None
        if not isinstance(timestamp, int) or not 0 <= timestamp < _LAST_MS:
            return ""
        if timestamp == UNDATED:
            return _("No date could be read in this log.")
        moment = datetime.fromtimestamp(timestamp // 1000, UTC)
        return f"{format_time(moment.date())} {moment:%H:%M:%S}.{timestamp % 1000:03} UTC"


def shown_sample(sample: SampleResult, *, is_left_out: bool = False) -> ShownSample:
    """The sample with at most _MAX_ROWS rows. If there are more, those that differ come first."""
    rows = rows_of_sample(sample)
    if len(rows) > _MAX_ROWS:
        rows = sorted(rows, key=lambda row: row.is_equal)
    return ShownSample(
        sample=sample,
        rows=rows[:_MAX_ROWS],
        hidden_count=max(len(rows) - _MAX_ROWS, 0),
        is_left_out=is_left_out,
    )


def log_numbers(numbers: Sequence[int]) -> str:
    """The first numbers of logs, in a row."""
    shown = ", ".join(map(str, numbers[:_MAX_LOG_NUMBERS]))
    return f"{shown} …" if len(numbers) > _MAX_LOG_NUMBERS else shown
