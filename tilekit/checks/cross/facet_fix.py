"""A new facet in the pipeline file, in front of the others and in their layout."""

import re

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.titles import title_case
from tilekit.checks.finding import Edit, Fix
from tilekit.checks.reading import text_of
from tilekit.core.messages import N_, Message
from tilekit.parse.positions import Unparsable
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

_FACETS = re.compile(r"^facets:[ \t]*\r?\n(?=([ \t]*)- )", re.MULTILINE)
_PATH = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+)+")


def facet_fix(bundle: Bundle, path: str) -> Fix | None:
    """The fix that makes an attribute a facet; None for one without a namespace, or without a list to add it to."""
    file, title = bundle.file_of(bundle.section(Data).log_pipeline_yaml), bundle.section(Overview).title
    if not file or not title or not _PATH.fullmatch(path):
        return None
    try:
        source = text_of(bundle, file)
    except Unparsable:
        return None
    found = _FACETS.search(source.text)
    if found is None:
        return None
    indent, name = found[1], title_case(re.sub(r"[._-]+", " ", path.partition(".")[2]))
    group = title.replace("'", "''")
    lines = ("- groups:", f"    - '{group}'", f"  name: '{name}'", f"  path: {path}", "  source: log")
    offset = source.byte_offset(found.end())
    edit = Edit(file=file, start=offset, end=offset, replacement="".join(f"{indent}{line}\n" for line in lines))
    return Fix(title=Message(N_("Make @{path} a facet"), {"path": path}), edits=(edit,))
