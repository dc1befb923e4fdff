"""A walk over the events of a YAML file that keeps where every value stands."""

from __future__ import annotations

import yaml
from msgspec import Struct, field

from tilekit.parse.json import escaped
from tilekit.parse.yaml_events import events_of, offset
from tilekit.parse.yaml_places import BLOCK, FLOW, Place


def places_in(text: str) -> dict[str, Place]:
    """JSON pointer -> place, of a text that can be read. Of two equal keys the last one counts."""
    return _walked(text).places


def earlier_in(text: str) -> dict[str, list[Place]]:
    """JSON pointer -> the places of what does not count, because its key stands there again."""
    return _walked(text).earlier


def _walked(text: str) -> _Walk:
    walk = _Walk(text)
    for event in events_of(text):
        walk.take(event)
    return walk


class _Open(Struct):
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


class _Walk(Struct):
    text: str
    places: dict[str, Place] = field(default_factory=dict)
    earlier: dict[str, list[Place]] = field(default_factory=dict)
    _open: list[_Open] = field(default_factory=list)

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            start, (pointer, key) = offset(event.start_mark), self._next()
            style, is_list = FLOW if event.flow_style else BLOCK, isinstance(event, yaml.SequenceStartEvent)
            self._open.append(_Open(pointer, start, key, style, is_list, last=start))
        elif isinstance(event, yaml.CollectionEndEvent):
            done = self._open.pop()
            end = offset(event.end_mark) if done.style == FLOW else done.last
            place = Place(start=done.start, end=end, key=done.key, style=done.style, is_list=done.is_list)
            self._keep(done.pointer, place)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        above, start = self._open[-1] if self._open else None, offset(event.start_mark)
        if above is not None and not above.is_list and above.name is None:
            above.name, above.name_start = event.value, start
            return
        end, style = offset(event.end_mark), event.style or ""
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
        if pointer in self.places:
            self.earlier.setdefault(pointer, []).append(self.places[pointer])
        self.places[pointer] = place
        if self._open:
            self._open[-1].last = max(place.end, self._open[-1].last)
