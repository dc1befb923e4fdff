"""JSON files: values are parsed immediately, their positions on first use."""

import json
import re
from functools import cached_property
from math import isfinite
from typing import NoReturn

from tilekit.core.fields import Json
from tilekit.parse.json_faults import MAX_JSON_DEPTH, raise_fault
from tilekit.parse.json_spans import JsonSpans, Span, escaped
from tilekit.parse.limits import MAX_ENTRIES, MAX_VALUES, TEXT_LIMITS, FileTooLarge, LimitKind, require_readable
from tilekit.parse.parsed_file import ParsedFile
from tilekit.parse.positions import Position
from tilekit.parse.text import SourceText

__all__ = ["JsonFile", "Span", "escaped", "finite", "parse_json", "pointer_parts", "pointer_to", "refuse_constant"]

# A string, even an unclosed one, or white space between tokens: each character is read once.
_STRING_OR_SPACE = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[ \t\r\n]++', re.DOTALL)
# Escapes of NUL and lone surrogates, which no page or database can store. A pair of backslashes is matched as a whole.
_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_PAIR = rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPES = re.compile(rb"(?:\\[^u])++|%b|((?:(?!%b)\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2}))++)" % (_PAIR, _PAIR))
_INDENT = re.compile(r"\n([ \t]++)\S")
_FEW_DIGITS = 300  # an integer with this many digits certainly fits a float


class JsonFile(ParsedFile):
    """A parsed JSON file. has_repeats is True if an object has a repeated key."""

    def __init__(self, source: SourceText, value: Json, *, has_repeats: bool) -> None:
        super().__init__(source, value)
        self.has_repeats = has_repeats

    @cached_property
    def places(self) -> JsonSpans:
        """Spans of values in characters of `source.text`."""
        return JsonSpans(self.source.text)

    @cached_property
    def indentation(self) -> str:
        """One level of the file's own indentation, or two spaces."""
        first = _INDENT.search(self.source.text)
        return first[1] if first else "  "

    def position(self, pointer: str) -> Position | None:
        """Line and column of the value (of its key in an object); of the nearest parent if it is missing."""
        values, keys = self.places.values, self.places.keys
        while (span := values.get(pointer)) is None and pointer:
            pointer = pointer.rpartition("/")[0]
        span = keys.get(pointer) or span
        return self.source.position(span[0]) if span else None

    def span(self, pointer: str) -> Span:
        """(start, end) of the value in bytes of the file, end exclusive. Raises KeyError if there is none."""
        start, end = self.places.values[pointer]
        return self.source.byte_offset(start), self.source.byte_offset(end)

    def literal(self, pointer: str) -> str:
        """The value as written in the file. Raises KeyError if there is none."""
        start, end = self.places.values[pointer]
        return self.source.text[start:end]

    @property
    def duplicates(self) -> list[tuple[str, Position]]:
        """Pointer and position of every key that is repeated in its object."""
        return [(pointer, self.source.position(at)) for pointer, at in self.places.repeated()]


def parse_json(data: bytes) -> JsonFile:
    """The document. Raises Unparsable for invalid JSON, NaN, more than 100 levels and infinite numbers.

    Escapes of NUL and of lone surrogates are read as U+FFFD. Raises FileTooLarge if the file is larger than 5 MB, has
    more than 50,000 values, or more than 2,000 in one object or list. Every number in the document is a finite float.
    """
    require_readable(data, TEXT_LIMITS)
    source, members = SourceText(_without_unstorable(data)), _Members()
    _require_few(source.text)
    try:
        value: Json = json.loads(
            source.text,
            object_pairs_hook=members.take,
            parse_constant=refuse_constant,
            parse_float=finite,
            parse_int=_parse_whole_number,
        )
    except (ValueError, RecursionError):
        raise_fault(source.text)
        raise
    depth, entries = _depth_and_longest_list(value)
    if depth > MAX_JSON_DEPTH or max(entries, members.most) > MAX_ENTRIES:
        raise_fault(source.text)
    return JsonFile(source, value, has_repeats=members.has_repeats)


class _Members:
    """Makes objects from their members. Records whether a key is repeated, and the largest number of members."""

    def __init__(self) -> None:
        self.has_repeats, self.most = False, 0

    def take(self, pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        members = dict(pairs)
        if len(members) != len(pairs):
            self.has_repeats = True
        self.most = max(self.most, len(pairs))
        return members


def pointer_to(*parts: str | int) -> str:
    """The JSON pointer of the path: `pointer_to("tile", "media", 0)` is "/tile/media/0"."""
    return "".join([f"/{escaped(part)}" for part in parts])


def pointer_parts(pointer: str) -> list[str]:
    """The unescaped parts of a JSON pointer."""
    parts = pointer.split("/")[1:]
    return [part.replace("~1", "/").replace("~0", "~") for part in parts] if "~" in pointer else parts


def _without_unstorable(data: bytes) -> bytes:
    """The file with U+FFFD for escapes that can't be stored. The length stays the same, so that no position changes."""
    if not _SUSPECT.search(data):
        return data
    return _ESCAPES.sub(lambda match: rb"\ufffd" * (len(match[1]) // 6) if match[1] else match[0], data)


def finite(literal: str) -> float:
    """The number as a float. Raises ValueError if it is infinite."""
    number = float(literal)
    return number if isfinite(number) else refuse_constant(literal)


def _parse_whole_number(literal: str) -> int:
    return int(literal) if len(literal) < _FEW_DIGITS or isfinite(float(literal)) else refuse_constant(literal)


def refuse_constant(name: str) -> NoReturn:
    """Raises ValueError, for example for NaN."""
    raise ValueError(name)


def _require_few(text: str) -> None:
    """Raise FileTooLarge, before any value is parsed, if the text has more values than a file may have."""
    if len(text) <= MAX_VALUES or _separators(text) <= MAX_VALUES:  # a quick upper bound: it includes strings
        return
    plain = _STRING_OR_SPACE.sub("", text)
    empty = plain.count("[]") + plain.count("{}")
    if _separators(plain) - empty > MAX_VALUES:
        raise FileTooLarge(LimitKind.VALUES, MAX_VALUES)


def _separators(text: str) -> int:
    """The number of values in the text: each follows a comma or the opening bracket of its container."""
    return 1 + text.count(",") + text.count("[") + text.count("{")


def _depth_and_longest_list(value: Json) -> tuple[int, int]:
    """The depth of nested containers, and the size of the largest list.

    Parsers return plain lists and dicts, never subclasses.
    """
    level, depth, most = [value] if isinstance(value, dict | list) else [], 0, 0
    while level:
        depth += 1
        most = max(most, *map(len, level))
        level = [
            item
            for node in level
            for item in (node.values() if type(node) is dict else node)
            if type(item) is dict or type(item) is list
        ]
    return depth, most
