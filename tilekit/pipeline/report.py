"""The result of running a pipeline on its tests: a plain value for the command, the checks and pages."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from tilekit.core.fields import Json
from tilekit.core.messages import Message
from tilekit.parse.json import escaped
from tilekit.pipeline.attribute_paths import CONTAINERS, MISSING, Missing
from tilekit.pipeline.json_text import value_in
from tilekit.pipeline.notes import CompileNote, RuleRef
from tilekit.pipeline.trace import StepTrace


class ResultDifference(Struct, frozen=True, kw_only=True):
    """A difference in the result; declared or result is MISSING if only one side has the place."""

    pointer: str
    declared: Json | Missing
    result: Json | Missing


class SampleResult(Struct, frozen=True, kw_only=True):
    """One test. at is its index in the file. declared is None if the test has no result.

    problem is the reason why the run ended early; result is then the result up to that point. reached lists the grok
    rules that matched: pointer of the parser and name. steps contains what each processor did, if the run was traced.
    caveats are notes about steps that were simulated or not run, or that matched more than on the platform.
    """

    at: int
    sample: str
    result: Json
    declared: Json
    differences: tuple[ResultDifference, ...]
    reached: frozenset[tuple[str, str]] = frozenset()
    steps: tuple[StepTrace, ...] = ()
    problem: Message | None = None
    caveats: tuple[CompileNote, ...] = ()

    @property
    def equal(self) -> bool:
        """Whether the result is the declared one."""
        return self.declared is not None and not self.differences and self.problem is None


class PipelineReport(Struct, frozen=True, kw_only=True):
    """The results of the samples, notes about parts that our engine runs differently, and all grok rules that run."""

    samples: tuple[SampleResult, ...] = ()
    notes: tuple[CompileNote, ...] = ()
    rules: tuple[RuleRef, ...] = ()

    @property
    def equal(self) -> bool:
        """Whether every sample has its declared result."""
        return all(sample.equal for sample in self.samples)


def result_differences(declared: Json, result: Json, pointer: str = "") -> Iterator[ResultDifference]:
    """Every place where two values differ. Objects are compared by key, lists of the same length by index.

    1 and 1.0 are equal, as pages of the platform show numbers with decimals as 1; 1 and true differ. Texts are equal if
    they are the same JSON. Both values are at most MAX_PIPELINE_LEVELS deep.
    """
    if isinstance(declared, dict) and isinstance(result, dict):
        for key in sorted({*declared, *result}):
            place = f"{pointer}/{escaped(key)}"
            yield from differences_at(declared.get(key, MISSING), result.get(key, MISSING), place)
    elif isinstance(declared, list) and isinstance(result, list) and len(declared) == len(result):
        for at, (one, other) in enumerate(zip(declared, result, strict=True)):
            yield from result_differences(one, other, f"{pointer}/{at}")
    elif (_kind(declared) is not _kind(result) or declared != result) and not _is_same_json(declared, result):
        yield ResultDifference(pointer=pointer, declared=declared, result=result)


def _kind(value: Json) -> type:
    """The type of a value; numbers have one type, with or without decimals."""
    return float if type(value) is int else type(value)


def _is_same_json(declared: Json, result: Json) -> bool:
    """Whether both are texts with equal objects or lists as JSON, whatever the order of their keys."""
    if not isinstance(declared, str) or not isinstance(result, str) or declared.lstrip()[:1] not in ("{", "["):
        return False
    one, other = value_in(declared), value_in(result)
    return isinstance(one, CONTAINERS) and not any(result_differences(one, None if other is MISSING else other))


def differences_at(declared: Json | Missing, result: Json | Missing, pointer: str) -> Iterator[ResultDifference]:
    """Every difference at a place that one side may lack."""
    if isinstance(declared, Missing) or isinstance(result, Missing):
        yield ResultDifference(pointer=pointer, declared=declared, result=result)
    else:
        yield from result_differences(declared, result, pointer)
