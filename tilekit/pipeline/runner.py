"""Runs a pipeline file on the samples of its tests file."""

from __future__ import annotations

from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.parse.json_values import elements, text
from tilekit.parse.positions import Position, Unparsable
from tilekit.parse.yaml import YamlFile, parse_yaml
from tilekit.pipeline.compile import CompiledPipeline
from tilekit.pipeline.limits import (
    MAX_FILE_BYTES,
    MAX_SAMPLES,
    MAX_TEXT,
    MAX_WORK,
    MAX_WORK_IN_ALL,
    TooMuchWork,
    WorkMeter,
)
from tilekit.pipeline.log import Log, log_of
from tilekit.pipeline.report import PipelineReport, SampleResult, result_differences
from tilekit.pipeline.trace import Trace

SAMPLE_TOO_LARGE = N_("it is larger than {limit} MB")
_SOURCE = "source:"
PASSED_OVER = N_("it was not run because the samples before it used up the steps that are allowed for one run")


def run_samples(
    compiled: CompiledPipeline, tests: dict[str, Json] | None, *, most_work: int = MAX_WORK_IN_ALL
) -> PipelineReport:
    """The report of a compiled pipeline and the value of a tests file, of which at most MAX_SAMPLES are run.

    most_work limits the total work for all samples. Samples beyond it are not run, and their problem says so.
    """
    rows = elements(tests.get("tests")) if tests else []
    samples, left = list[SampleResult](), most_work
    for at, row in enumerate(rows[:MAX_SAMPLES]):
        if isinstance(row, dict):
            work = WorkMeter(min(left, MAX_WORK))
            samples.append(run_sample(compiled, row, at=at, meter=work) if left > 0 else _passed_over(row, at))
            left -= work.spent
    return PipelineReport(samples=tuple(samples), notes=compiled.notes, rules=compiled.rules)


def _passed_over(test: dict[str, Json], at: int) -> SampleResult:
    raw, declared = test.get("sample"), test.get("result")
    return SampleResult(
        at=at, sample=raw[:MAX_TEXT] if isinstance(raw, str) else "", result={},
        declared=declared if isinstance(declared, dict) else None, differences=(), problem=Message(PASSED_OVER),
    )  # fmt: skip


def run_sample(
    compiled: CompiledPipeline, test: dict[str, Json], *, at: int, meter: WorkMeter, is_traced: bool = False
) -> SampleResult:
    """The result of one test; meter limits and counts its cost.

    If a sample may have several sources, the first one that leads to the declared result is used. is_traced records the
    steps, if the pipeline was compiled with traces; it takes a few times longer.
    """
    raw, declared = test.get("sample"), test.get("result")
    declared = declared if isinstance(declared, dict) else None
    if not isinstance(raw, str) or len(raw) > MAX_TEXT:
        problem = Message(N_("the sample must be text of at most {limit} characters"), {"limit": MAX_TEXT})
        sample = text(raw)[:100]
        return SampleResult(at=at, sample=sample, result={}, declared=declared, differences=(), problem=problem)
    service = text(test.get("service"))
    given = [tag for tag in elements(test.get("tags")) if isinstance(tag, str)]
    named = tuple(tag.removeprefix(_SOURCE) for tag in given if tag.startswith(_SOURCE))[:1]
    logs = (log_of(raw, source=source, service=service, tags=given) for source in named or compiled.sources)
    results = (
        _run(compiled, log, at=at, declared=declared, meter=meter, trace=Trace() if is_traced else None) for log in logs
    )
    first = next(results)
    return first if declared is None or first.equal else next((one for one in results if one.equal), first)


def _run(
    compiled: CompiledPipeline, log: Log, *, at: int, declared: dict[str, Json] | None, meter: WorkMeter,
    trace: Trace | None,
) -> SampleResult:  # fmt: skip
    """The result of the pipeline for a log."""
    log.work, log.trace = meter, trace
    stopped: Message | None = None
    try:
        compiled.run(log)
    except TooMuchWork as error:
        stopped = Message(error.text)
    result = log.result()
    result["tags"] = _in_order(log.tags, declared.get("tags") if declared else None)
    differences = tuple(result_differences(declared, result)) if declared is not None else ()
    return SampleResult(
        at=at, sample=log.text, result=result, declared=declared, differences=differences,
        reached=frozenset(log.reached), steps=tuple(trace.steps) if trace else (), problem=stopped,
        caveats=compiled.caveats(log),
    )  # fmt: skip


def _in_order(tags: list[str], declared: Json) -> list[Json]:
    """The tags in the declared order, because tags are a set. If the declared tags are different ones, the order stays
    the same.
    """
    ordered_tags = [tag for tag in elements(declared) if isinstance(tag, str)]
    return [*(ordered_tags if sorted(ordered_tags) == sorted(tags) else tags)]


def parse_file(data: bytes, key: str) -> dict[str, Json]:
    """The object in a file, which must have the key: "pipeline" or "tests". Raises Unparsable."""
    value = parse_with_positions(data, key).value
    return value if isinstance(value, dict) else {}


def parse_with_positions(data: bytes, key: str) -> YamlFile:
    """The file of an object with the key. Raises Unparsable."""
    if len(data) > MAX_FILE_BYTES:
        raise Unparsable(Message(SAMPLE_TOO_LARGE, {"limit": MAX_FILE_BYTES // 1_000_000}), Position(1, 1))
    parsed = parse_yaml(data)
    if parsed.duplicates:
        duplicate = parsed.duplicates[0]
        raise Unparsable(Message(N_("the key {key} appears twice"), {"key": duplicate.key}), duplicate.position)
    if not isinstance(parsed.value, dict) or key not in parsed.value:
        raise Unparsable(Message(N_("it has no {key}"), {"key": key}), Position(1, 1))
    return parsed
