"""What running a pipeline on its tests gives: a pure value for the command, the checks and pages."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from tilekit.core.fields import Json
from tilekit.core.messages import Message
from tilekit.parse.json import escaped
from tilekit.pipeline.faults import Note, RuleRef
from tilekit.pipeline.paths import MISSING, Missing
from tilekit.pipeline.watching import Idle


class Difference(Struct, frozen=True, kw_only=True):
    """A place in the result; declared or result is MISSING where the place is on one side only."""

    pointer: str
    declared: Json | Missing
    result: Json | Missing


class Sample(Struct, frozen=True, kw_only=True):
    """One test: at is its index in the file. declared is None if the test has no result.

    problem says why the run ended early; result is then what was reached. reached names the grok rules that matched:
    pointer of the parser and name; idle the processors that had nothing to do, where the run was watched.
    """

    at: int
    sample: str
    result: Json
    declared: Json
    differences: tuple[Difference, ...]
    reached: frozenset[tuple[str, str]] = frozenset()
    idle: tuple[Idle, ...] = ()
    problem: Message | None = None

    @property
    def equal(self) -> bool:
        """Whether the result is the declared one."""
        return self.declared is not None and not self.differences and self.problem is None


class Report(Struct, frozen=True, kw_only=True):
    """What the samples gave, what runs differently here, and all grok rules that run."""

    samples: tuple[Sample, ...] = ()
    notes: tuple[Note, ...] = ()
    rules: tuple[RuleRef, ...] = ()

    @property
    def equal(self) -> bool:
        """Whether every sample gives its declared result."""
        return all(sample.equal for sample in self.samples)


def differences(declared: Json, result: Json, pointer: str = "") -> Iterator[Difference]:
    """Every place where two values differ, objects by key and lists of one length by place.

    1 and 1.0 differ, as on the platform; so do 1 and true. Both values are at most MAX_LEVELS deep.
    """
    if isinstance(declared, dict) and isinstance(result, dict):
        for key in sorted({*declared, *result}):
            place = f"{pointer}/{escaped(key)}"
            yield from _differences_at(declared.get(key, MISSING), result.get(key, MISSING), place)
    elif isinstance(declared, list) and isinstance(result, list) and len(declared) == len(result):
        for at, (one, other) in enumerate(zip(declared, result, strict=True)):
            yield from differences(one, other, f"{pointer}/{at}")
    elif type(declared) is not type(result) or declared != result:
        yield Difference(pointer=pointer, declared=declared, result=result)


def _differences_at(declared: Json | Missing, result: Json | Missing, pointer: str) -> Iterator[Difference]:
    if isinstance(declared, Missing) or isinstance(result, Missing):
        yield Difference(pointer=pointer, declared=declared, result=result)
    else:
        yield from differences(declared, result, pointer)
