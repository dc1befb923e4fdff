"""Where the values of a YAML file begin and end: for editors that cut spans and leave every other sign alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from tilekit.parse.json import escaped
from tilekit.parse.text import SourceText
from tilekit.parse.yaml import yaml_events

if TYPE_CHECKING:
    import yaml

BLOCK, FLOW = "block", "flow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Characters start..end of a value; key is where the key before it begins, None for an item and the whole.

    style is BLOCK or FLOW for an object or a list, else the sign that a text is written with: "'", '"', "|", ">" or
    "" for none. A value that is not written is empty and stands behind its colon.
    """

    start: int
    end: int
    key: int | None
    style: str
    is_list: bool = False

    @property
    def is_text(self) -> bool:
        return self.style not in (BLOCK, FLOW)


def yaml_places(data: bytes) -> dict[str, Place]:
    """JSON pointer -> place. For files without keys that stand twice. Raises Unparsable."""
    walk = _Walk(SourceText(data).text)
    for event in yaml_events(data):
        walk.take(event)
    return walk.places


@dataclass(slots=True)
class _Open:
    """An object or a list that is not closed yet; last is where its last value ends, at how many items it has."""

    pointer: str
    start: int
    key: int | None
    style: str
    is_list: bool
    last: int
    at: int = 0
    name: str | None = None
    name_start: int | None = None


@dataclass(slots=True)
class _Walk:
    text: str
    places: dict[str, Place] = field(default_factory=dict)
    _open: list[_Open] = field(default_factory=list)

    def take(self, event: yaml.Event) -> None:
        name = type(event).__name__
        if name == "ScalarEvent":
            self._scalar(cast("yaml.ScalarEvent", event))
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            started = cast("yaml.CollectionStartEvent", event)
            start = _offset(started.start_mark)
            pointer, key = self._next()
            style = FLOW if started.flow_style else BLOCK
            self._open.append(_Open(pointer, start, key, style, name == "SequenceStartEvent", last=start))
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            done = self._open.pop()
            end = _offset(event.end_mark) if done.style == FLOW else done.last
            place = Place(start=done.start, end=end, key=done.key, style=done.style, is_list=done.is_list)
            self._keep(done.pointer, place)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        above = self._open[-1] if self._open else None
        start, end = _offset(event.start_mark), _offset(event.end_mark)
        if above is not None and not above.is_list and above.name is None:
            above.name, above.name_start = event.value, start
            return
        style = event.style or ""
        if style in ("|", ">"):  # its mark stands behind the blank lines that follow
            end = start + len(self.text[start:end].rstrip())
        pointer, key = self._next()
        self._keep(pointer, Place(start=start, end=end, key=key, style=style))

    def _next(self) -> tuple[str, int | None]:
        """The pointer of the value that comes now, and where its key begins."""
        if not self._open:
            return "", None
        above = self._open[-1]
        if above.is_list:
            above.at += 1
            return f"{above.pointer}/{above.at - 1}", None
        found = f"{above.pointer}/{escaped(above.name or '')}", above.name_start
        above.name = above.name_start = None
        return found

    def _keep(self, pointer: str, place: Place) -> None:
        self.places[pointer] = place
        if self._open:
            self._open[-1].last = max(place.end, self._open[-1].last)


def _offset(mark: yaml.error.Mark | yaml._yaml.Mark | None) -> int:
    return mark.index if mark else 0
