"""Where the values of sound JSON stand, found when somebody asks: for texts that a parser has taken already."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import msgspec

from tilekit.parse.json_scan import Span, escaped

T = TypeVar("T")
Member = tuple[str, Span, Span]
"""Name, place of the key, place of the value."""
_SPACE = r"[ \t\n\r]*"
# In sound JSON a comma says nothing that the place of what follows does not say.
_BEFORE = r"[ \t\n\r,]*"
_KEY = re.compile(rf'{_BEFORE}("[^"\\]*(?:\\.[^"\\]*)*"){_SPACE}:{_SPACE}')
_ITEM = re.compile(rf"{_BEFORE}(?![\]\s,])")
# The parser's own: it passes what nobody asked about in no time.
_end_of = json.JSONDecoder().scan_once  # type: ignore[attr-defined]  # it is there, the stubs leave it out
# Values of larger containers are passed without making anything of them.
_LARGE = 1_000
_RAW_ITEMS, _RAW_MEMBERS = msgspec.json.Decoder(list[msgspec.Raw]), msgspec.json.Decoder(dict[str, msgspec.Raw])


class Places:
    """Spans of values, of keys and of whole members in characters, by JSON pointer.

    A container is read when something in it is asked for, its values being passed as wholes. Of two equal keys the
    last one counts; `members` knows all.
    """

    def __init__(self, text: str) -> None:
        self._text, self._read = text, set[str]()
        self.values = _Asked[Span](self._reach)
        self.keys = _Asked[Span](self._reach)
        self.members = _Asked[list[Span]](self._reach)
        self.values[""] = (len(text) - len(text.lstrip()), len(text.rstrip()))

    def _reach(self, pointer: str) -> None:
        """Read every container around the pointer."""
        around = pointer.rpartition("/")[0]
        if around in self._read or not pointer:
            return
        self._reach(around)
        self._read.add(around)
        span = self.values.get(around)
        if span and self._text[span[0]] == "{":
            self._read_object(around, span)
        elif span and self._text[span[0]] == "[":
            for index, item in enumerate(_items(self._text, span)):
                self.values[f"{around}/{index}"] = item

    def _read_object(self, pointer: str, span: Span) -> None:
        for name, key, value in _members(self._text, span):
            inner = f"{pointer}/{escaped(name)}"
            self.keys[inner], self.values[inner] = key, value
            self.members.setdefault(inner, []).append((key[0], value[1]))


class _Asked(dict[str, T]):
    """Reaches for the pointer before it answers."""

    def __init__(self, reach: Callable[[str], None]) -> None:
        super().__init__()
        self._reach = reach

    def __missing__(self, pointer: str) -> T:
        found = self.get(pointer)
        if found is None:
            raise KeyError(pointer)
        return found

    def __contains__(self, pointer: object) -> bool:
        self._reach(str(pointer))
        return super().__contains__(pointer)

    def get(self, pointer: str, default: T | None = None) -> T | None:  # type: ignore[override]  # one signature of three
        self._reach(pointer)
        return super().get(pointer, default)


def _items(text: str, span: Span) -> Iterator[Span]:
    """The places of the items of a list."""
    lengths = [_length(text, raw) for raw in _passed(text, span, _RAW_ITEMS) or ()]
    at, index = span[0] + 1, 0
    while match := _ITEM.match(text, at):
        at = match.end() + lengths[index] if lengths else _end_of(text, match.end())[1]
        yield match.end(), at
        index += 1


def _members(text: str, span: Span) -> Iterable[Member]:
    """The members of an object in their order."""
    return _passed_members(text, span) or _read_members(text, span)


def _read_members(text: str, span: Span) -> Iterator[Member]:
    at = span[0] + 1
    while match := _KEY.match(text, at):
        at = _end_of(text, match.end())[1]
        yield _name(match[1]), match.span(1), (match.end(), at)


def _passed_members(text: str, span: Span) -> list[Member]:
    """The members of an object whose values are passed unread; none of a small one and where a key stands twice."""
    values = _passed(text, span, _RAW_MEMBERS)
    if values is None:
        return []
    found: list[Member] = []
    at = span[0] + 1
    for name, raw in values.items():
        match = _KEY.match(text, at)
        if match is None or _name(match[1]) != name:
            return []
        at = match.end() + _length(text, raw)
        found.append((name, match.span(1), (match.end(), at)))
    return found if text[at : span[1] - 1].isspace() or at == span[1] - 1 else []


def _name(literal: str) -> str:
    return str(json.loads(literal)) if "\\" in literal else literal[1:-1]


def _length(text: str, raw: msgspec.Raw) -> int:
    """The characters of a value; where all signs are ASCII they are its bytes."""
    return len(raw) if text.isascii() else len(bytes(raw).decode())


def _passed(text: str, span: Span, decoder: msgspec.json.Decoder[T]) -> T | None:
    """What the decoder makes of a large container; None of a small one and where a text has half a surrogate pair."""
    if span[1] - span[0] <= _LARGE:
        return None
    try:
        return decoder.decode(text[slice(*span)])
    except msgspec.DecodeError:
        return None
