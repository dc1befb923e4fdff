"""LT-006: the parts that every declared result must have."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.logs.pipeline_files import Pipeline, pipeline_report, pipeline_tests_check, pipelines
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import members, text

_SOURCE = "source:"
_ALWAYS_PRESENT_KEYS = ("custom", "message", "tags")
_BY_REMAPPER = {"date-remapper": "timestamp", "status-remapper": "status"}


@pipeline_tests_check(
    "LT-006",
    Severity.WARNING,
    N_("The expected result has no {key}. Add this key."),
    name=N_("Incomplete expected result"),
    applies_to=N_("test"),
    expected=N_(
        "result contains custom, message, tags with a source tag, and the timestamp and status if remappers set them"
    ),
    bad="a result without tags",
    good="custom, message, tags, timestamp and status",
)
def has_whole_result(tests: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    needed = [*_ALWAYS_PRESENT_KEYS, *_mapped_keys(bundle)]
    for at, test in tests.tests:
        expected = members(test.get("result"))
        for key in needed if expected else ():
            if key not in expected and (key != "status" or "status" in _computed_result(bundle, at)):
                yield tests.finding(f"/tests/{at}/result", key, key=key)
        tags = expected.get("tags")
        if isinstance(tags, list) and not any(text(tag).startswith(_SOURCE) for tag in tags):
            yield tests.finding(
                f"/tests/{at}/result/tags", at, message=N_("The expected result has no source tag. Add one.")
            )


def _mapped_keys(bundle: Bundle) -> list[str]:
    """The keys that active remappers set. Those in nested pipelines apply to some logs only."""
    active = {
        processor.type
        for pipeline in pipelines(bundle)
        for processor in pipeline.processors
        if not processor.level and processor.value.get("enabled") is not False
    }
    return [key for kind, key in _BY_REMAPPER.items() if kind in active]


def _computed_result(bundle: Bundle, at: int) -> dict[str, Json]:
    """The result that our engine computes for test number `at`; empty if it has none."""
    run = pipeline_report(bundle)
    samples = run.samples if run else ()
    return members(next((sample.result for sample in samples if sample.at == at and not sample.problem), None))
