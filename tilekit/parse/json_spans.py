"""The positions of values in valid JSON, computed on first use for texts that a parser has already accepted."""

import json
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TypeVar

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
_BRACKET = re.compile(r'[^"{}\[\]]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"{}\[\]]*+)*+([{}\[\]])')
# The scanner of Python's parser, because it skips texts and numbers very quickly.
_scan = json.JSONDecoder().scan_once  # type: ignore[attr-defined]  # it is there, the stubs leave it out


def escaped(part: str | int) -> str:
    """One part of a JSON pointer, escaped (RFC 6901)."""
    text = str(part)
    return text.replace("~", "~0").replace("/", "~1") if "/" in text or "~" in text else text


class JsonSpans:
    """Character spans of values and of keys, by JSON pointer.

    A container is scanned when something in it is first looked up; the containers in it are skipped. Of repeated keys,
    the last one counts; `members` returns all of them.
    """

    def __init__(self, text: str) -> None:
        self._text, self._read = text, set[str]()
        self._keys = dict[str, Span]()
        self._values = {"": (len(text) - len(text.lstrip()), len(text.rstrip()))}
        self.values, self.keys = _LazySpans(self._values, self._reach), _LazySpans(self._keys, self._reach)

    def members(self, pointer: str) -> list[tuple[str, Span]]:
        """Name and span of every member of an object, in order. Raises KeyError if there is no such object."""
        return [(name, (key[0], value[1])) for name, key, value in self._members_in(self.values[pointer])]

    def repeated(self) -> list[tuple[str, int]]:
        """Pointer and offset of every repeated key, in the order of the text."""
        return list(self._repeated_in("", self.values[""]))

    def _reach(self, pointer: str) -> None:
        """Read every container around the pointer.

        A container counts as read once all its spans are known, because threads share parsed files.
        """
        around = pointer.rpartition("/")[0]
        if around in self._read or not pointer:
            return
        if around not in self._values:
            self._reach(around)
        span = self._values.get(around)
        if span and self._text[span[0]] == "{":
            for name, key, value in self._members_in(span):
                inner = f"{around}/{escaped(name)}"
                self._keys[inner], self._values[inner] = key, value
        elif span and self._text[span[0]] == "[":
            for index, item in enumerate(self._items_in(span)):
                self._values[f"{around}/{index}"] = item
        self._read.add(around)

    def _members_in(self, span: Span) -> Iterator[Member]:
        """The members of an object in their order."""
        at, text, ends = span[0] + 1, self._text, self._container_ends
        while match := _KEY.match(text, at):
            (start, end), value = match.span(1), match.end()
            at = ends.get(value) or _scan(text, value)[1]
            name = text[start + 1 : end - 1]
            yield str(json.loads(match[1])) if "\\" in name else name, (start, end), (value, at)

    def _items_in(self, span: Span) -> Iterator[Span]:
        """The items of a list."""
        at, text, ends = span[0] + 1, self._text, self._container_ends
        while match := _ITEM.match(text, at):
            value = match.end()
            at = ends.get(value) or _scan(text, value)[1]
            yield value, at

    @cached_property
    def _container_ends(self) -> dict[int, int]:
        """The end of each object and list, by its start."""
        ends, starts, text = dict[int, int](), list[int](), self._text
        for match in _BRACKET.finditer(text):
            end = match.end()
            if text[end - 1] in "{[":
                starts.append(end - 1)
            else:
                ends[starts.pop()] = end
        return ends

    def _repeated_in(self, pointer: str, span: Span) -> Iterator[tuple[str, int]]:
        """Repeated keys in a container, also below a key that is repeated later."""
        if self._text[span[0]] == "[":
            for index, item in enumerate(self._items_in(span)):
                yield from self._repeated_in(f"{pointer}/{index}", item)
        elif self._text[span[0]] == "{":
            seen = set[str]()
            for name, key, value in self._members_in(span):
                inner = f"{pointer}/{escaped(name)}"
                if name in seen:
                    yield inner, key[0]
                seen.add(name)
                yield from self._repeated_in(inner, value)


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
