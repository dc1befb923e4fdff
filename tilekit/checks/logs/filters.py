"""LP-005 to LP-007: which logs the pipeline takes."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import Fix, FixClass, Severity, Spot
from tilekit.checks.logs.changing import Changing, fix_of
from tilekit.checks.logs.reading import Pipeline, pipeline_rule
from tilekit.core.messages import N_
from tilekit.pipeline.faults import Refused
from tilekit.pipeline.query import Group, Term, parse_query
from tilekit.sections.overview import Overview

_QUERY = "/pipeline/filter/query"
_SOURCE = re.compile(r"(?<![\w@-])source:\s*(\"[^\"]*\"|\([^)]*\)|[^\s()]+)")
_WORDS = ("OR", "AND")
_WILD = re.compile(r"[*?].*")


def sources_in(query: str) -> list[str]:
    """What a filter asks of `source`, each of several in brackets by itself, without quotation marks."""
    words = (word for found in _SOURCE.findall(query) for word in found.strip("()").split())
    return [word.strip('"') for word in words if word not in _WORDS]


@pipeline_rule(
    "LP-005",
    Severity.BLOCKER,
    N_("The filter must name your log source, for example source:{ident}."),
    fix=FixClass.SUGGESTED,
)
def filters_source(pipeline: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """The filter asks for a source."""
    if pipeline.source_query and not sources_in(pipeline.source_query):
        ident = bundle.section(Overview).integration_id
        fix = _asking(bundle, pipeline, f"source:{ident}") if ident else None
        yield pipeline.spot(_QUERY, pipeline.source_query, ident=ident or "acme", fix=fix)


@pipeline_rule(
    "LP-006", Severity.BLOCKER, N_("Log sources are lower-case and have no wildcard: {value}."), fix=FixClass.SUGGESTED
)
def has_plain_source(pipeline: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """Sources are in lower case, without a wildcard."""
    query, ident = pipeline.source_query, bundle.section(Overview).integration_id
    for source in sources_in(query):
        if source != source.lower() or "*" in source or "?" in source:
            plain = _plain(source, ident)
            fix = _asking(bundle, pipeline, query.replace(source, plain)) if plain else None
            yield pipeline.spot(_QUERY, source, fix=fix)


def _plain(source: str, ident: str) -> str:
    """The source small; for one with a wildcard the integration ID where it begins like that, else "": who knows."""
    start = _WILD.sub("", source.lower())
    return start if start == source.lower() else ident if start and ident.startswith(start) else ""


@pipeline_rule(
    "LP-007",
    Severity.ADVICE,
    N_("Filter on source:{source} only; use nested pipelines for the rest."),
    fix=FixClass.SUGGESTED,
)
def filters_source_only(pipeline: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """The filter is nothing but the source."""
    sources = sources_in(pipeline.source_query)
    if sources and _SOURCE.sub("", pipeline.source_query).strip("() "):
        fix = _asking(bundle, pipeline, f"source:{sources[0]}") if _is_wider(pipeline.source_query) else None
        yield pipeline.spot(_QUERY, pipeline.source_query, source=sources[0], fix=fix)


def _is_wider(query: str) -> bool:
    """Whether the source alone takes every log that the query takes: the rest only narrows it."""
    try:
        tree = parse_query(query)
    except Refused:
        return False
    parts = tree.parts if isinstance(tree, Group) and tree.operator == "and" else ()
    return sum(isinstance(part, Term) and part.key == "source" for part in parts) == 1


def _asking(bundle: Bundle, pipeline: Pipeline, query: str) -> Fix | None:
    edit = Changing(bundle, pipeline).putting(_QUERY, query)
    return fix_of(edit, title=N_("Filter on {query}"), query=query)
