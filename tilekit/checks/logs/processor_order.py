"""LP-029: every processor comes after those that create the attributes it reads."""

import re
from collections.abc import Iterator

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity, Stage
from tilekit.checks.logs.pipeline_files import Pipeline, Processor, pipeline_check, test_files
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import text, value_at
from tilekit.pipeline.attribute_paths import TEMPLATE_ATTRIBUTE, Missing, get, split_path

_MOVED = N_("{value} uses {attribute}, which {after} has already moved. Change the order of these processors.")
_OPERAND = re.compile(r"(?<![\w.])[A-Za-z_@$][\w.@$-]*")
_EXTRACT = re.compile(r"%\{[^:{}()]+(?:\([^)]*\))?:([\w.@$-]+)")
_ONE_SOURCE = ("grok-parser", "lookup-processor", "decoder-processor", "array-map-processor")


class _ProcessorUse(Struct, frozen=True):
    """The attributes that a processor reads and writes."""

    processor: Processor
    reads: tuple[str, ...]
    writes: tuple[str, ...]

    @property
    def group(self) -> str:
        """The pointer of the list that contains the processor."""
        return self.processor.pointer.rpartition("/")[0]

    @property
    def name(self) -> str:
        return text(self.processor.value.get("name")) or self.processor.type


@pipeline_check(
    "LP-029",
    Severity.WARNING,
    N_("{value} uses {attribute}, which exists only after {after}. Change the order of these processors."),
    name=N_("Wrong order of processors"),
    stage=Stage.DEEP,
    applies_to=N_("processor order"),
    expected=N_("Each processor comes after the processors that create the attributes it reads"),
    bad="a remapper before the parser",
    good="the parser before the remapper",
)
def has_order(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """No processor reads an attribute that only a later one creates, or that an earlier one has moved away. The
    attributes of a sample exist from the start.
    """
    uses = [_use_of_processor(one) for one in pipeline.processors if one.value.get("enabled") is not False]
    samples = _sample_attributes(bundle)
    for at, use in enumerate(uses):
        movers = [_mover_of(read, use, uses[:at]) for read in use.reads]
        if (mover := next(iter(movers), None)) and all(movers):
            read = use.reads[0]
            yield pipeline.finding(use.processor.pointer, use.name, message=_MOVED, attribute=read, after=mover.name)
            continue
        if _is_served(use, uses[:at], samples):
            continue
        for read in use.reads:
            after = next((later for later in uses[at + 1 :] if read in later.writes and _may_meet(use, later)), None)
            if after is not None:
                yield pipeline.finding(use.processor.pointer, use.name, attribute=read, after=after.name)
                break


def _mover_of(read: str, use: _ProcessorUse, before: list[_ProcessorUse]) -> _ProcessorUse | None:
    """The earlier remapper that moves the attribute elsewhere, unless a processor creates it again."""
    mover = None
    for earlier in before:
        if any(_creates(written, read) for written in earlier.writes):
            mover = None
        elif earlier.writes != use.writes and _moves(earlier, read) and _always_precedes(earlier, use):
            mover = earlier
    return mover


def _moves(use: _ProcessorUse, read: str) -> bool:
    value, is_remapper = use.processor.value, use.processor.type == "attribute-remapper"
    is_moved = is_remapper and value.get("sourceType") == "attribute" and value.get("preserveSource") is False
    return is_moved and use.reads == (read,)


def _always_precedes(earlier: _ProcessorUse, use: _ProcessorUse) -> bool:
    """Whether every log that reaches the one has passed the other."""
    return not earlier.processor.level or earlier.group == use.group


def _may_meet(use: _ProcessorUse, later: _ProcessorUse) -> bool:
    """Whether every log passes both processors. Of two nested pipelines, a log may pass only one."""
    return use.group == later.group or not (use.processor.level and later.processor.level)


def _is_served(use: _ProcessorUse, before: list[_ProcessorUse], samples: list[dict[str, Json]]) -> bool:
    """Whether a source of the processor may exist. A remapper with several sources uses the first that exists."""
    return any(
        read == "message"
        or any(_creates(written, read) for earlier in before for written in earlier.writes)
        or any(not isinstance(get(sample, split_path(read)), Missing) for sample in samples)
        for read in use.reads
    )


def _creates(written: str, read: str) -> bool:
    """Whether writing one attribute creates the other. Writing an object also creates its members and its parents."""
    return read == written or read.startswith(f"{written}.") or written.startswith(f"{read}.") or not written


def _sample_attributes(bundle: Bundle) -> list[dict[str, Json]]:
    """The attributes that the samples contain before the pipeline runs."""
    from tilekit.pipeline.json_text import object_in  # slow import

    samples = [text(test.get("sample")) for tests in test_files(bundle) for _, test in tests.tests]
    return [attributes for sample in samples if (attributes := object_in(sample)) is not None]


def _use_of_processor(processor: Processor) -> _ProcessorUse:
    value = processor.value
    reads = processor.sources
    if processor.type in _ONE_SOURCE:
        reads.append(text(value.get("source")))
    if processor.type == "string-builder-processor":
        reads += TEMPLATE_ATTRIBUTE.findall(text(value.get("template")))
    if processor.type == "arithmetic-processor":
        reads += [name.removeprefix("@") for name in _OPERAND.findall(text(value.get("expression")))]
    if processor.type == "array-processor":
        reads.append(text(value_at(value, "/operation/source")))
    return _ProcessorUse(processor, tuple(read for read in reads if read), tuple(written_by(processor)))


def written_by(processor: Processor) -> Iterator[str]:
    """The attributes that a processor sets. "" stands for an object with unknown keys."""
    value = processor.value
    target = text(value.get("target")) or text(value_at(value, "/operation/target"))
    if target or value_at(value, "/operation/keyToExtract"):
        yield target
    if processor.type == "grok-parser":
        rules = f"{text(value_at(value, '/grok/matchRules'))}\n{text(value_at(value, '/grok/supportRules'))}"
        yield from _EXTRACT.findall(rules)
        if "::" in rules:  # an object with any keys
            yield ""
