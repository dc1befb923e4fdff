"""Whether something reads an attribute: other processors, facets and everything in the listing that searches logs."""

import re

from tilekit.bundle import Bundle
from tilekit.checks.logs.pipeline_edits import PipelineEdits
from tilekit.checks.logs.pipeline_files import Processor, facets_in, processors_in
from tilekit.core.fields import Json
from tilekit.parse.json_values import text, texts_in

_ASSETS = "assets/"
# The keys of a processor that contain the attributes it reads.
_KEYS_WITH_ATTRIBUTES = (
    "sources",
    "source",
    "filter",
    "categories",
    "template",
    "expression",
    "operation",
    "mappers",
    "attributes",
)


def is_used(change: PipelineEdits, path: str, except_for: Processor) -> bool:
    """Whether anything except one processor reads an attribute or its members."""
    by_pointer = change.pipeline.document.derived(_texts_by_pointer)
    texts = [value for pointer, value in by_pointer.items() if path in value and pointer != except_for.pointer]
    pattern = rf"(?<![\w.-]){re.escape(path)}(?![\w-])"
    return any(re.search(pattern, value) for value in texts) or is_queried(change.bundle, path)


def is_queried(bundle: Bundle, path: str) -> bool:
    """Whether a dashboard, monitor, rule or view uses the attribute."""
    needle = f"@{path}".encode()
    files = (file for file in bundle.files if file.startswith(_ASSETS) and file.endswith(".json"))
    return any(needle in bundle.files[file] for file in files)


def _texts_by_pointer(value: Json) -> dict[str, str]:
    """The pointer of each processor and facet, and its texts that may contain an attribute."""
    texts = {
        one.pointer: "\n".join(texts_in([one.value.get(key) for key in _KEYS_WITH_ATTRIBUTES]))
        for one in processors_in(value)
    }
    return texts | {pointer: text(facet.get("path")) for pointer, facet in facets_in(value)}
