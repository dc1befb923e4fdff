"""LP-001 to LP-008, LP-012 to LP-017 and LP-043: the pipeline as a whole."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Severity, Spot, finding
from tilekit.checks.logs.reading import FOLDER, PIPELINE_FIELD, TESTS_FIELD, Pipeline, pipeline_rule, pipelines
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

_KNOWN = ("id", "metric_id", "backend_only", "facets", "pipeline", "metrics", "installation_sources")
_SOURCE = re.compile(r"(?<![\w@-])source:\s*(\"[^\"]*\"|\([^)]*\)|[^\s()]+)")
_REMAPPERS = {
    "LP-014": ("date-remapper", Severity.WARNING, N_("Add a date remapper, or logs get the time they arrived.")),
    "LP-015": ("status-remapper", Severity.WARNING, N_("Add a status remapper, or all logs show as info.")),
    "LP-016": ("service-remapper", Severity.ADVICE, N_("Add a service remapper.")),
    "LP-017": ("message-remapper", Severity.ADVICE, N_("Add a message remapper if logs have no attribute message.")),
}
MAX_PROCESSORS = 20


def sources_in(query: str) -> list[str]:
    """What a filter asks of `source`, quotation marks and brackets taken off."""
    return [found.strip('"() ') for found in _SOURCE.findall(query)]


@pipeline_rule("LP-001", Severity.BLOCKER, N_("The export has no {key}. Export the pipeline again."))
def has_keys(pipeline: Pipeline, _: Bundle) -> Iterator[Spot]:
    """The file has id and pipeline, and no key that an export lacks."""
    for key in ("id", "pipeline"):
        if pipeline.value.get(key) in (None, ""):
            yield pipeline.spot(value=key, key=key)
    for key in pipeline.value:
        if key not in _KNOWN:
            yield pipeline.spot(
                f"/{key}", key, message=N_("{key} is not known here. Export the pipeline again."), key=key
            )


@pipeline_rule(
    "LP-002",
    Severity.WARNING,
    N_("The pipeline id is {value}, the integration ID is {ident}. They must match for the pipeline to install."),
)
def has_id(pipeline: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """The id is the integration ID."""
    found, ident = pipeline.value.get("id"), bundle.section(Overview).integration_id
    if found and ident and found != ident:
        yield pipeline.spot("/id", found, ident=ident)


@check(
    code="LP-003",
    severity=Severity.BLOCKER,
    message=N_("Upload both files: the pipeline and its tests."),
)
def has_both_files(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """Pipeline and tests stand beside each other as {id}.yaml and {id}_tests.yaml."""
    data = bundle.section(Data)
    pipeline, tests = bundle.file_of(data.log_pipeline_yaml), bundle.file_of(data.log_tests_yaml)
    if bool(pipeline) != bool(tests):
        yield finding(path=TESTS_FIELD if pipeline else PIPELINE_FIELD, file=pipeline or tests, line=1, column=1)
        return
    stem = pipeline.removesuffix(".yaml").removesuffix(".yml")
    if pipeline and tests.removesuffix(".yaml").removesuffix(".yml") != f"{stem}_tests":
        message = N_("Call the tests {wanted}, next to the pipeline.")
        yield finding(path=TESTS_FIELD, file=tests, line=1, column=1, message=message, wanted=f"{stem}_tests.yaml")
    for found in pipelines(bundle):
        ident = found.value.get("id")
        if isinstance(ident, str) and ident and pipeline.removeprefix(FOLDER) not in (f"{ident}.yaml", f"{ident}.yml"):
            message = N_("Call the file {wanted}: its id is {ident}.")
            yield found.spot("/id", ident, message=message, wanted=f"{ident}.yaml", ident=ident)


@pipeline_rule("LP-004", Severity.BLOCKER, N_("The pipeline has no {key}."))
def has_body(pipeline: Pipeline, _: Bundle) -> Iterator[Spot]:
    """Type, name, enabled, filter and processors are there."""
    body = pipeline.body
    if not body:
        return
    keys = {
        "type": body.get("type") == "pipeline",
        "name": bool(body.get("name")),
        "enabled": isinstance(body.get("enabled"), bool),
        "filter.query": bool(pipeline.source_query),
        "processors": isinstance(body.get("processors"), list),
    }
    for key, is_there in keys.items():
        if not is_there:
            yield pipeline.spot("/pipeline", key, key=key)


@pipeline_rule("LP-005", Severity.BLOCKER, N_("The filter must name your log source, for example source:{ident}."))
def filters_source(pipeline: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """The filter asks for a source."""
    if pipeline.source_query and not sources_in(pipeline.source_query):
        ident = bundle.section(Overview).integration_id or "acme"
        yield pipeline.spot("/pipeline/filter/query", pipeline.source_query, ident=ident)


@pipeline_rule("LP-006", Severity.BLOCKER, N_("Log sources are lower-case and have no wildcard: {value}."))
def has_plain_source(pipeline: Pipeline, _: Bundle) -> Iterator[Spot]:
    """Sources are in lower case, without a wildcard."""
    for source in sources_in(pipeline.source_query):
        if source != source.lower() or "*" in source or "?" in source:
            yield pipeline.spot("/pipeline/filter/query", source)


@pipeline_rule("LP-007", Severity.ADVICE, N_("Filter on source:{source} only; use nested pipelines for the rest."))
def filters_source_only(pipeline: Pipeline, _: Bundle) -> Iterator[Spot]:
    """The filter is nothing but the source."""
    sources = sources_in(pipeline.source_query)
    if sources and _SOURCE.sub("", pipeline.source_query).strip("() "):
        yield pipeline.spot("/pipeline/filter/query", pipeline.source_query, source=sources[0])


@pipeline_rule("LP-008", Severity.BLOCKER, N_("Add a processor or a facet; an empty pipeline is not reviewed."))
def does_something(pipeline: Pipeline, _: Bundle) -> Iterator[Spot]:
    """There is a processor or a facet."""
    if pipeline.body and not pipeline.processors and not pipeline.facets:
        yield pipeline.spot("/pipeline/processors")


@pipeline_rule(
    "LP-012",
    Severity.ADVICE,
    N_("{n} processors in one pipeline; 20 is the advised limit. Use nested pipelines."),
)
def is_short(pipeline: Pipeline, _: Bundle) -> Iterator[Spot]:
    """At most 20 processors in a level."""
    counts: dict[str, int] = {}
    for processor in pipeline.processors:
        parent = processor.pointer.rpartition("/")[0]
        counts[parent] = counts.get(parent, 0) + 1
    for parent, n in counts.items():
        if n > MAX_PROCESSORS:
            yield pipeline.spot(parent, n, n=n)


@pipeline_rule("LP-013", Severity.BLOCKER, N_("A nested pipeline cannot hold another pipeline."))
def is_flat(pipeline: Pipeline, _: Bundle) -> Iterator[Spot]:
    """Nested pipelines are one level deep."""
    for processor in pipeline.processors:
        if processor.type == "pipeline" and processor.level > 0:
            yield pipeline.spot(processor.pointer, str(processor.value.get("name", "")))


def _asks_for(code: str) -> None:
    kind, severity, message = _REMAPPERS[code]

    @pipeline_rule(code, severity, message)
    def has_remapper(pipeline: Pipeline, _: Bundle) -> Iterator[Spot]:
        if pipeline.processors and not any(processor.type == kind for processor in pipeline.processors):
            yield pipeline.spot("/pipeline/processors", kind)


for _code in _REMAPPERS:
    _asks_for(_code)


@pipeline_rule("LP-043", Severity.ADVICE, N_("metric_id should be {ident}."))
def has_metric_id(pipeline: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """A metric_id is the integration ID."""
    found, ident = pipeline.value.get("metric_id"), bundle.section(Overview).integration_id
    if found and ident and found not in (ident, ident.replace("-", "_")):
        yield pipeline.spot("/metric_id", found, ident=ident)
