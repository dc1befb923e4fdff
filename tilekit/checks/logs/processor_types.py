"""LP-009: processors have a known type and the settings that the type needs."""

from collections.abc import Iterator
from types import NoneType

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.logs.pipeline_files import Pipeline, Processor, compiled_pipeline, pipeline_check
from tilekit.checks.similar_keys import at_similar_key
from tilekit.core.messages import N_
from tilekit.parse.json_values import value_at
from tilekit.pipeline import REFERENCE_TABLE
from tilekit.pipeline.notes import CompileNoteKind
from tilekit.platform_lists import rows

# Keys that have no meaning if they are empty.
_FILLED = ("source", "sources", "target", "categories", "lookupTable", "attributes", "attributeToExclude")
# LP-013, LP-030 and LP-031 report errors in these texts.
_REPORTED_ELSEWHERE = (
    "arithmetic-processor",
    "string-builder-processor",
    "lookup-processor",
    "category-processor",
    "pipeline",
)


@pipeline_check(
    "LP-009",
    Severity.BLOCKER,
    N_("{value} is not a known processor type. Choose another one."),
    name=N_("Unknown or incomplete processor"),
    applies_to=N_("processor"),
    expected=N_("The type is one that the platform knows, and all required keys are present"),
    bad="type: magic",
    good="type: grok-parser",
)
def has_known_type(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """Types are in the platform's list, and their required settings are present. A lookup may name a table of the
    platform.

    Anything else that our engine can't read is only a warning, because the platform may accept it.
    """
    reported = set[str]()
    for raw_finding in _missing_keys(pipeline):
        reported.add(raw_finding.pointer)
        yield raw_finding
    compiled = compiled_pipeline(bundle)
    for note in compiled.notes if compiled else ():
        is_own = (
            note.kind is CompileNoteKind.REFUSED
            and not note.pointer.endswith("/matchRules")
            and note.value not in _REPORTED_ELSEWHERE
        )
        is_list = isinstance(value_at(pipeline.value, f"{note.pointer}/sources"), list | NoneType)
        if is_own and is_list and note.pointer not in reported:  # LP-044 reports sources of another type
            message = N_(
                "We cannot run this {value} in our tests: {reason}. If this is a mistake, correct the {value}."
            )
            yield pipeline.finding(
                note.pointer, note.value, severity=Severity.WARNING, message=message, reason=note.reason
            )


def _missing_keys(pipeline: Pipeline) -> Iterator[RawFinding]:
    needed = {row["type"]: row["required_keys"].split(";") for row in rows("log_processors.csv")}
    for processor in pipeline.processors:
        if processor.type not in needed:
            message = "" if processor.type else N_("This processor has no type. Add one.")
            yield pipeline.finding(f"{processor.pointer}/type", processor.type, message=message)
            continue
        for key in needed[processor.type]:
            keys = (key, REFERENCE_TABLE) if key == "lookupTable" else (key,)
            if key != "samples" and all(_is_missing(processor, one) for one in keys):
                message = N_("The {type} has no {key}. Add this key.")
                raw_finding = pipeline.finding(processor.pointer, key, message=message, type=processor.type, key=key)
                yield at_similar_key(raw_finding, pipeline, f"{processor.pointer}/{key}")


def _is_missing(processor: Processor, key: str) -> bool:
    setting = value_at(processor.value, "/" + key.replace(".", "/"))
    return setting is None or (key in _FILLED and setting in ("", []))
