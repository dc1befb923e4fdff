"""Log sources in a text that are typos of a source of the listing, in code of any kind and in sentences."""

import re
from collections.abc import Collection, Iterator, Sequence

from tilekit.core.suggestions import is_typo
from tilekit.parse.text import matches_in
from tilekit.pipeline.sources import matches_source

# source: acme, "ddsource": "acme", DD_SOURCE=acme, `source:acme`; not an address or a path.
_SOURCE = re.compile(
    r"\b(?:dd_?)?source[\"'`\\]*\s{0,20}[:=]\s{0,20}[\"'`\\]*(?P<name>\w[\w.-]{0,98}\w)(?![\w/:@-])", re.IGNORECASE
)


def misspelled_sources(lines: Sequence[str], sources: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """(line, column, source) of each source that differs from one of the sources by one typo.

    acme_widget is not a typo of acme-widget: it may be the name of the check or the source of events.
    """
    for line, match in matches_in(lines, _SOURCE, ("source",)):
        name = match["name"]
        if not matches_source(name, sources) and any(_is_misspelled(name.lower(), one.lower()) for one in sources):
            yield line, match.start("name") + 1, name


def _is_misspelled(name: str, source: str) -> bool:
    return is_typo(name, source) and _letters(name) != _letters(source)


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name))
