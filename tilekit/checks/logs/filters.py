"""LP-005 to LP-007: the filter of the pipeline."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity
from tilekit.checks.logs.pipeline_edits import PipelineEdits
from tilekit.checks.logs.pipeline_files import Pipeline, pipeline_check
from tilekit.checks.logs.sources import own_source
from tilekit.core.messages import N_
from tilekit.pipeline.notes import PipelineRefused
from tilekit.pipeline.query import parse_log_search, terms
from tilekit.pipeline.sources import LOGICAL_OPERATORS, SOURCE_FILTER, is_pattern, sources_in
from tilekit.sections.data import Data

_FILTER_QUERY = "/pipeline/filter/query"
_QUERY_WORD = re.compile(r"[^\s()]+")
_EVERYTHING = "*"


@pipeline_check(
    "LP-005",
    Severity.BLOCKER,
    N_("The filter must include your log source, for example source:{ident}."),
    name=N_("No log source in the filter"),
    fix=FixClass.SUGGESTED,
    applies_to="pipeline.filter.query",
    expected=N_("Filters on a source, for example source:{id}"),
    bad='query: "status:error"',
    good='query: "source:acme-queue"',
)
def filters_source(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """The filter contains a source. The fix restricts a filter for all logs to the source of the manifest."""
    query, declared = pipeline.source_query, bundle.section(Data).logs_source
    if query and not sources_in(query):
        is_sure = declared and query.strip() == _EVERYTHING
        fix = _filter_fix(bundle, pipeline, f"source:{declared}") if is_sure else None
        yield pipeline.finding(_FILTER_QUERY, query, ident=own_source(bundle) or "acme", fix=fix)


@pipeline_check(
    "LP-006",
    Severity.BLOCKER,
    N_("The log source {value} must be in lower case and must not contain a wildcard."),
    name=N_("Wildcard or capital letter in a log source"),
    fix=FixClass.SUGGESTED,
    applies_to="pipeline.filter.query",
    expected=N_("The source is in lower case and has no wildcard"),
    bad="source:Acme*",
    good="source:acme-queue",
)
def has_plain_source(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """Sources are in lower case and have no wildcard. Wildcards have no fix: only the partner knows what they match."""
    query = pipeline.source_query
    for source in sources_in(query):
        if source != source.lower() or is_pattern(source):
            lowered = "" if is_pattern(source) else _with_lower_case_sources(query)
            fix = _filter_fix(bundle, pipeline, lowered) if lowered else None
            yield pipeline.finding(_FILTER_QUERY, source, fix=fix)


def _with_lower_case_sources(query: str) -> str:
    """The query with its sources in lower case and no other change; "" if that is impossible."""
    lowered = SOURCE_FILTER.sub(lambda match: _QUERY_WORD.sub(lambda word: _lowered_word(word[0]), match[0]), query)
    return lowered if sources_in(lowered) == [source.lower() for source in sources_in(query)] else ""


def _lowered_word(word: str) -> str:
    return word if word in LOGICAL_OPERATORS else word.lower()


@pipeline_check(
    "LP-007",
    Severity.ADVICE,
    N_("Filter only on source:{source}. Use nested pipelines for other conditions."),
    name=N_("Filter on more than the log source"),
    applies_to="pipeline.filter.query",
    expected=N_("Filters only on the source"),
    bad="source:acme-queue env:prod",
    good="source:acme-queue",
)
def filters_source_only(pipeline: Pipeline, _bundle: Bundle) -> Iterator[RawFinding]:
    """The filter contains only sources."""
    sources = sources_in(pipeline.source_query)
    if sources and _has_other_terms(pipeline.source_query):
        named = sources[0] if len(sources) == 1 else f"({' OR '.join(sources)})"
        yield pipeline.finding(_FILTER_QUERY, pipeline.source_query, source=named)


def _has_other_terms(query: str) -> bool:
    try:
        return any(term.key != "source" for term in terms(parse_log_search(query)))
    except PipelineRefused:
        return False


def _filter_fix(bundle: Bundle, pipeline: Pipeline, query: str) -> Fix | None:
    change = PipelineEdits(bundle, pipeline)
    return change.keeping_results(change.putting(_FILTER_QUERY, query), title=N_("Use the filter {query}"), query=query)
