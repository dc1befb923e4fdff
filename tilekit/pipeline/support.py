"""The parts of the platform's log pipelines that our engine supports, as `docs/pipelines.md` lists them."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from tilekit.platform_lists import rows

SUPPORT_TABLE = "pipeline_support.csv"
"""One row per part: kind, name, state, source (the title of the platform's page), note."""

_HEAD = """\
# Log pipelines

Our engine (`tilekit/pipeline/`) runs the samples of a log pipeline and compares the results with the expected ones
(LT-005). This page lists what it runs. *Source* is the title of the page in the platform's documentation that describes
the part; *VRL* names a function of the public log language by the platform's maker. If it is *no source*, we know of no
page about the part.

- **supported**: the engine returns what the platform returns.
- **simulated**: the engine replaces data that only the platform has.
- **not supported**: the engine skips the part.

A step that is simulated or skipped is shown in the result of each sample: in the output of `tilekit pipeline run`, on
the page of the pipeline and in the finding LT-005, which is then advice. So is a grok rule that matched the sample,
but may match less on the platform. This page is generated from `tilekit/data/pipeline_support.csv`; to update it, run
`make docs`. The samples for each row are in `tests/tilekit/pipeline/samples/`.
"""
_TITLES = {
    "processor": "Processors",
    "setting": "Settings of processors",
    "matcher": "Matchers",
    "filter": "Filters",
    "argument": "Arguments of matchers and filters",
    "log": "Samples before the pipeline",
    "search": "Searches in categories and filters",
    "comparison": "Comparison of results",
}


def pipelines_page() -> str:
    """The page, in English."""
    return _HEAD + "".join(
        line for kind, of_kind in groupby(rows(SUPPORT_TABLE), itemgetter("kind")) for line in _table(kind, of_kind)
    )


def _table(kind: str, of_kind: Iterator[dict[str, str]]) -> Iterator[str]:
    yield f"\n## {_TITLES[kind]}\n\n| part | state | source | note |\n|---|---|---|---|\n"
    for row in of_kind:
        yield f"| {row['name']} | {row['state']} | {row['source']} | {row['note']} |\n"
