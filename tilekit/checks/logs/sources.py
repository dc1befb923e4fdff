"""Which source the listing's logs come with."""

import re
from collections.abc import Iterable

from tilekit.bundle import Bundle
from tilekit.checks.logs.reading import pipelines
from tilekit.pipeline.sources import is_taken, sources_in
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

_PLAIN = re.compile(r"[\w.:/-]+")  # what can be a source: no wildcard, comma, blank or quotation mark


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
    """The source that asks for the listing's logs; "" if nothing says it.

    The pipeline's filter decides: logs with another source never pass it. Of several sources the one that is declared,
    or the integration ID, is taken; without a pipeline these two say it.
    """
    asked, said = filtered_sources(bundle), _said(bundle)
    fitting = [source for source in said if is_taken(source, asked)] if asked else said
    return next((source for source in (*fitting, *asked) if _PLAIN.fullmatch(source)), "")


def sure_source(bundle: Bundle) -> str:
    """The only source that the pipeline's filter takes; without one, what the manifest declares; else ""."""
    asked = filtered_sources(bundle) or _said(bundle)[:1]
    return asked[0] if len(asked) == 1 and _PLAIN.fullmatch(asked[0]) else ""


def _said(bundle: Bundle) -> list[str]:
    said = (bundle.section(Data).logs_source, bundle.section(Overview).integration_id)
    return [source for source in said if source]
