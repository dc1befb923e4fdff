"""LP-040 to LP-042, LT-005 and LT-011: the results of samples compared with the expected ones."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import FindingPlace, FixClass, RawFinding, Severity, Stage
from tilekit.checks.finding_locations import position_of
from tilekit.checks.fixes import fix_of
from tilekit.checks.logs.attribute_uses import is_queried
from tilekit.checks.logs.pipeline_edits import PipelineEdits
from tilekit.checks.logs.pipeline_files import (
    Pipeline,
    Processor,
    bypassed,
    pipeline_check,
    pipeline_report,
    pipeline_tests_check,
    pipelines,
    result_values,
    test_files,
)
from tilekit.checks.registry import check
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json import pointer_to
from tilekit.parse.json_values import members, text
from tilekit.pipeline import REFERENCE_TABLE
from tilekit.pipeline.notes import CompileNote
from tilekit.pipeline.report import ResultDifference
from tilekit.platform_lists import rows

_STANDARD = frozenset(row["path"] for row in rows("standard_attributes.csv"))
_TYPES_OF_VALUES = {"boolean": (bool,), "integer": (int,), "double": (int, float)}
_TYPES_OF_RESULTS = {"integer": (int, float), "double": (int, float), "boolean": (bool,)}
_USE_PLATFORM_TABLES = ("geo-ip-parser", "threat-intel-processor")
_MAX_STEPS, _MOST_DIFFERENCES = 5, 20
_PARTLY_RUN = N_(
    "The result of sample {number} differs from the expected one in {n} places. The first is {place}. Our tests only "
    "simulate or skip some steps: {steps}. Check the result in the platform."
)
_FACETS_WITHOUT_SAMPLE = N_(
    "No test result contains the attributes of {n} facets. The first is {value}. Add samples or remove the facets."
)
_RESERVED_ATTRIBUTES = ("host", "source", "service", "status", "message", "trace_id", "span_id", "date")


@pipeline_tests_check(
    "LT-005",
    Severity.WARNING,
    N_(
        "The result of sample {number} differs from the expected one in {n} places. The first is {place}. Correct "
        "the pipeline or the expected result."
    ),
    name=N_("Result differs from the expected one"),
    stage=Stage.DEEP,
    applies_to=N_("test"),
    expected=N_("result is what our pipeline engine returns"),
    bad="a result that was written by hand",
    good="the result of tilekit pipeline run",
)
def matches_expected_result(tests: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """Our engine computes the declared result. If it skips or simulates a step, a difference is advice.

    There is no fix: on the page of the pipeline, a person decides for each sample which result is right.
    """
    run = pipeline_report(bundle)
    for sample in run.samples if run else ():
        pointer, number = f"/tests/{sample.at}/result", sample.at + 1
        if sample.problem and sample.declared is not None:
            message = N_("Sample {number} could not be tested completely: {reason}. Check its result in the platform.")
            yield tests.finding(pointer, sample.at, message=message, number=number, reason=sample.problem)
        elif sample.differences:
            caveats = [one for one in sample.caveats if _may_affect(one, sample.differences, bundle)]
            severity, steps = Severity.ADVICE if caveats else None, ", ".join(_steps_in(caveats))
            place, n = sample.differences[0].pointer, len(sample.differences)
            raw_finding = tests.finding(
                pointer, sample.at, message=_PARTLY_RUN if steps else "", severity=severity, number=number, n=n,
                place=place, steps=steps,
            )  # fmt: skip
            others = (
                FindingPlace(pointer=f"{pointer}{one.pointer}") for one in sample.differences[1:_MOST_DIFFERENCES]
            )
            raw_finding = replace(raw_finding, other_places=tuple(others))
            position = position_of(bundle, tests.file, f"{pointer}{place}")
            yield replace(raw_finding, line=position.line, column=position.column) if position else raw_finding


def _may_affect(note: CompileNote, differences: Sequence[ResultDifference], bundle: Bundle) -> bool:
    """Whether the step may cause one of the differences. It doesn't if no other processor uses what it sets."""
    inside = pointer_to("custom", *note.target.split("."))
    is_used = any(
        note.target in str(one.value)
        for pipeline in pipelines(bundle)
        for one in pipeline.processors
        if one.type != "pipeline" and not note.pointer.startswith(one.pointer)
    )
    return not note.target or is_used or any(one.pointer.startswith(inside) for one in differences)


def _steps_in(caveats: Sequence[CompileNote]) -> list[str]:
    """The first steps that are simulated or not run, with the attributes that they set."""
    names = [f"{note.value} ({note.name})" if note.target else note.value for note in caveats]
    return list(dict.fromkeys(names))[:_MAX_STEPS]


@check(
    code="LT-011",
    name=N_("Unrecognised date in a sample"),
    severity=Severity.WARNING,
    message=N_("The date in sample {number} was not recognised. Check the date format."),
    stage=Stage.DEEP,
    optional_needs=(Need.TODAY,),
    applies_to=N_("test"),
    expected=N_(
        "The timestamp in the result is plausible (from 1970 to next year), and the date format was recognised"
    ),
    bad="timestamp: 17",
    good="timestamp: 1767225600000",
)
def reads_date(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """A result's time is between 1970 and the end of next year. The platform writes 1 if it could not parse a date."""
    has_date = any(one.type == "date-remapper" for pipeline in pipelines(bundle) for one in pipeline.processors)
    latest = datetime(context.today.year + 2, 1, 1, tzinfo=UTC).timestamp() * 1000 if context.today else None
    for tests in test_files(bundle):
        for at, test in tests.tests if "LT-011" not in bypassed(bundle) else ():
            moment = members(test.get("result")).get("timestamp")
            pointer = f"/tests/{at}/result/timestamp"
            if moment == 1 and has_date:
                yield tests.finding(pointer, at, number=at + 1)
            elif isinstance(moment, int | float) and (moment < 0 or (latest is not None and moment >= latest)):
                message = N_(
                    "The time in the result of sample {number} is before 1970 or after next year. Check the date "
                    "format."
                )
                yield tests.finding(pointer, at, message=message, number=at + 1)


def _facets(pipeline: Pipeline) -> Iterator[tuple[str, dict[str, Json], str]]:
    """Pointer, object and path of every facet on an attribute of the log."""
    for pointer, facet in pipeline.facets:
        path = text(facet.get("path"))
        if path and facet.get("source") == "log" and path not in _RESERVED_ATTRIBUTES:
            yield pointer, facet, path


@pipeline_check(
    "LP-040",
    Severity.WARNING,
    N_("The pipeline outputs {value} as text, but the facet has the type {type}. Change one of the two."),
    name=N_("Facet type does not match its values"),
    stage=Stage.DEEP,
    fix=FixClass.SUGGESTED,
    applies_to=N_("facet"),
    expected=N_("The values in the test results match the type of the facet"),
    bad="type: string for a number",
    good="type: integer",
)
def has_type_of_values(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """Values of numeric facets are numbers, and those of boolean facets true or false. Text facets accept anything."""
    change = PipelineEdits(bundle, pipeline)
    for pointer, facet, path in _facets(pipeline):
        kind = text(facet.get("type"))
        types = _TYPES_OF_RESULTS.get(kind)
        results = result_values(bundle, path) if types else ()
        values = [value for value in results if not isinstance(value, list | dict)]
        if types and any(type(value) not in types for value in values):
            # Measures stay measures, and so do values that are always numbers or may be used in calculations.
            is_free = facet.get("facetType") != "range" and path not in _STANDARD and not is_queried(bundle, path)
            edit = change.putting(f"{pointer}/type", _type_of(values)) if is_free else None
            fix = fix_of(edit, title=N_("Set the type to {kind}"), kind=_type_of(values))
            yield pipeline.finding(f"{pointer}/type", path, message=_message(values), type=kind, fix=fix)


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
        else N_("The values of {value} do not match the facet type {type}. Correct the type.")
    )


@pipeline_check(
    "LP-041",
    Severity.ADVICE,
    N_("No test result contains {value}. Add a sample or remove the facet."),
    name=N_("Facet missing from the test results"),
    stage=Stage.DEEP,
    applies_to=N_("facet"),
    expected=N_("Every facet path occurs in at least one test result"),
    bad="a facet that is in no test result",
    good="a test result that contains its path",
)
def occurs_in_results(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """Every facet's attribute is in at least one result. One finding lists all facets of a file.

    Not required for standard attributes, which are facets of the platform, for attributes that only the platform adds
    (the location of IP addresses), and for attributes of its own log schema (ocsf).
    """
    run = pipeline_report(bundle)
    if run is None or not run.samples:
        return
    filled = [text(one.value.get("target")) for one in pipeline.processors if _needs_platform_tables(one)]
    missing = list[tuple[str, str]]()
    for pointer, _, path in _facets(pipeline):
        is_filled = any(path == target or path.startswith(f"{target}.") for target in (*filled, "ocsf") if target)
        if not is_filled and path not in _STANDARD and not result_values(bundle, path):
            missing.append((pointer, path))
    for pointer, path in missing[:1]:
        message = _FACETS_WITHOUT_SAMPLE if len(missing) > 1 else ""
        raw_finding = pipeline.finding(pointer, path, message=message, n=len(missing))
        others = tuple(FindingPlace(pointer=f"{other}/path") for other, _ in missing[1:])
        yield replace(pipeline.at_key("path", raw_finding), other_places=others)


def _needs_platform_tables(processor: Processor) -> bool:
    """Whether the processor uses tables that only the platform has."""
    return processor.type in _USE_PLATFORM_TABLES or REFERENCE_TABLE in processor.value


@pipeline_check(
    "LP-042",
    Severity.ADVICE,
    N_("{value} is a list of objects, which cannot be a facet. Remove the facet."),
    name=N_("Facet on a list of objects, or on an attribute and its copy"),
    stage=Stage.DEEP,
    applies_to=N_("facet"),
    expected=N_("No facet on a list of objects, and no facets on both an attribute and its copy"),
    bad="a facet on a list of objects",
    good="a facet on a text, a number or a list of texts",
)
def has_single_values(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """No facet has lists of objects as values or duplicates a copied attribute, except for a schema (ocsf).

    Reported only if no sample has another value, because then the facet lists that value.
    """
    facets = {path: pointer for pointer, _, path in _facets(pipeline)}
    for path, pointer in facets.items():
        values = result_values(bundle, path)
        if values and all(map(_has_objects, values)):
            yield pipeline.at_key("path", pipeline.finding(pointer, path))
    for processor in pipeline.processors:
        sources, target = processor.value.get("sources"), text(processor.value.get("target"))
        keeps = processor.type == "attribute-remapper" and processor.value.get("preserveSource") is True
        for source in sources if keeps and isinstance(sources, list) and target in facets else ():
            if text(source) in facets and source != target and not target.startswith("ocsf."):
                message = N_("{value} is copied to {target}, and both are facets. Remove one of the facets.")
                raw_finding = pipeline.finding(facets[text(source)], source, message=message, target=target)
                yield pipeline.at_key("path", raw_finding)


def _has_objects(value: Json) -> bool:
    """Whether the value is a list that contains objects or lists. A list of texts has a facet value for each."""
    return isinstance(value, list) and any(isinstance(item, dict | list) for item in value)
