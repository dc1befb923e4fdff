"""HTML tags in text, including malformed ones that a browser would read as a tag."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

_START = re.compile(r"<(?:!--.*?(?:-->|\Z)|(/?)([A-Za-z][A-Za-z0-9:-]*))", re.DOTALL)
_ATTRIBUTE = re.compile(r"""[\s/]*([^\s"'<>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'<>`]+))?""")
_END = re.compile(r"[^<>]*>?")


class FoundTag(Struct, frozen=True, kw_only=True):
    """A tag in a text. start and end are its offsets."""

    name: str
    attributes: tuple[tuple[str, str], ...]
    is_closing: bool
    start: int
    end: int


def tags_in(text: str) -> Iterator[FoundTag]:
    """Every tag, except in comments. Takes linear time for any input."""
    position = 0
    while match := _START.search(text, position):
        position = match.end()
        if match[2] is None:
            continue
        attributes, position = _attributes(text, position)
        yield FoundTag(
            name=match[2].lower(),
            attributes=attributes,
            is_closing=bool(match[1]),
            start=match.start(),
            end=position,
        )


def _attributes(text: str, position: int) -> tuple[tuple[tuple[str, str], ...], int]:
    attributes = []
    while match := _ATTRIBUTE.match(text, position):
        attributes.append((match[1].lower(), (match[2] or "").strip("\"'")))
        position = match.end()
    end = _END.match(text, position)
    return tuple(attributes), end.end() if end else position
