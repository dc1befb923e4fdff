"""Builds the value from the events of a YAML file. No aliases, custom tags or deep nesting; nothing is executed."""

from __future__ import annotations

import re
from math import isfinite

import yaml
from msgspec import Struct, field

from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.parse.json import pointer_to
from tilekit.parse.limits import MAX_ENTRIES, MAX_VALUES, FileTooLarge, LimitKind
from tilekit.parse.positions import TooDeeplyNested, UnsupportedSyntax
from tilekit.parse.text import SourceText
from tilekit.parse.yaml_events import events_of, offset

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
    for event in events_of(source.text):
        builder.take(event)
    return builder


class _OpenValue(Struct):
    """An open mapping or list, and its name in its parent.

    key is the key of the next value, None before a key and in a list.
    """

    value: dict[str, Json] | list[Json]
    name: str | int
    key: str | None = None
    entries: int = 0


class ValueBuilder(Struct):
    """Builds the value with an explicit stack, so that deep nesting doesn't use the interpreter's stack.

    duplicates contains the pointer, the key and the offset of each repeated key.
    """

    source: SourceText
    value: Json = None
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
            self._open.pop()
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
        above = self._open[-1] if self._open else None
        if above is not None and above.key is None and isinstance(above.value, dict):
            if event.value in above.value:
                pointer = pointer_to(*(value.name for value in self._open[1:]), event.value)
                self.duplicates.append((pointer, event.value, offset(event.start_mark)))
            above.key = event.value
        else:
            is_typed = event.implicit[0] or event.tag in _TYPED_TAGS
            self._add_value(_resolve_scalar(event.value) if is_typed else event.value)

    def _begin(self, event: yaml.CollectionStartEvent, value: dict[str, Json] | list[Json]) -> None:
        self._accept(event)
        if len(self._open) >= MAX_YAML_DEPTH:
            reason = Message(N_("it is nested more than {limit} levels deep"), {"limit": MAX_YAML_DEPTH})
            raise TooDeeplyNested(reason, self.source.position(offset(event.start_mark)))
        above = self._open[-1] if self._open else None
        if above is not None and above.key is None and isinstance(above.value, dict):
            raise self._unsupported(event, N_("a key must be plain text"))
        self._open.append(_OpenValue(value, self._add_value(value)))

    def _add_value(self, value: Json) -> str | int:
        """Add the value to the open container; returns its name there."""
        self._number += 1
        if not self._open:
            self.value = value
            return ""
        above = self._open[-1]
        above.entries += 1
        if isinstance(above.value, list):
            above.value.append(value)
            return len(above.value) - 1
        name = above.key or ""
        above.value[name], above.key = value, None
        return name

    def _accept(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if self._number >= MAX_VALUES:
            raise FileTooLarge(LimitKind.VALUES, MAX_VALUES, self.source.position(offset(event.start_mark)))
        if self._open and self._open[-1].entries >= MAX_ENTRIES:
            raise FileTooLarge(LimitKind.ENTRIES, MAX_ENTRIES, self.source.position(offset(event.start_mark)))
        if event.anchor is not None:
            raise self._unsupported(
                event, N_("it uses the anchor &{name}; write the value out instead"), name=event.anchor
            )
        if event.tag is not None and event.tag not in _STANDARD_TAGS and event.tag != "!":
            tag = event.tag.replace(_STANDARD, "!!", 1)  # as the file has it
            raise self._unsupported(event, N_("it uses the tag {tag}; write the value without a tag"), tag=tag)

    def _unsupported(self, event: yaml.Event, reason: str, **parameters: object) -> UnsupportedSyntax:
        return UnsupportedSyntax(Message(reason, parameters), self.source.position(offset(event.start_mark)))


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
