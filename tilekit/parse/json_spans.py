"""The positions of values in valid JSON, computed on first use for texts that a parser has already accepted."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import msgspec

T = TypeVar("T")
Span = tuple[int, int]
"""Start and end, end exclusive."""
Member = tuple[str, Span, Span]
"""The name, the span of the key and the span of the value."""
_SPACE = r"[ \t\n\r]*"
# The text is valid JSON, so a comma before a key or an item can be skipped like white space.
_BEFORE = r"[ \t\n\r,]*"
_KEY = re.compile(rf'{_BEFORE}("[^"\\]*(?:\\.[^"\\]*)*"){_SPACE}:{_SPACE}')
_ITEM = re.compile(rf"{_BEFORE}(?![\]\s,])")
# The scanner of Python's parser, because it skips values that are not needed very quickly.
_end_of = json.JSONDecoder().scan_once  # type: ignore[attr-defined]  # it is there, the stubs leave it out
# Values in larger containers are skipped without parsing them.
_LARGE = 1_000
_RAW_ITEMS, _RAW_MEMBERS = msgspec.json.Decoder(list[msgspec.Raw]), msgspec.json.Decoder(dict[str, msgspec.Raw])


def escaped(part: str | int) -> str:
    """One part of a JSON pointer, escaped (RFC 6901)."""
    text = str(part)
    return text.replace("~", "~0").replace("/", "~1") if "/" in text or "~" in text else text


class JsonSpans:
    """Character spans of values and of keys, by JSON pointer.

    A container is scanned when something in it is first looked up; the values in it are skipped as a whole. Of repeated
    keys, the last one counts; `members` returns all of them.
    """

    def __init__(self, text: str) -> None:
        self._reader = _JsonReader(text)
        self.values = _LazySpans(self._reader.values, self._reader.reach)
        self.keys = _LazySpans(self._reader.keys, self._reader.reach)

    def members(self, pointer: str) -> list[tuple[str, Span]]:
        """Name and span of every member of an object, in order. Raises KeyError if there is no such object."""
        return [(name, (key[0], value[1])) for name, key, value in self._reader.members(self.values[pointer])]

    def repeated(self) -> list[tuple[str, int]]:
        """Pointer and offset of every repeated key, in the order of the text."""
        return list(self._reader.repeated("", self.values[""]))


class _LazySpans:
    """The spans found so far; others are found on first use."""

    def __init__(self, spans: dict[str, Span], reach: Callable[[str], None]) -> None:
        self._spans, self._reach = spans, reach

    def __getitem__(self, pointer: str) -> Span:
        if pointer not in self._spans:
            self._reach(pointer)
        return self._spans[pointer]

    def __contains__(self, pointer: str) -> bool:
        return self.get(pointer) is not None

    def get(self, pointer: str) -> Span | None:
        """The span; None if there is none."""
        if pointer not in self._spans:
            self._reach(pointer)
        return self._spans.get(pointer)


class _JsonReader:
    def __init__(self, text: str) -> None:
        self._text, self._read = text, set[str]()
        self.keys = dict[str, Span]()
        self.values = {"": (len(text) - len(text.lstrip()), len(text.rstrip()))}

    def reach(self, pointer: str) -> None:
        """Read every container around the pointer.

        A container counts as read once all its spans are known, because threads share parsed files.
        """
        around = pointer.rpartition("/")[0]
        if around in self._read or not pointer:
            return
        self.reach(around)
        span = self.values.get(around)
        if span and self._text[span[0]] == "{":
            for name, key, value in self.members(span):
                inner = f"{around}/{escaped(name)}"
                self.keys[inner], self.values[inner] = key, value
        elif span and self._text[span[0]] == "[":
            for index, item in enumerate(_items(self._text, span)):
                self.values[f"{around}/{index}"] = item
        self._read.add(around)

    def members(self, span: Span) -> Iterable[Member]:
        """The members of an object in their order."""
        return _passed_members(self._text, span) or _read_members(self._text, span)

    def repeated(self, pointer: str, span: Span) -> Iterator[tuple[str, int]]:
        """Repeated keys in a container, also below a key that is repeated later."""
        if self._text[span[0]] == "[":
            for index, item in enumerate(_items(self._text, span)):
                yield from self.repeated(f"{pointer}/{index}", item)
        elif self._text[span[0]] == "{":
            seen = set[str]()
            for name, key, value in self.members(span):
                inner = f"{pointer}/{escaped(name)}"
                if name in seen:
                    yield inner, key[0]
                seen.add(name)
                yield from self.repeated(inner, value)


def _items(text: str, span: Span) -> Iterator[Span]:
    """The spans of the items of a list."""
    values = _decoded_container(text, span, _RAW_ITEMS)
    lengths = _lengths(text, values) if values else []
    at, index = span[0] + 1, 0
    while match := _ITEM.match(text, at):
        at = match.end() + lengths[index] if lengths else _end_of(text, match.end())[1]
        yield match.end(), at
        index += 1


def _read_members(text: str, span: Span) -> Iterator[Member]:
    at = span[0] + 1
    while match := _KEY.match(text, at):
        at = _end_of(text, match.end())[1]
        yield _decoded_key(match[1]), match.span(1), (match.end(), at)


def _passed_members(text: str, span: Span) -> list[Member]:
    """The members of an object whose values are skipped without scanning; none for a small object or repeated keys."""
    values = _decoded_container(text, span, _RAW_MEMBERS)
    if values is None:
        return []
    members: list[Member] = []
    at = span[0] + 1
    for name, length in zip(values, _lengths(text, values.values()), strict=True):
        match = _KEY.match(text, at)
        if match is None or _decoded_key(match[1]) != name:
            return []
        start = match.end()
        at = start + length
        members.append((name, match.span(1), (start, at)))
    return members if text[at : span[1] - 1].isspace() or at == span[1] - 1 else []


def _decoded_key(literal: str) -> str:
    return str(json.loads(literal)) if "\\" in literal else literal[1:-1]


def _lengths(text: str, values: Iterable[msgspec.Raw]) -> list[int]:
    """The number of characters of each value; in ASCII text, this is the number of bytes."""
    return [*map(len, values)] if text.isascii() else [len(bytes(raw).decode()) for raw in values]


def _decoded_container(text: str, span: Span, decoder: msgspec.json.Decoder[T]) -> T | None:
    """The decoder's result for a large container; None for a small one, or if a text has a lone surrogate."""
    if span[1] - span[0] <= _LARGE:
        return None
    try:
        return decoder.decode(text[slice(*span)])
    except msgspec.DecodeError:
        return None
