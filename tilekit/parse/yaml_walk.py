"""Walks over the events of a YAML file and records the position of every value."""

from __future__ import annotations

import yaml
from msgspec import Struct, field

from tilekit.parse.json import escaped
from tilekit.parse.yaml_events import events_of, offset
from tilekit.parse.yaml_spans import BLOCK, FLOW, YamlSpan


def spans_in(text: str) -> dict[str, YamlSpan]:
    """JSON pointer -> position, in a valid text. Of two equal keys, the last one counts."""
    return _walk(text).places


def overridden_spans_in(text: str) -> dict[str, list[YamlSpan]]:
    """JSON pointer -> positions of the values that have no effect because their key is repeated."""
    return _walk(text).earlier


def _walk(text: str) -> _YamlWalk:
    walk = _YamlWalk(text)
    for event in events_of(text):
        walk.take(event)
    return walk


class _OpenContainer(Struct):
    """An open object or list. last is the end of its last value so far; at is the number of its items so far."""

    pointer: str
    start: int
    key: int | None
    style: str
    is_list: bool
    last: int
    at: int = 0
    name: str | None = None
    name_start: int | None = None


class _YamlWalk(Struct):
    text: str
    places: dict[str, YamlSpan] = field(default_factory=dict)
    earlier: dict[str, list[YamlSpan]] = field(default_factory=dict)
    _open: list[_OpenContainer] = field(default_factory=list)

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._take_scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            start, (pointer, key) = offset(event.start_mark), self._next_pointer()
            style, is_list = FLOW if event.flow_style else BLOCK, isinstance(event, yaml.SequenceStartEvent)
            self._open.append(_OpenContainer(pointer, start, key, style, is_list, last=start))
        elif isinstance(event, yaml.CollectionEndEvent):
            done = self._open.pop()
            end = offset(event.end_mark) if done.style == FLOW else done.last
            place = YamlSpan(start=done.start, end=end, key=done.key, style=done.style, is_list=done.is_list)
            self._keep_place(done.pointer, place)

    def _take_scalar(self, event: yaml.ScalarEvent) -> None:
        above, start = self._open[-1] if self._open else None, offset(event.start_mark)
        if above is not None and not above.is_list and above.name is None:
            above.name, above.name_start = event.value, start
            return
        end, style = offset(event.end_mark), event.style or ""
        if style in ("|", ">"):  # the parser's end mark is after the following blank lines
            end = start + len(self.text[start:end].rstrip())
        pointer, key = self._next_pointer()
        self._keep_place(pointer, YamlSpan(start=start, end=end, key=key, style=style))

    def _next_pointer(self) -> tuple[str, int | None]:
        """The pointer of the next value, and the offset of its key."""
        if not self._open:
            return "", None
        above = self._open[-1]
        if above.is_list:
            above.at += 1
            return f"{above.pointer}/{above.at - 1}", None
        place = f"{above.pointer}/{escaped(above.name or '')}", above.name_start
        above.name = above.name_start = None
        return place

    def _keep_place(self, pointer: str, place: YamlSpan) -> None:
        if pointer in self.places:
            self.earlier.setdefault(pointer, []).append(self.places[pointer])
        self.places[pointer] = place
        if self._open:
            self._open[-1].last = max(place.end, self._open[-1].last)
