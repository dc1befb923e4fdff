"""LP-044 and LP-045: the types of values in a log pipeline, and the options of processors."""

from collections.abc import Iterator
from functools import cache

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.json_types import FLAG, LIST, OBJECT, TEXT, JsonType, one_of, wrong_types
from tilekit.checks.logs.pipeline_files import Pipeline, pipeline_check
from tilekit.checks.similar_keys import misspelled_keys
from tilekit.core.messages import N_
from tilekit.parse.json import pointer_to
from tilekit.platform_lists import rows

_FILE = {"facets": LIST, "metrics": LIST, "pipeline": OBJECT}
_PROCESSOR = {"categories": LIST, "enabled": FLAG, "sources": LIST}
_FACET = {"facetType": one_of("list", "range")}
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


_UNKNOWN_OPTION = N_("This processor has no option {value}. Did you mean {near}?")


@cache
def _unit() -> dict[str, JsonType]:
    """The types of a measure's unit, with the families of units that the platform knows."""
    families = dict.fromkeys(row["family"] for row in rows("units.csv"))
    return {"family": one_of(*families), "name": TEXT}


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
    name=N_("Option of a processor or facet that is not allowed"),
    applies_to=N_("processor, facet"),
    expected=N_("Options of processors and facets have the types and values that the platform accepts"),
    bad="targetFormat: number",
    good="targetFormat: integer",
)
def has_options(pipeline: Pipeline, _: Bundle) -> Iterator[RawFinding]:
    for pointer, facet in pipeline.facets:
        yield from wrong_types(pipeline, facet, _FACET, pointer=pointer)
        yield from wrong_types(pipeline, facet.get("unit"), _unit(), pointer=f"{pointer}/unit")
    for processor in pipeline.processors:
        options = _OPTIONS.get(processor.type, {})
        yield from wrong_types(pipeline, processor.value, options, pointer=processor.pointer)
        for key, near in misspelled_keys(processor.value, options):
            yield pipeline.finding(processor.pointer + pointer_to(key), key, message=_UNKNOWN_OPTION, near=near)
