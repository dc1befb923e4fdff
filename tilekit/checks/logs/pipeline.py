"""LP-001 to LP-008, LP-012, LP-013 and LP-043: the pipeline as a whole."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Fix, FixClass, RawFinding, Scope, Severity, finding
from tilekit.checks.fixes import fix_of
from tilekit.checks.identifiers import valid_integration_id
from tilekit.checks.logs.file_fixes import named_after, tests_beside, with_id
from tilekit.checks.logs.pipeline_edits import PipelineEdits
from tilekit.checks.logs.pipeline_files import FOLDER, PIPELINE_FIELD, TESTS_FIELD, Pipeline, pipeline_check, pipelines
from tilekit.checks.registry import check
from tilekit.checks.similar_keys import at_similar_key
from tilekit.core.fields import Json
from tilekit.core.kind import sends_logs
from tilekit.core.messages import N_
from tilekit.core.paths import is_safe
from tilekit.parse.json import escaped
from tilekit.parse.json_values import text
from tilekit.pipeline.sources import matches_source, sources_in
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

_KNOWN_KEYS = ("id", "metric_id", "backend_only", "facets", "pipeline", "metrics", "installation_sources")
MAX_RECOMMENDED_PROCESSORS = 20


@pipeline_check(
    "LP-001",
    Severity.BLOCKER,
    N_("The export has no {key}. Export the pipeline again."),
    name=N_("Missing or unknown key in a pipeline export"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("file"),
    expected=N_(
        "Has id, pipeline and backend_only, and no keys other than metric_id, facets, metrics and installation_sources"
    ),
    bad="no pipeline",
    good="id, metric_id, backend_only, facets and pipeline",
)
def has_keys(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """The file has id and pipeline, and only keys that exports have. Every export also has backend_only."""
    change, value = PipelineEdits(bundle, pipeline), pipeline.value
    if value.get("id") in (None, ""):
        stem = PurePosixPath(pipeline.file).stem
        fix = fix_of(change.putting("/id", stem), title=N_("Set the ID to {ident}"), ident=stem)
        yield pipeline.finding(value="id", key="id", fix=fix)
    if value.get("pipeline") in (None, ""):
        yield pipeline.finding(value="pipeline", key="pipeline")
    if value and value.get("backend_only") is None:
        fix = fix_of(change.putting("/backend_only", new=False), title=N_("Set backend_only to false"))
        yield pipeline.finding(value="backend_only", key="backend_only", severity=Severity.WARNING, fix=fix)
    for key in pipeline.value:
        if key not in _KNOWN_KEYS:
            message = N_("{key} is not a known key. Remove it or export the pipeline again.")
            yield pipeline.finding(f"/{escaped(key)}", key, message=message, key=key)


@pipeline_check(
    "LP-002",
    Severity.WARNING,
    N_(
        "The pipeline ID is {value}. It must be the integration ID {ident}, or your log source if metric_id is {ident}."
    ),
    name=N_("Wrong pipeline ID"),
    fix=FixClass.SUGGESTED,
    applies_to="id",
    expected=N_("The app_id, or the log source if metric_id is the app_id"),
    bad="id: acme",
    good="id: acme-queue",
)
def has_id(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """The id is the integration ID, or the log source if metric_id contains the integration ID.

    Live pipelines are named after their source. If such a pipeline has no metric_id, this is advice. The fix changes
    the id only if the filter matches the integration.
    """
    pipeline_id, integration_id, filtered = (
        pipeline.value.get("id"),
        valid_integration_id(bundle),
        sources_in(pipeline.source_query),
    )
    is_source = matches_source(text(pipeline_id), filtered)
    if (
        not pipeline_id
        or not integration_id
        or pipeline_id == integration_id
        or (is_source and _is_id_of_listing(pipeline.value.get("metric_id"), integration_id))
    ):
        return
    fix = with_id(bundle, integration_id) if matches_source(integration_id, filtered) else None
    severity = Severity.ADVICE if is_source else None
    yield pipeline.finding("/id", pipeline_id, severity=severity, ident=integration_id, fix=fix)


def _is_id_of_listing(metric_id: Json, integration_id: str) -> bool:
    return metric_id in (integration_id, integration_id.replace("-", "_"))


@check(
    code="LP-003",
    name=N_("Missing or misnamed pipeline or tests file"),
    severity=Severity.BLOCKER,
    message=N_("The tests of the pipeline are missing. Upload them."),
    fix=FixClass.SUGGESTED,
    applies_to=N_("file name"),
    expected=N_("The pipeline file is {id}.yaml, with {id}_tests.yaml next to it"),
    bad="pipeline.yaml",
    good="acme-queue.yaml and acme-queue_tests.yaml",
)
def has_both_files(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """Pipeline and tests are there, with the names that belong together.

    In a submission of a listing that sends logs, FD-001 reports that one of them is missing.
    """
    data = bundle.section(Data)
    pipeline, tests = bundle.file_of(data.log_pipeline_yaml), bundle.file_of(data.log_tests_yaml)
    tests = tests or (_misnamed_tests(bundle, pipeline) if pipeline else "")
    if bool(pipeline) != bool(tests):
        if not (context.scope is Scope.SUBMISSION and sends_logs(bundle.kind)):
            message = "" if pipeline else N_("The pipeline of these tests is missing. Upload it.")
            path = TESTS_FIELD if pipeline else PIPELINE_FIELD
            yield finding(path=path, file=pipeline or tests, line=1, column=1, message=message)
        return
    if pipeline and _stem(tests) != f"{_stem(pipeline)}_tests":
        yield _tests_elsewhere(bundle, tests, f"{_stem(pipeline)}_tests.yaml")
    for pipeline_file in pipelines(bundle):
        pipeline_id = text(pipeline_file.value.get("id"))
        wanted = f"{pipeline_id}.yaml"
        if pipeline_id and pipeline.removeprefix(FOLDER) not in (wanted, f"{pipeline_id}.yml"):
            message = N_("The pipeline ID is {ident}. Rename the file to {wanted}.")
            fix = _fix_renaming(bundle, pipeline_id)
            yield pipeline_file.finding("/id", pipeline_id, message=message, wanted=wanted, ident=pipeline_id, fix=fix)


def _tests_elsewhere(bundle: Bundle, tests: str, wanted: str) -> RawFinding:
    message = N_("Rename the tests file to {wanted} and put it next to the pipeline.")
    fix = tests_beside(bundle, tests, wanted)
    return finding(path=TESTS_FIELD, file=tests, line=1, column=1, message=message, wanted=wanted, fix=fix)


def _stem(path: str) -> str:
    return path.removesuffix(".yaml").removesuffix(".yml")


def _misnamed_tests(bundle: Bundle, pipeline: str) -> str:
    """The file that was probably meant as the tests file (`acme-tests.yaml`, `acme_test.yml`); "" if there is none."""
    stem = re.escape(_stem(pipeline))
    pattern = re.compile(rf"{stem}[-_.]?tests?\.ya?ml", re.IGNORECASE)
    return next((file for file in sorted(bundle.files) if pattern.fullmatch(file)), "")


def _fix_renaming(bundle: Bundle, integration_id: str) -> Fix | None:
    """The fix that names the files after the ID; None if the ID is wrong, because correcting it renames them, too."""
    is_ours = bundle.section(Overview).integration_id in ("", integration_id)
    return (
        named_after(bundle, integration_id)
        if is_ours and is_safe(f"{FOLDER}{integration_id}.yaml") and "/" not in integration_id
        else None
    )


@pipeline_check(
    "LP-004",
    Severity.BLOCKER,
    N_("The pipeline has no {key}. Add this key."),
    name=N_("Missing key in a pipeline"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("pipeline"),
    expected=N_("Has the type pipeline, a name, enabled, filter.query and a list of processors"),
    bad="no processors",
    good="type, name, enabled, filter and processors",
)
def has_body(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
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
    change, overview = PipelineEdits(bundle, pipeline), bundle.section(Overview)
    source = bundle.section(Data).logs_source or text(pipeline.value.get("id"))
    # Only certain values; the partner must provide the processors.
    new: dict[str, Json] = {
        "type": "pipeline",
        "name": overview.title,
        "enabled": True,
        "filter.query": source and f"source:{source}",
    }
    for key, is_there in keys.items():
        if not is_there:
            edit = change.setting(f"/pipeline/{key.replace('.', '/')}", new[key]) if new.get(key) else None
            fix = fix_of(edit, title=N_("Set {key}"), key=key)
            raw_finding = pipeline.finding("/pipeline", key, key=key, fix=fix)
            yield at_similar_key(raw_finding, pipeline, f"/pipeline/{key.replace('.', '/')}")


@pipeline_check(
    "LP-008",
    Severity.BLOCKER,
    N_("The pipeline is empty. Add a processor or a facet."),
    name=N_("Empty pipeline"),
    applies_to=N_("processors, facets"),
    expected=N_("At least one processor or one facet"),
    bad="neither processors nor facets",
    good="a date remapper",
)
def does_something(pipeline: Pipeline, _: Bundle) -> Iterator[RawFinding]:
    if pipeline.body and not pipeline.processors and not pipeline.facets:
        yield pipeline.finding("/pipeline/processors")


@pipeline_check(
    "LP-012",
    Severity.ADVICE,
    N_("The pipeline has {n} processors; we recommend at most 20. Use nested pipelines."),
    name=N_("Too many processors"),
    applies_to=N_("processors"),
    expected=N_("At most 20 processors on one level of a pipeline"),
    bad="30 processors in a row",
    good="nested pipelines for kinds of logs",
)
def is_short(pipeline: Pipeline, _: Bundle) -> Iterator[RawFinding]:
    counts: dict[str, int] = {}
    for processor in pipeline.processors:
        parent = processor.pointer.rpartition("/")[0]
        counts[parent] = counts.get(parent, 0) + 1
    for parent, n in counts.items():
        if n > MAX_RECOMMENDED_PROCESSORS:
            yield pipeline.finding(parent, n, n=n)


@pipeline_check(
    "LP-013",
    Severity.BLOCKER,
    N_("A nested pipeline cannot contain another pipeline. Move the inner pipeline up a level."),
    name=N_("Pipeline nested too deeply"),
    applies_to=N_("nested pipelines"),
    expected=N_("Pipelines are nested only one level deep"),
    bad="a pipeline in a nested pipeline",
    good="one level",
)
def is_flat(pipeline: Pipeline, _: Bundle) -> Iterator[RawFinding]:
    for processor in pipeline.processors:
        if processor.type == "pipeline" and processor.level > 0:
            yield pipeline.finding(processor.pointer, str(processor.value.get("name", "")))


@pipeline_check(
    "LP-043",
    Severity.ADVICE,
    N_("metric_id does not match the integration ID. Set metric_id to {ident}."),
    name=N_("Wrong metric_id"),
    fix=FixClass.SUGGESTED,
    applies_to="metric_id",
    expected=N_("If present, the app_id, with hyphens or underscores"),
    bad="metric_id: other",
    good="metric_id: acme_queue",
)
def has_metric_id(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    metric_id, integration_id = pipeline.value.get("metric_id"), valid_integration_id(bundle)
    if metric_id and integration_id and not _is_id_of_listing(metric_id, integration_id):
        edit = PipelineEdits(bundle, pipeline).putting("/metric_id", integration_id)
        fix = fix_of(edit, title=N_("Set metric_id to {ident}"), ident=integration_id)
        yield pipeline.finding("/metric_id", metric_id, ident=integration_id, fix=fix)
