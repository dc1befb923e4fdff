"""Which source the listing's logs come with."""

from tilekit.bundle import Bundle
from tilekit.checks.logs.filters import sources_in
from tilekit.checks.logs.reading import pipelines
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview


def own_sources(bundle: Bundle) -> list[str]:
    """The names of the listing's logs, the one to ask for first; empty where nothing says it.

    What the pipeline filters on counts: logs with another source never pass it. Of several the one that is declared,
    or the integration ID, stands first; without a pipeline these two say it.
    """
    named = [source for one in pipelines(bundle) for source in sources_in(one.source_query) if "*" not in source]
    said = [each for each in (bundle.section(Data).logs_source, bundle.section(Overview).integration_id) if each]
    both = [source for source in said if source in named]
    return list(dict.fromkeys([*both, *named, *said]))


def own_source(bundle: Bundle) -> str:
    """The source that asks for the listing's logs; "" where nothing says it."""
    return next(iter(own_sources(bundle)), "")
