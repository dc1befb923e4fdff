"""The output formats of `validate`; the module of a format is imported only when needed."""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib import import_module
from typing import cast

from tilekit.commands.listing_outcome import ListingOutcome, SeverityName
from tilekit.commands.report_rows import with_rows

Lines = Callable[[Iterable[ListingOutcome]], Iterator[str]]

# --format -> module and function that yields the lines.
REPORT_FORMATS = {
    "text": ("tilekit.commands.text_report", "text_lines"),
    "json": ("tilekit.commands.formats", "json_lines"),
    "sarif": ("tilekit.commands.formats.sarif", "sarif_lines"),
    "github": ("tilekit.commands.formats.github", "github_lines"),
    "junit": ("tilekit.commands.formats.junit", "junit_lines"),
}


def lines_in(form: str, failing: frozenset[SeverityName], *, all_places: bool = False) -> Lines:
    """The function that prints outcomes in a format. JUnit needs to know which severities fail."""
    module, name = REPORT_FORMATS[form]
    lines = getattr(import_module(module), name)
    if form == "text":
        return cast("Lines", partial(lines, all_places=all_places))
    write = partial(lines, failing=failing) if form == "junit" else lines
    return lambda outcomes: cast("Lines", write)(with_rows(outcomes, all_places=all_places))


def json_lines(outcomes: Iterable[ListingOutcome]) -> Iterator[str]:
    """One JSON object with the listings in the given order, one per line. Indentation would need the slow encoder."""
    listings = ",\n".join([json.dumps(outcome) for outcome in outcomes])
    yield f'{{"listings": [\n{listings}\n]}}'
