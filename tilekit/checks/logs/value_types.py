"""LP-044 and LP-045: the types of values in a log pipeline, and the options of processors."""

from collections.abc import Callable, Iterator
from functools import partial

from tilekit.checks.assets import Asset
from tilekit.checks.finding import Severity
from tilekit.checks.json_types import FLAG, LIST, OBJECT, TEXT, one_of
from tilekit.checks.logs.pipeline_files import facets_in, pipeline_check, processors_in
from tilekit.checks.shapes import HasNoMisspelledKey, HasTypes, ShapeTable
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.platform_lists import rows

_FAMILIES = dict.fromkeys(row["family"] for row in rows("units.csv"))
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


def _facets(file: Asset) -> Iterator[tuple[str, Json]]:
    yield from file.document.derived(facets_in)


def _processors(file: Asset, type_name: str = "") -> Iterator[tuple[str, Json]]:
    """The processors of the type, or all of them."""
    for processor in file.document.derived(processors_in):
        if type_name in ("", processor.type):
            yield processor.pointer, processor.value


def _of_type(type_name: str) -> Callable[[Asset], Iterator[tuple[str, Json]]]:
    return partial(_processors, type_name=type_name)


row = ShapeTable(pipeline_check)
row(
    "LP-044",
    Severity.WARNING,
    LIST.message,
    HasTypes(types={"": {"facets": LIST, "metrics": LIST, "pipeline": OBJECT}}),
    HasTypes(within=_processors, types={"": {"categories": LIST, "enabled": FLAG, "sources": LIST}}),
    name=N_("Pipeline value of the wrong type"),
    applies_to="facets, metrics, pipeline, processors",
    expected=N_("Values have the type that the platform expects"),
    bad="facets: status",
    good="facets: []",
)
row(
    "LP-045",
    Severity.WARNING,
    FLAG.message,
    HasTypes(
        within=_facets,
        types={"": {"facetType": one_of("list", "range")}, "/unit": {"family": one_of(*_FAMILIES), "name": TEXT}},
    ),
    *(HasTypes(within=_of_type(name), types={"": options}) for name, options in _OPTIONS.items()),
    *(
        HasNoMisspelledKey(within=_of_type(name), keys=options, message=_UNKNOWN_OPTION)
        for name, options in _OPTIONS.items()
    ),
    name=N_("Option of a processor or facet that is not allowed"),
    applies_to=N_("processor, facet"),
    expected=N_("Options of processors and facets have the types and values that the platform accepts"),
    bad="targetFormat: number",
    good="targetFormat: integer",
)
