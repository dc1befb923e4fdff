"""LP-014 to LP-017: the remappers that every pipeline should have."""

from collections.abc import Iterator

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.assets import AssetCheckFunction
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.logs.pipeline_files import Pipeline, pipeline_check, pipeline_report, test_files
from tilekit.checks.logs.remapper_sources import readable_by
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import text
from tilekit.pipeline.report import SampleResult

_FOR = {
    "date-remapper": N_(
        "Add a date remapper for {attribute}. Without one, the timestamp of each log is the time when it arrives."
    ),
    "status-remapper": N_("Add a status remapper for {attribute}. Without one, all logs have the status “info”."),
    "service-remapper": N_("Add a service remapper for {attribute} so that logs show which service they come from."),
    "message-remapper": N_("Add a message remapper for {attribute}. The logs have no message attribute."),
}
_RESULT = {"date-remapper": "timestamp", "status-remapper": "status", "service-remapper": "service"}


def _remapper_check(kind: str) -> AssetCheckFunction[Pipeline]:
    def has_remapper(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
        """There is an active remapper.

        If the samples contain nothing for it to read, a missing status remapper is advice, because the product may have
        to send a status first. Missing date, service and message remappers are then not reported.
        """
        active = {processor.type for processor in pipeline.processors if processor.value.get("enabled") is not False}
        if not pipeline.processors or kind in active or (kind == "message-remapper" and not _lacks_message(bundle)):
            return
        run = pipeline_report(bundle)
        samples = run.samples if run else ()
        sources = readable_by(kind, samples)
        raw_finding = pipeline.finding("/pipeline/processors", kind)
        if sources:
            yield replace(raw_finding, message=_FOR[kind], parameters={"attribute": sources[0]})
        elif not samples or _is_declared(kind, samples):
            yield raw_finding
        elif kind == "status-remapper":
            yield replace(raw_finding, severity=Severity.ADVICE)

    return has_remapper


pipeline_check(
    "LP-014",
    Severity.WARNING,
    N_("Add a date remapper. Without one, the timestamp of each log is the time when it arrives."),
    name=N_("No date remapper"),
    applies_to=N_("pipeline"),
    expected=N_("Has a date remapper"),
    bad="no date remapper",
    good="type: date-remapper on ts",
)(_remapper_check("date-remapper"))
pipeline_check(
    "LP-015",
    Severity.WARNING,
    N_("Add a status remapper. Without one, all logs have the status “info”."),
    name=N_("No status remapper"),
    applies_to=N_("pipeline"),
    expected=N_("Has a status remapper"),
    bad="no status remapper",
    good="type: status-remapper on level",
)(_remapper_check("status-remapper"))
pipeline_check(
    "LP-016",
    Severity.ADVICE,
    N_("Add a service remapper so that logs show which service they come from."),
    name=N_("No service remapper"),
    applies_to=N_("pipeline"),
    expected=N_("Has a service remapper"),
    bad="no service remapper",
    good="type: service-remapper on app",
)(_remapper_check("service-remapper"))
pipeline_check(
    "LP-017",
    Severity.ADVICE,
    N_("Add a message remapper if your logs have no message attribute."),
    name=N_("No message remapper"),
    applies_to=N_("pipeline"),
    expected=N_("Has a message remapper if the logs have no message attribute"),
    bad="logs without a message attribute",
    good="type: message-remapper on msg",
)(_remapper_check("message-remapper"))


def _is_declared(kind: str, samples: tuple[SampleResult, ...]) -> bool:
    """Whether a declared result has the value that the remapper sets, and the pipeline does not set it."""
    key = _RESULT.get(kind, "")
    return any(_has_value(sample.declared, key) and not _has_value(sample.result, key) for sample in samples)


def _has_value(result: Json, key: str) -> bool:
    return isinstance(result, dict) and bool(result.get(key))


def _lacks_message(bundle: Bundle) -> bool:
    """Whether a sample is an object without a message, or there are no samples. A line of text is itself a message."""
    from tilekit.pipeline.json_text import object_in  # slow import

    samples = [text(test.get("sample")) for tests in test_files(bundle) for _, test in tests.tests]
    logs = [sent for sample in samples if (sent := object_in(sample)) is not None]
    return not samples or any("message" not in sent for sent in logs)
