"""The source of the listing's logs."""

import re
from collections.abc import Iterable

from tilekit.bundle import Bundle
from tilekit.checks.logs.pipeline_files import pipelines
from tilekit.pipeline.sources import matches_source, sources_in
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

_PLAIN_SOURCE = re.compile(r"[\w.:/-]+")  # a valid source: no wildcard, comma, space or quotation mark


def may_overlap(source: str, patterns: Iterable[str]) -> bool:
    """Whether a log can match both the source and one of the patterns. All of them may have wildcards."""
    return any(matches_source(source, [one]) or matches_source(one, [source]) for one in patterns)


def filtered_sources(bundle: Bundle) -> list[str]:
    """The sources in the pipeline's filter; empty without a readable pipeline."""
    return [source for one in pipelines(bundle) for source in sources_in(one.source_query)]


def own_sources(bundle: Bundle) -> list[str]:
    """The possible sources of the listing's logs, including patterns of the filter; compare with `matches_source`."""
    return list(dict.fromkeys([*filtered_sources(bundle), *_declared_sources(bundle)]))


def own_source(bundle: Bundle) -> str:
    """The source to search for the listing's logs; "" if unknown.

    The pipeline's filter decides, because logs with another source never pass it. If it has several sources, or if
    there is no pipeline, the declared source or the integration ID is used.
    """
    filtered, declared = filtered_sources(bundle), _declared_sources(bundle)
    fitting = [source for source in declared if matches_source(source, filtered)] if filtered else declared
    return next((source for source in (*fitting, *filtered) if _PLAIN_SOURCE.fullmatch(source)), "")


def sure_source(bundle: Bundle) -> str:
    """The only source in the pipeline's filter; without a filter, the one declared in the manifest; otherwise ""."""
    sources = filtered_sources(bundle) or _declared_sources(bundle)[:1]
    return sources[0] if len(sources) == 1 and _PLAIN_SOURCE.fullmatch(sources[0]) else ""


def _declared_sources(bundle: Bundle) -> list[str]:
    sources = (bundle.section(Data).logs_source, bundle.section(Overview).integration_id)
    return [source for source in sources if source]
