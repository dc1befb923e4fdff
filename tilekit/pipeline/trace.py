"""What each processor did with a log. Recorded only for pages that show it, because it takes a few times longer."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct, field

from tilekit.core.fields import Json
from tilekit.core.messages import Message
from tilekit.pipeline.attribute_paths import Missing
from tilekit.pipeline.limits import WorkMeter
from tilekit.pipeline.notes import CompileNote

_MAX_TRACE_WORK, _MAX_MATCH_SHOWN = 20_000_000, 500
MAX_STEPS = 500
"""The most steps that are recorded for a log."""


class StepOutcome(StrEnum):
    """CHANGED changed the log. ENTERED is a nested pipeline whose filter matches. IDLE had nothing to do. DISABLED is
    turned off. NOT_RUN can't run here. STOPPED was not finished, because the log is too complex.
    """

    CHANGED = "changed"
    ENTERED = "entered"
    IDLE = "idle"
    DISABLED = "disabled"
    NOT_RUN = "not_run"
    STOPPED = "stopped"


class ValueChange(Struct, frozen=True, kw_only=True):
    """A changed value. name is as in queries; before or after is MISSING if the log did not have it."""

    name: str
    before: Json | Missing
    after: Json | Missing


class LongestMatch(Struct, frozen=True, kw_only=True):
    """How far the rule that comes closest matches a text that no rule of a parser matches.

    text[:end] matches the rule up to `expected`, the part that doesn't match; it is "" if the whole rule matches and
    the text is longer. line counts from 0 in the text of the rules.
    """

    rule: str
    line: int
    text: str
    end: int
    expected: str

    @property
    def matched(self) -> str:
        """The start of the text that matches; only its end if it is long."""
        start = max(self.end - _MAX_MATCH_SHOWN, 0)
        return f"{'…' if start else ''}{self.text[start : self.end]}"

    @property
    def rest(self) -> str:
        """The start of the text that does not match."""
        rest = self.text[self.end : self.end + _MAX_MATCH_SHOWN]
        return f"{rest}{'…' if len(self.text) > self.end + _MAX_MATCH_SHOWN else ''}"


class StepTrace(Struct, kw_only=True):
    """What one processor did. pointer leads to it in the file; level is 0 unless it is in a nested pipeline.

    reason is set unless the outcome is CHANGED or ENTERED. note is about a processor that is simulated or can't run.
    """

    pointer: str
    type: str
    name: str
    level: int
    outcome: StepOutcome = StepOutcome.STOPPED
    reason: Message | None = None
    changes: tuple[ValueChange, ...] = ()
    longest_match: LongestMatch | None = None
    note: CompileNote | None = None


class Trace(Struct):
    """The steps of one log. is_complete is False if it became too long; the log itself is still processed.

    state is a copy of the log after the last step. longest_match is what the grok parser that runs now reports.
    """

    steps: list[StepTrace] = field(default_factory=list)
    work: WorkMeter = field(default_factory=lambda: WorkMeter(_MAX_TRACE_WORK))
    is_complete: bool = True
    state: dict[str, Json] | None = None
    longest_match: LongestMatch | None = None

    def add(self, step: StepTrace) -> bool:
        """Record a step; False if there are too many."""
        self.is_complete = self.is_complete and len(self.steps) < MAX_STEPS
        if self.is_complete:
            self.steps.append(step)
        return self.is_complete
