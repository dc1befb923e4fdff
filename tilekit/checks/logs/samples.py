"""LT-001 to LT-004, LT-007, LT-008 and LT-012: the tests of a pipeline."""

import json
import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity
from tilekit.checks.fixes import fix_of
from tilekit.checks.logs.pipeline_edits import PipelineEdits
from tilekit.checks.logs.pipeline_files import (
    Pipeline,
    compiled_pipeline,
    is_fully_supported,
    pipeline_report,
    pipeline_tests_check,
    pipelines,
)
from tilekit.checks.logs.processors import match_rules
from tilekit.checks.logs.result_fixes import MAX_OFFERED, accept_result_fix
from tilekit.checks.logs.text_positions import at_text
from tilekit.core.messages import N_
from tilekit.parse.json import escaped
from tilekit.parse.json_values import text, value_at

_LIKE_JSON = re.compile(r"\s*\{\s*[\"}]")
_SERVICE = re.compile(r"(?<![\w@.-])service:")
_KNOWN_KEYS = ("sample", "result", "service", "tags")
MAX_SAMPLE_BYTES = 25_000


@pipeline_tests_check(
    "LT-001",
    Severity.BLOCKER,
    N_("The tests file and the pipeline have different IDs. Use the same ID."),
    name=N_("Different IDs in tests and pipeline"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("tests file"),
    expected=N_("id is the pipeline's ID"),
    bad="id: acme",
    good="id: acme-queue",
)
def has_id(tests: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    tests_id, change = tests.value.get("id"), PipelineEdits(bundle, tests)
    for pipeline in pipelines(bundle):
        pipeline_id = pipeline.value.get("id")
        if tests_id != pipeline_id:
            edit = change.putting("/id", pipeline_id) if pipeline_id else None
            yield tests.finding("/id", tests_id, fix=fix_of(edit, title=N_("Set the ID to {ident}"), ident=pipeline_id))


@pipeline_tests_check(
    "LT-002",
    Severity.BLOCKER,
    N_("Add a raw log as a sample."),
    name=N_("No log sample"),
    applies_to=N_("tests file"),
    expected=N_("At least one test with a sample"),
    bad="tests: []",
    good="a sample",
)
def has_tests(tests: Pipeline, _: Bundle) -> Iterator[RawFinding]:
    if not tests.tests:
        yield tests.finding("/tests")
    for at, test in tests.tests:
        if test.get("sample") in (None, ""):
            yield tests.finding(f"/tests/{at}", at)


@pipeline_tests_check(
    "LT-003",
    Severity.ADVICE,
    N_("Add a sample for each kind of log you send."),
    name=N_("Too few log samples"),
    applies_to=N_("tests file"),
    expected=N_("At least two samples if the pipeline distinguishes several kinds of log"),
    bad="one sample for three grok rules",
    good="a sample for each kind of log",
)
def has_two(tests: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    if len(tests.tests) == 1 and _kinds(bundle) > 1:
        yield tests.finding("/tests")


def _kinds(bundle: Bundle) -> int:
    """The number of nested pipelines or grok rules that each handle some of the logs; 2 if unknown."""
    files = [pipeline for pipeline in pipelines(bundle) if pipeline.body]
    nested = sum(len(pipeline.of_type("pipeline")) for pipeline in files)
    rules = [len(match_rules(one)) for pipeline in files for one in pipeline.of_type("grok-parser")]
    return max(nested, *rules, 0) if files else 2


@pipeline_tests_check(
    "LT-004",
    Severity.BLOCKER,
    N_("Run the pipeline and accept the result for sample {number}."),
    name=N_("Sample without an expected result"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("test"),
    expected=N_("Has a result"),
    bad="a sample without a result",
    good="a result",
)
def has_result(tests: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    missing = [at for at, test in tests.tests if not isinstance(test.get("result"), dict) or not test["result"]]
    for offered, at in enumerate(missing):
        fix = _fix_adding_result(bundle, tests.file, at) if offered < MAX_OFFERED else None
        yield tests.finding(f"/tests/{at}", at, number=at + 1, fix=fix)


def _fix_adding_result(bundle: Bundle, file: str, at: int) -> Fix | None:
    """The fix that adds the result of our engine, if it runs the whole pipeline and knows the source of the sample."""
    run, compiled = pipeline_report(bundle), compiled_pipeline(bundle)
    if run is None or compiled is None or not is_fully_supported(run) or len(compiled.sources) > 1:
        return None
    result = next((sample.result for sample in run.samples if sample.at == at and not sample.problem), None)
    return accept_result_fix(bundle, file, at=at, result=result) if result is not None else None


@pipeline_tests_check(
    "LT-007",
    Severity.ADVICE,
    N_(
        "The expected result or a filter uses a service that the pipeline doesn't set. If your logs "
        "are sent with a service, add it to the test."
    ),
    name=N_("Service missing from a test"),
    applies_to=N_("test"),
    expected=N_("If logs are sent with a service, the test has the same service next to the sample"),
    bad="a result with a service, but no service in the test or the pipeline",
    good="service: acme",
)
def has_service(tests: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """If a result or a filter has a service and nothing in the pipeline sets it, the sample was sent
    with that service.
    """
    for pipeline in pipelines(bundle):
        types = {processor.type for processor in pipeline.processors}
        filters = [text(value_at(processor.value, "/filter/query")) for processor in pipeline.processors]
        is_asked = any(_SERVICE.search(query) for query in filters)
        for at, test in tests.tests if "service-remapper" not in types else ():
            has_one = bool(text(value_at(test, "/result/service")))
            if (has_one or is_asked) and not text(test.get("service")):
                yield tests.finding(f"/tests/{at}", at)


@pipeline_tests_check(
    "LT-008",
    Severity.WARNING,
    N_("This sample looks like a processed log. Use the raw log."),
    name=N_("Processed log as a sample"),
    applies_to=N_("test"),
    expected=N_("A raw log as the product sends it, at most 25 kB, and valid JSON if it starts with {"),
    bad="a log that was copied from the platform",
    good="the log as the product writes it",
)
def has_raw_samples(tests: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """A sample is a raw log of at most 25 kB. If it starts like JSON and no grok rule parses it, it is valid JSON."""
    run = pipeline_report(bundle)
    read = {sample.at for sample in run.samples if sample.reached} if run else set()
    for at, test in tests.tests:
        sample, pointer = text(test.get("sample")), f"/tests/{at}/sample"
        if len(sample.encode()) > MAX_SAMPLE_BYTES:
            yield tests.finding(pointer, at, message=N_("This sample is longer than 25 kB. Shorten it."))
        elif at not in read and _LIKE_JSON.match(sample):
            yield from _json_sample(bundle, tests, sample, pointer=pointer)


def _json_sample(bundle: Bundle, tests: Pipeline, sample: str, *, pointer: str) -> Iterator[RawFinding]:
    try:
        value = json.loads(sample)
    except (ValueError, RecursionError) as fault:
        raw_finding = tests.finding(pointer, message=N_("This sample looks like JSON but is not valid. Correct it."))
        broken = sample.split("\n")[getattr(fault, "lineno", 1) - 1].strip()
        yield at_text(bundle, raw_finding, broken) if broken else raw_finding
        return
    if isinstance(value, dict) and {"custom", "message", "tags"} <= set(value):
        yield tests.finding(pointer)


@pipeline_tests_check(
    "LT-012",
    Severity.ADVICE,
    N_("{key} is not a known key of a test. Remove it."),
    name=N_("Unknown key in a test"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("test"),
    expected=N_("Only known keys: sample, result, service, tags"),
    bad="expected: …",
    good="result: …",
)
def has_known_keys(tests: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """A test has only the keys sample, result, service and tags."""
    change = PipelineEdits(bundle, tests)
    for at, test in tests.tests:
        for key in test:
            if key not in _KNOWN_KEYS:
                fix = fix_of(change.removing(f"/tests/{at}/{escaped(key)}"), title=N_("Remove it"))
                yield tests.finding(f"/tests/{at}", key, key=key, fix=fix)
