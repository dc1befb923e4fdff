"""Where the values of sound JSON stand, found when somebody asks: for texts that a parser has taken already."""

import json
import re
from collections.abc import Callable
from typing import TypeVar

from tilekit.parse.json_scan import Span, escaped

T = TypeVar("T")
_SPACE = r"[ \t\n\r]*"
# In sound JSON a comma says nothing that the place of what follows does not say.
_BEFORE = r"[ \t\n\r,]*"
_KEY = re.compile(rf'{_BEFORE}("[^"\\]*(?:\\.[^"\\]*)*"){_SPACE}:{_SPACE}')
_ITEM = re.compile(rf"{_BEFORE}(?![\]\s,])")
# The parser's own: it passes what nobody asked about in no time.
_end_of = json.JSONDecoder().scan_once  # type: ignore[attr-defined]  # it is there, the stubs leave it out


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
        start, _ = self.values.get(around) or (0, 0)
        if self._text[start] == "{" and around in self.values:
            self._read_object(around, start + 1)
        elif self._text[start] == "[" and around in self.values:
            self._read_list(around, start + 1)

    def _read_object(self, pointer: str, at: int) -> None:
        while match := _KEY.match(self._text, at):
            at = _end_of(self._text, match.end())[1]
            name = str(json.loads(match[1])) if "\\" in match[1] else match[1][1:-1]
            inner = f"{pointer}/{escaped(name)}"
            self.keys[inner], self.values[inner] = match.span(1), (match.end(), at)
            self.members.setdefault(inner, []).append((match.start(1), at))

    def _read_list(self, pointer: str, at: int) -> None:
        index = 0
        while match := _ITEM.match(self._text, at):
            at = _end_of(self._text, match.end())[1]
            self.values[f"{pointer}/{index}"] = (match.end(), at)
            index += 1


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
