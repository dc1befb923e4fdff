"""Which sources a search asks for, and which source the listing's logs come with."""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from tilekit.bundle import Bundle
from tilekit.checks.logs.reading import pipelines
from tilekit.pipeline.faults import Refused
from tilekit.pipeline.query import Node, Term, parse_query
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

SOURCE = re.compile(r"(?<![\w@.-])source:\s*(\"[^\"]*\"|\([^)]*\)|[^\s()]+)")
_BLANK = re.compile(r"(?<![\w@.-])source:\s+")
OPERATORS = ("OR", "AND", "NOT")
_WILD = re.compile(r"[*?]")


def sources_in(query: str) -> list[str]:
    """What a search asks of `source`, wildcards as they are written; what it leaves out (`-source:a`) is not asked for.

    Of a search that cannot be read, what looks like a source.
    """
    try:
        found = list(_asked(parse_query(_BLANK.sub("source:", query))))
    except Refused:
        words = (word for value in SOURCE.findall(query) for word in value.strip("()").split())
        found = [word.strip('"') for word in words if word not in OPERATORS]
    return list(dict.fromkeys(found))


def _asked(node: Node) -> Iterator[str]:
    if isinstance(node, Term):
        yield from (node.text,) if node.key == "source" else ()
    elif node.operator != "not":
        for part in node.parts:
            yield from _asked(part)


def is_pattern(source: str) -> bool:
    """Whether a source that a search asks for has a wildcard."""
    return _WILD.search(source) is not None


def is_taken(source: str, asked: Iterable[str]) -> bool:
    """Whether one of the asked sources is this one or takes it with a wildcard; letter case does not count."""
    return any(fnmatchcase(source.lower(), one.lower()) for one in asked)


def meet(source: str, asked: Iterable[str]) -> bool:
    """Whether logs may fit both a source that one search asks for and one of another's, wildcards on either side."""
    return any(is_taken(source, [one]) or is_taken(one, [source]) for one in asked)


def filtered_sources(bundle: Bundle) -> list[str]:
    """What the pipeline's filter asks of `source`; empty without a pipeline that can be read."""
    return [source for one in pipelines(bundle) for source in sources_in(one.source_query)]


def own_sources(bundle: Bundle) -> list[str]:
    """What the listing's logs may be called, patterns of the filter too; compare with `is_taken`."""
    return list(dict.fromkeys([*filtered_sources(bundle), *_said(bundle)]))


def own_source(bundle: Bundle) -> str:
    """The source that asks for the listing's logs; "" where nothing says it.

    The pipeline's filter decides: logs with another source never pass it. Of several sources the one that is declared,
    or the integration ID, is taken; without a pipeline these two say it.
    """
    asked, said = filtered_sources(bundle), _said(bundle)
    named = [source for source in asked if not is_pattern(source)]
    fitting = [source for source in said if is_taken(source, asked)] if asked else said
    return next(iter([*fitting, *named]), "")


def sure_source(bundle: Bundle) -> str:
    """The only source that the pipeline's filter takes; without one, what the manifest declares; else ""."""
    asked = filtered_sources(bundle) or _said(bundle)[:1]
    return asked[0] if len(asked) == 1 and not is_pattern(asked[0]) else ""


def _said(bundle: Bundle) -> list[str]:
    said = (bundle.section(Data).logs_source, bundle.section(Overview).integration_id)
    return [source for source in said if source]
