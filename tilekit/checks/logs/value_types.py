"""LP-044: the types of values in a log pipeline."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.json_types import FLAG, LIST, OBJECT, wrong_types
from tilekit.checks.logs.pipeline_files import Pipeline, pipeline_check
from tilekit.core.messages import N_

_FILE = {"facets": LIST, "metrics": LIST, "pipeline": OBJECT}
_PROCESSOR = {"categories": LIST, "enabled": FLAG}


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
    """Values have the type that the platform expects."""
    yield from wrong_types(pipeline, pipeline.value, _FILE)
    for processor in pipeline.processors:
        yield from wrong_types(pipeline, pipeline.value, _PROCESSOR, at=processor.pointer)
