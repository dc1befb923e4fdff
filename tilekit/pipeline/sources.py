"""The sources in a log search."""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import islice

from tilekit.core.fields import Json
from tilekit.pipeline.notes import PipelineRefused
from tilekit.pipeline.query import Node, Term, parse_log_search

SOURCE_FILTER = re.compile(r"(?<![\w@.-])source:\s*(\"[^\"]*\"|\([^)]*\)|[^\s()]+)")
_BLANK = re.compile(r"(?<![\w@.-])source:\s+")
_KEY = "source"
LOGICAL_OPERATORS = ("OR", "AND", "NOT")
MAX_TRIED, MAX_READ = 5, 50
_WILD = re.compile(r"[*?]")


def sources_in(query: str) -> list[str]:
    """The values of `source` in a search, including wildcards, but not excluded ones (`-source:a`).

    If the search can't be parsed, this is everything that looks like a source.
    """
    if _KEY not in query:
        return []
    try:
        sources = list(_sources_of(_parsed(query)))
    except PipelineRefused:
        words = (word for value in SOURCE_FILTER.findall(query) for word in value.strip("()").split())
        sources = [word.strip('"') for word in words if word not in LOGICAL_OPERATORS]
    return list(dict.fromkeys(sources))


def sources_excluded(query: str) -> list[str]:
    """The values of `source` that a search excludes; none if it cannot be parsed."""
    if _KEY not in query:
        return []
    try:
        return list(dict.fromkeys(_sources_of(_parsed(query), is_included=False)))
    except PipelineRefused:
        return []


@lru_cache(maxsize=256)
def _parsed(query: str) -> Node:
    """The tree of a search, cached because widgets repeat searches, and each is read for both kinds of sources."""
    return parse_log_search(_BLANK.sub("source:", query))


def _sources_of(node: Node, *, is_included: bool = True) -> Iterator[str]:
    """The sources outside every negation, or those inside one."""
    if isinstance(node, Term):
        yield from (node.text,) if is_included and node.key == _KEY else ()
        return
    for part in node.parts:
        yield from _sources_of(part, is_included=is_included if node.operator != "not" else not is_included)


def is_pattern(source: str) -> bool:
    """Whether a source in a search has a wildcard."""
    return _WILD.search(source) is not None


def matches_source(source: str, patterns: Iterable[str]) -> bool:
    """Whether the source equals one of the searched sources or matches its wildcard, ignoring letter case."""
    return any(fnmatchcase(source.lower(), one.lower()) for one in patterns)


def sources_of_samples(query: str, processors: Json) -> tuple[str, ...]:
    """The possible sources of a sample, most likely first: at least one, "" if the filter has none.

    There is more than one only if a query inside the pipeline searches for a source that the filter accepts.
    """
    patterns = sources_in(query)[:MAX_READ]
    plain = [source for source in patterns if not is_pattern(source)]
    inner = (
        one
        for inner_query in _source_queries(processors)
        for one in (*sources_in(inner_query), *sources_excluded(inner_query))
    )
    told_apart = [
        source for source in islice(inner, MAX_READ) if not is_pattern(source) and matches_source(source, patterns)
    ]
    first = (plain or [_WILD.split(source)[0] for source in patterns] or [""])[:1]
    return tuple(dict.fromkeys([*first, *(plain if told_apart else ()), *told_apart]))[:MAX_TRIED]


def _source_queries(value: Json) -> Iterator[str]:
    """The queries of all filters below a value that contain a source."""
    query = value.get("query") if isinstance(value, dict) else None
    if isinstance(query, str) and "source:" in query:
        yield query
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _source_queries(item)
