"""LP-044 and LP-045: the types of values in a log pipeline, and the options of processors."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.json_types import FLAG, LIST, OBJECT, one_of, wrong_types
from tilekit.checks.logs.pipeline_files import Pipeline, pipeline_check
from tilekit.core.messages import N_

_FILE = {"facets": LIST, "metrics": LIST, "pipeline": OBJECT}
_PROCESSOR = {"categories": LIST, "enabled": FLAG}
# As documented for the platform's API: datadoghq.dev/datadog-api-client-ruby/DatadogAPIClient/V1, the models Logs...
_OPTIONS = {
    "arithmetic-processor": {"replaceMissing": FLAG, "isReplaceMissing": FLAG},
    "attribute-remapper": {
        "overrideOnConflict": FLAG,
        "preserveSource": FLAG,
        "targetFormat": one_of("auto", "string", "integer", "double"),
    },
    "decoder-processor": {"inputRepresentation": one_of("utf_8", "integer")},
    "string-builder-processor": {"replaceMissing": FLAG, "isReplaceMissing": FLAG},
    "url-parser": {"normalizeEndingSlashes": FLAG},
    "user-agent-parser": {"encoded": FLAG, "isEncoded": FLAG, "combineVersionDetails": FLAG},
}


@pipeline_check(
    "LP-044",
    Severity.WARNING,
    LIST.message,
    name=N_("Pipeline value of the wrong type"),
    applies_to="facets, metrics, pipeline, processors",
    expected=N_("Values have the type that the platform expects"),
    bad="facets: status",
    good="facets: []",
)
def has_types(pipeline: Pipeline, _: Bundle) -> Iterator[RawFinding]:
    yield from wrong_types(pipeline, pipeline.value, _FILE)
    for processor in pipeline.processors:
        yield from wrong_types(pipeline, processor.value, _PROCESSOR, pointer=processor.pointer)


@pipeline_check(
    "LP-045",
    Severity.WARNING,
    FLAG.message,
    name=N_("Option of a processor that is not allowed"),
    starts_observed=True,
    applies_to=N_("processor"),
    expected=N_("Options of processors have the types and values that the platform accepts"),
    bad="targetFormat: number",
    good="targetFormat: integer",
)
def has_options(pipeline: Pipeline, _: Bundle) -> Iterator[RawFinding]:
    for processor in pipeline.processors:
        options = _OPTIONS.get(processor.type, {})
        yield from wrong_types(pipeline, processor.value, options, pointer=processor.pointer)
