"""LP-009: processors are of a known type and hold what that needs."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import Severity, Spot
from tilekit.checks.logs.reading import Pipeline, Processor, compiled, pipeline_rule
from tilekit.checks.reading import value_at
from tilekit.core.messages import N_
from tilekit.lists import rows
from tilekit.pipeline import REFERENCE_TABLE
from tilekit.pipeline.faults import Kind

# Keys that say nothing where they are empty.
_FILLED = ("source", "sources", "target", "categories", "lookupTable", "attributes", "attributeToExclude")
# What is wrong with the text in these, LP-013, LP-030 and LP-031 say.
_TOLD = ("arithmetic-processor", "string-builder-processor", "lookup-processor", "category-processor", "pipeline")


@pipeline_rule("LP-009", Severity.BLOCKER, N_("{value} is not a known processor type. Choose another one."))
def knows_type(pipeline: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """Types are on the platform's list, and what a type needs is there. A lookup may name a table of the platform.

    What else keeps our engine from reading a processor is a warning: it is not theirs.
    """
    told = set[str]()
    for spot in _lacking(pipeline):
        told.add(spot.pointer)
        yield spot
    made = compiled(bundle)
    for note in made.notes if made else ():
        is_own = note.kind is Kind.REFUSED and not note.pointer.endswith("/matchRules") and note.value not in _TOLD
        if is_own and note.pointer not in told:
            message = N_("We cannot run this {value} in our tests: {reason}.")
            yield pipeline.spot(
                note.pointer, note.value, severity=Severity.WARNING, message=message, reason=note.reason
            )


def _lacking(pipeline: Pipeline) -> Iterator[Spot]:
    needed = {row["type"]: row["required_keys"].split(";") for row in rows("log_processors.csv")}
    for processor in pipeline.processors:
        if processor.type not in needed:
            yield pipeline.spot(f"{processor.pointer}/type", processor.type)
            continue
        for key in needed[processor.type]:
            keys = (key, REFERENCE_TABLE) if key == "lookupTable" else (key,)
            if key != "samples" and all(_is_missing(processor, one) for one in keys):
                message = N_("The {type} has no {key}. Add it.")
                yield pipeline.spot(processor.pointer, key, message=message, type=processor.type, key=key)


def _is_missing(processor: Processor, key: str) -> bool:
    found = value_at(processor.value, "/" + key.replace(".", "/"))
    return found is None or (key in _FILLED and found in ("", []))
