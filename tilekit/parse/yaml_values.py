"""Builds the value of a YAML file, with the position of each part. No aliases, custom tags or deep nesting; nothing is
executed. Import this only to read such a file, because importing PyYAML is slow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import isfinite

import yaml
from msgspec import Struct, field

from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.core.storable import storable_text
from tilekit.parse.json import escaped
from tilekit.parse.limits import MAX_ENTRIES, MAX_VALUES, FileTooLarge, LimitKind
from tilekit.parse.positions import TooDeeplyNested, UnsupportedSyntax
from tilekit.parse.text import SourceText
from tilekit.parse.yaml_faults import fault_of
from tilekit.parse.yaml_spans import BLOCK, FLOW, YamlSpan

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_YAML_DEPTH = 64
MAX_DIGITS = 300
_STANDARD = "tag:yaml.org,2002:"
_TYPED_TAGS = {_STANDARD + name for name in ("int", "float", "bool", "null")}
_STANDARD_TAGS = _TYPED_TAGS | {_STANDARD + name for name in ("str", "map", "seq")}
_LITERALS: dict[str, Json] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")


def values_in(source: SourceText) -> ValueBuilder:
    """The value of the one document. Raises Unparsable."""
    builder = ValueBuilder(source)
    for event in _events_of(source.text):
        builder.take(event)
    return builder


def _events_of(text: str) -> Iterator[yaml.Event]:
    """The events of a text, with U+FFFD for characters that can't be stored. Raises Unparsable."""
    has_escapes = "\\" in text  # only an escape can write such a character
    try:
        parser = _LOADER(text)
        while event := parser.get_event():
            if has_escapes and isinstance(event, yaml.ScalarEvent):
                event.value = storable_text(event.value)
            yield event
    except yaml.YAMLError as error:
        raise fault_of(error, text) from error


def _offset(mark: yaml.error.Mark | yaml._yaml.Mark | None) -> int:
    """The offset of a mark. Its line and column are not used, because YAML counts other characters as line ends."""
    return mark.index if mark else 0


class _OpenValue(Struct):
    """An open mapping or list. end is the end of its last value so far, key the offset of its own key.

    name is the key of the next value and name_start its offset, None before a key and in a list.
    """

    value: dict[str, Json] | list[Json]
    pointer: str
    start: int
    end: int
    key: int | None
    style: str
    name: str | None = None
    name_start: int | None = None
    entries: int = 0

    @property
    def is_before_key(self) -> bool:
        return self.name is None and isinstance(self.value, dict)


class ValueBuilder(Struct):
    """Builds the value with an explicit stack, so that deep nesting doesn't use the interpreter's stack.

    places contains the position of each value by its JSON pointer; of two equal keys, the last one counts. earlier
    contains the positions of the values that therefore have no effect, and duplicates the pointer, the key and the
    offset of each repeated key.
    """

    source: SourceText
    value: Json = None
    places: dict[str, YamlSpan] = field(default_factory=dict)
    earlier: dict[str, list[YamlSpan]] = field(default_factory=dict)
    duplicates: list[tuple[str, str, int]] = field(default_factory=list)
    _open: list[_OpenValue] = field(default_factory=list)
    _documents: int = 0
    _number: int = 0

    def take(self, event: yaml.Event) -> None:
        """Process the next event. Raises Unparsable."""
        if isinstance(event, yaml.ScalarEvent):
            self._take_scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._begin(event, {} if isinstance(event, yaml.MappingStartEvent) else [])
        elif isinstance(event, yaml.CollectionEndEvent):
            done = self._open.pop()
            end, is_list = _offset(event.end_mark) if done.style == FLOW else done.end, isinstance(done.value, list)
            place = YamlSpan(start=done.start, end=end, key=done.key, style=done.style, is_list=is_list)
            self._add_place(done.pointer, place)
        elif isinstance(event, yaml.AliasEvent):
            raise self._unsupported(
                event, N_("it uses the alias *{name}; write the value out instead"), name=event.anchor
            )
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise self._unsupported(
                    event, N_("a second document starts here; use a separate file for each document")
                )

    def _take_scalar(self, event: yaml.ScalarEvent) -> None:
        self._accept(event)
        start, above = _offset(event.start_mark), self._open[-1] if self._open else None
        if above is not None and above.is_before_key:
            if event.value in above.value:
                self.duplicates.append((f"{above.pointer}/{escaped(event.value)}", event.value, start))
            above.name, above.name_start = event.value, start
            return
        end, style = _offset(event.end_mark), event.style or ""
        if style in ("|", ">"):  # the parser's end mark is after the following blank lines
            end = start + len(self.source.text[start:end].rstrip())
        is_typed = event.implicit[0] or event.tag in _TYPED_TAGS
        pointer, key = self._add_value(_resolve_scalar(event.value) if is_typed else event.value)
        self._add_place(pointer, YamlSpan(start=start, end=end, key=key, style=style))

    def _begin(self, event: yaml.CollectionStartEvent, value: dict[str, Json] | list[Json]) -> None:
        self._accept(event)
        start = _offset(event.start_mark)
        if len(self._open) >= MAX_YAML_DEPTH:
            reason = Message(N_("it is nested more than {limit} levels deep"), {"limit": MAX_YAML_DEPTH})
            raise TooDeeplyNested(reason, self.source.position(start))
        if self._open and self._open[-1].is_before_key:
            raise self._unsupported(event, N_("a key must be plain text"))
        pointer, key = self._add_value(value)
        style = FLOW if event.flow_style else BLOCK
        self._open.append(_OpenValue(value, pointer, start, end=start, key=key, style=style))

    def _add_value(self, value: Json) -> tuple[str, int | None]:
        """Add the value to the open container; returns its pointer, and the offset of its key."""
        self._number += 1
        if not self._open:
            self.value = value
            return "", None
        above = self._open[-1]
        above.entries += 1
        if isinstance(above.value, list):
            above.value.append(value)
            return f"{above.pointer}/{len(above.value) - 1}", None
        name, key = above.name or "", above.name_start
        above.value[name], above.name, above.name_start = value, None, None
        return f"{above.pointer}/{escaped(name)}", key

    def _add_place(self, pointer: str, place: YamlSpan) -> None:
        if pointer in self.places:
            self.earlier.setdefault(pointer, []).append(self.places[pointer])
        self.places[pointer] = place
        if self._open and place.end > self._open[-1].end:
            self._open[-1].end = place.end

    def _accept(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if self._number >= MAX_VALUES:
            raise FileTooLarge(LimitKind.VALUES, MAX_VALUES, self.source.position(_offset(event.start_mark)))
        if self._open and self._open[-1].entries >= MAX_ENTRIES:
            raise FileTooLarge(LimitKind.ENTRIES, MAX_ENTRIES, self.source.position(_offset(event.start_mark)))
        if event.anchor is not None:
            raise self._unsupported(
                event, N_("it uses the anchor &{name}; write the value out instead"), name=event.anchor
            )
        if event.tag is not None and event.tag not in _STANDARD_TAGS and event.tag != "!":
            tag = event.tag.replace(_STANDARD, "!!", 1)  # as the file has it
            raise self._unsupported(event, N_("it uses the tag {tag}; write the value without a tag"), tag=tag)

    def _unsupported(self, event: yaml.Event, reason: str, **parameters: object) -> UnsupportedSyntax:
        return UnsupportedSyntax(Message(reason, parameters), self.source.position(_offset(event.start_mark)))


def _resolve_scalar(text: str) -> Json:
    if text in _LITERALS:
        return _LITERALS[text]
    if text[0] not in "+-.0123456789" or len(text) > MAX_DIGITS:
        return text
    if _INTEGER.match(text):
        return int(text)
    if _FLOAT.match(text):
        number = float(text)
        return number if isfinite(number) else text
    return text
