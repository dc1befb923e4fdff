"""Who reads an attribute: other processors, facets and everything in the listing that asks for logs."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.logs.changing import Changing
from tilekit.checks.logs.reading import Processor
from tilekit.core.fields import Json
from tilekit.parse.dashboard import text

_ASSETS = "assets/"
# What a processor says of attributes that it reads stands in these.
_READ = ("sources", "source", "filter", "categories", "template", "expression", "operation", "mappers", "attributes")


def is_used(change: Changing, path: str, but: Processor) -> bool:
    """Whether anything but one processor reads an attribute, or what is in it."""
    pattern = re.compile(rf"(?<![\w.-]){re.escape(path)}(?![\w-])")
    return any(pattern.search(found) for found in _said(change, but)) or is_asked(change.bundle, path)


def is_asked(bundle: Bundle, path: str) -> bool:
    """Whether a dashboard, monitor, rule or view asks for the attribute."""
    asked = f"@{path}".encode()
    files = (file for file in bundle.files if file.startswith(_ASSETS) and file.endswith(".json"))
    return any(asked in bundle.files[file] for file in files)


def _said(change: Changing, but: Processor) -> Iterator[str]:
    """Every text in which an attribute of the logs can be read."""
    for processor in change.pipeline.processors:
        if processor.pointer != but.pointer:
            for key in _READ:
                yield from _texts(processor.value.get(key))
    for _, facet in change.pipeline.facets:
        yield text(facet.get("path"))


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(item)
