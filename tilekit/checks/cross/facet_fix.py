"""A new facet in the pipeline file, in front of the others and in their layout."""

import re

from tilekit.bundle import Bundle
from tilekit.checks.finding import Fix
from tilekit.checks.logs.facet_names import facet_name
from tilekit.checks.logs.reading import pipelines
from tilekit.checks.yaml_edits import yaml_text
from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.parse.dashboard import text
from tilekit.sections.overview import Overview

_PATH = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+)+")


def facet_fix(bundle: Bundle, path: str) -> Fix | None:
    """The fix that makes an attribute a facet; None for one without a namespace, or without a list to add it to."""
    title = bundle.section(Overview).title
    for pipeline in pipelines(bundle) if title and _PATH.fullmatch(path) else ():
        file = yaml_text(bundle, pipeline.file)
        taken = {text(facet.get("name")) for _, facet in pipeline.facets}
        facet: dict[str, Json] = {"groups": [title], "name": facet_name(path, taken), "path": path, "source": "log"}
        edit = file.adding("/facets", facet, at=0) if file and pipeline.facets else None
        if edit:
            return Fix(title=Message(N_("Make @{path} a facet"), {"path": path}), edits=(edit,))
    return None
