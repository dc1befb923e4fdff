"""LP-040 to LP-042, LT-005 and LT-011: the results of samples compared with the expected ones."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import FixClass, Severity, Spot, Stage
from tilekit.checks.logs.changing import Changing, fix_of
from tilekit.checks.logs.reading import (
    Pipeline,
    Processor,
    bypassed,
    pipeline_rule,
    pipelines,
    report,
    runs_whole,
    test_files,
    tests_rule,
    values_of,
)
from tilekit.checks.logs.uses import is_asked
from tilekit.checks.registry import check
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.lists import rows
from tilekit.parse.dashboard import text
from tilekit.pipeline import REFERENCE_TABLE

_STANDARD = frozenset(row["path"] for row in rows("standard_attributes.csv"))
_TYPES_OF_VALUES = {"boolean": (bool,), "integer": (int,), "double": (int, float)}
_TYPES = {"integer": (int, float), "double": (int, float), "boolean": (bool,)}
_LOOKS_THERE = ("geo-ip-parser", "threat-intel-processor")
_RESERVED = ("host", "source", "service", "status", "message", "trace_id", "span_id", "date")


@tests_rule(
    "LT-005",
    Severity.WARNING,
    N_("The result of sample {number} differs from the expected one in {n} places. The first is {place}."),
    stage=Stage.DEEP,
)
def gives_result(tests: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """Our engine gives the declared result. Where it passes a processor over, a difference is advice.

    There is no fix: a person decides for each sample, on the page of the pipeline, which result is right.
    """
    run = report(bundle)
    for sample in run.samples if run else ():
        pointer, number = f"/tests/{sample.at}/result", sample.at + 1
        if sample.problem and sample.declared is not None:
            message = N_("Sample {number} could not be tested completely: {reason}.")
            yield tests.spot(pointer, sample.at, message=message, number=number, reason=sample.problem)
        elif sample.differences:
            is_whole = run is not None and runs_whole(run)
            severity = None if is_whole else Severity.ADVICE
            place, n = sample.differences[0].pointer, len(sample.differences)
            yield tests.spot(pointer, sample.at, severity=severity, number=number, n=n, place=place)


@check(
    code="LT-011",
    severity=Severity.WARNING,
    message=N_("The date in sample {number} was not recognised. Check the date format."),
    stage=Stage.DEEP,
    wants=(Need.TODAY,),
)
def reads_date(bundle: Bundle, context: Context) -> Iterator[Spot]:
    """A result's time is between 1970 and the end of next year; the platform writes 1 where it read no date."""
    has_date = any(one.type == "date-remapper" for pipeline in pipelines(bundle) for one in pipeline.processors)
    latest = datetime(context.today.year + 2, 1, 1, tzinfo=UTC).timestamp() * 1000 if context.today else None
    for tests in test_files(bundle):
        for at, test in tests.tests if "LT-011" not in bypassed(bundle) else ():
            result = test.get("result")
            moment = result.get("timestamp") if isinstance(result, dict) else None
            pointer = f"/tests/{at}/result/timestamp"
            if moment == 1 and has_date:
                yield tests.spot(pointer, at, number=at + 1)
            elif isinstance(moment, int | float) and (moment < 0 or (latest is not None and moment >= latest)):
                message = N_(
                    "The time in the result of sample {number} is before 1970 or after next year. Check the date "
                    "format."
                )
                yield tests.spot(pointer, at, message=message, number=at + 1)


def _facets(pipeline: Pipeline) -> Iterator[tuple[str, dict[str, Json], str]]:
    """Pointer, object and path of every facet on an attribute of the log."""
    for pointer, facet in pipeline.facets:
        path = text(facet.get("path"))
        if path and facet.get("source") == "log" and path not in _RESERVED:
            yield pointer, facet, path


@pipeline_rule(
    "LP-040",
    Severity.WARNING,
    N_("The pipeline outputs {value} as text, but the type of the facet is {type}. Change one of them."),
    stage=Stage.DEEP,
    fix=FixClass.SUGGESTED,
)
def has_type_of_values(pipeline: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """The values of a numeric facet are numbers, those of a boolean one true or false. Text facets take anything."""
    change = Changing(bundle, pipeline)
    for pointer, facet, path in _facets(pipeline):
        kind = text(facet.get("type"))
        wanted = _TYPES.get(kind)
        values = [value for value in values_of(bundle, path) if not isinstance(value, list | dict)]
        if wanted and any(type(value) not in wanted for value in values):
            # A measure stays one, and so does what is a number everywhere or may be calculated with on a board.
            is_free = facet.get("facetType") != "range" and path not in _STANDARD and not is_asked(bundle, path)
            edit = change.putting(f"{pointer}/type", _type_of(values)) if is_free else None
            fix = fix_of(edit, title=N_("Set the type to {kind}"), kind=_type_of(values))
            yield pipeline.spot(f"{pointer}/type", path, message=_message(values), type=kind, fix=fix)


def _type_of(values: Sequence[Json]) -> str:
    """The type that fits every value."""
    for kind, types in _TYPES_OF_VALUES.items():
        if all(type(value) in types for value in values):
            return kind
    return "string"


def _message(values: Sequence[Json]) -> str:
    return (
        ""
        if any(isinstance(value, str) for value in values)
        else N_("The values of {value} do not match the facet type {type}.")
    )


@pipeline_rule(
    "LP-041", Severity.ADVICE, N_("No sample contains {value}. Add one or remove the facet."), stage=Stage.DEEP
)
def is_shown(pipeline: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """Every facet's attribute is in some result.

    Standard attributes are facets of the platform, which nobody has to show; what only the platform knows (places of
    addresses), and the platform's own form of a log (ocsf), no sample shows.
    """
    run = report(bundle)
    if run is None or not run.samples:
        return
    filled = [text(one.value.get("target")) for one in pipeline.processors if _is_filled_there(one)]
    for pointer, _, path in _facets(pipeline):
        is_filled = any(path == target or path.startswith(f"{target}.") for target in (*filled, "ocsf") if target)
        if not is_filled and path not in _STANDARD and not values_of(bundle, path):
            yield pipeline.spot(pointer, path)


def _is_filled_there(processor: Processor) -> bool:
    """Whether it reads tables that only the platform has."""
    return processor.type in _LOOKS_THERE or REFERENCE_TABLE in processor.value


@pipeline_rule(
    "LP-042", Severity.ADVICE, N_("{value} is a list, which cannot be a facet. Remove the facet."), stage=Stage.DEEP
)
def stands_on_one_value(pipeline: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """No facet has lists as values or repeats a copied attribute, except for a schema (ocsf)."""
    facets = {path: pointer for pointer, _, path in _facets(pipeline)}
    for path, pointer in facets.items():
        if any(isinstance(value, list) for value in values_of(bundle, path)):
            yield pipeline.spot(pointer, path)
    for processor in pipeline.processors:
        sources, target = processor.value.get("sources"), text(processor.value.get("target"))
        keeps = processor.type == "attribute-remapper" and processor.value.get("preserveSource") is True
        for source in sources if keeps and isinstance(sources, list) and target in facets else ():
            if text(source) in facets and source != target and not target.startswith("ocsf."):
                message = N_("{value} is copied to {target}, and both are facets. Remove one of the facets.")
                yield pipeline.spot(facets[text(source)], source, message=message, target=target)
