"""LT-001 to LT-004, LT-007, LT-008 and LT-012: the tests of a pipeline."""

import json
import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import Fix, FixClass, Severity, Spot
from tilekit.checks.logs.accepting import MAX_OFFERED, accepting
from tilekit.checks.logs.changing import Changing, fix_of
from tilekit.checks.logs.processors import rules_of
from tilekit.checks.logs.reading import Pipeline, compiled, pipelines, report, runs_whole, tests_rule
from tilekit.checks.reading import value_at
from tilekit.core.messages import N_
from tilekit.parse.dashboard import text
from tilekit.parse.json import escaped

_LIKE_JSON = re.compile(r"\s*\{\s*[\"}]")
_SERVICE = re.compile(r"(?<![\w@.-])service:")
_KNOWN = ("sample", "result", "service", "tags")
MAX_SAMPLE_BYTES = 25_000


@tests_rule(
    "LT-001",
    Severity.BLOCKER,
    N_("The tests file and the pipeline have different IDs. Use the same ID."),
    fix=FixClass.SUGGESTED,
)
def has_id(tests: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """The id is that of the pipeline."""
    found, change = tests.value.get("id"), Changing(bundle, tests)
    for pipeline in pipelines(bundle):
        ident = pipeline.value.get("id")
        if found != ident:
            edit = change.putting("/id", ident) if ident else None
            yield tests.spot("/id", found, fix=fix_of(edit, title=N_("Set the ID to {ident}"), ident=ident))


@tests_rule("LT-002", Severity.BLOCKER, N_("Add a raw log as a sample."))
def has_tests(tests: Pipeline, _: Bundle) -> Iterator[Spot]:
    """There is a test, and each has a sample."""
    if not tests.tests:
        yield tests.spot("/tests")
    for at, test in tests.tests:
        if test.get("sample") in (None, ""):
            yield tests.spot(f"/tests/{at}", at)


@tests_rule("LT-003", Severity.ADVICE, N_("Add a sample for each kind of log you send."))
def has_two(tests: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """There are at least two samples if the pipeline distinguishes two kinds of log."""
    if len(tests.tests) == 1 and _kinds(bundle) > 1:
        yield tests.spot("/tests")


def _kinds(bundle: Bundle) -> int:
    """How many nested pipelines or grok rules share the logs among them; 2 where nobody knows."""
    made = [pipeline for pipeline in pipelines(bundle) if pipeline.body]
    nested = sum(len(pipeline.of_type("pipeline")) for pipeline in made)
    rules = [len(rules_of(one, "matchRules")) for pipeline in made for one in pipeline.of_type("grok-parser")]
    return max(nested, *rules, 0) if made else 2


@tests_rule(
    "LT-004",
    Severity.BLOCKER,
    N_("Run the pipeline and accept the result for sample {number}."),
    fix=FixClass.SUGGESTED,
)
def has_result(tests: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """Every test has a result."""
    missing = [at for at, test in tests.tests if not isinstance(test.get("result"), dict) or not test["result"]]
    for offered, at in enumerate(missing):
        fix = _computed(bundle, tests.file, at) if offered < MAX_OFFERED else None
        yield tests.spot(f"/tests/{at}", at, number=at + 1, fix=fix)


def _computed(bundle: Bundle, file: str, at: int) -> Fix | None:
    """The result that our engine gives, if it runs all of the pipeline and knows the source of the sample."""
    run, made = report(bundle), compiled(bundle)
    if run is None or made is None or not runs_whole(run) or len(made.sources) > 1:
        return None
    result = next((sample.result for sample in run.samples if sample.at == at and not sample.problem), None)
    return accepting(bundle, file, at=at, result=result) if result is not None else None


@tests_rule("LT-007", Severity.ADVICE, N_("If you send service as a parameter, add it below the sample."))
def has_service(tests: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """Where nothing in the pipeline sets the service, but a result or a filter has one, it was sent with the log."""
    for pipeline in pipelines(bundle):
        types = {processor.type for processor in pipeline.processors}
        filters = [text(value_at(processor.value, "/filter/query")) for processor in pipeline.processors]
        is_asked = any(_SERVICE.search(query) for query in filters)
        for at, test in tests.tests if "service-remapper" not in types else ():
            has_one = bool(text(value_at(test, "/result/service")))
            if (has_one or is_asked) and not text(test.get("service")):
                yield tests.spot(f"/tests/{at}", at)


@tests_rule("LT-008", Severity.WARNING, N_("This sample looks like a processed log. Use the raw log."))
def has_raw_samples(tests: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """A sample is a raw log: JSON parses if it starts as JSON and no grok rule reads it, and it is at most 25 kB."""
    run = report(bundle)
    read = {sample.at for sample in run.samples if sample.reached} if run else set()
    for at, test in tests.tests:
        sample, pointer = text(test.get("sample")), f"/tests/{at}/sample"
        if len(sample.encode()) > MAX_SAMPLE_BYTES:
            yield tests.spot(pointer, at, message=N_("This sample is longer than 25 kB. Shorten it."))
        elif at not in read and _LIKE_JSON.match(sample):
            yield from _json_sample(tests, sample, pointer)


def _json_sample(tests: Pipeline, sample: str, pointer: str) -> Iterator[Spot]:
    try:
        value = json.loads(sample)
    except (ValueError, RecursionError):
        yield tests.spot(pointer, message=N_("This sample looks like JSON but is not valid. Correct it."))
        return
    if isinstance(value, dict) and {"custom", "message", "tags"} <= set(value):
        yield tests.spot(pointer)


@tests_rule("LT-012", Severity.ADVICE, N_("{key} is not a known key of a test. Remove it."), fix=FixClass.SUGGESTED)
def has_known_keys(tests: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """A test has no other keys."""
    change = Changing(bundle, tests)
    for at, test in tests.tests:
        for key in test:
            if key not in _KNOWN:
                fix = fix_of(change.removing(f"/tests/{at}/{escaped(key)}"), title=N_("Remove it"))
                yield tests.spot(f"/tests/{at}", key, key=key, fix=fix)
