"""YAML of partners, read from events: no aliases, no tags of their own, no deep nesting, nothing is ever executed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.parse.positions import Position, Unparsable
from tilekit.parse.text import SourceText, require_readable
from tilekit.parse.yaml_faults import fault_of

if TYPE_CHECKING:
    import yaml

MAX_DEPTH = 64
MAX_DIGITS = 300
_TYPED_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("int", "float", "bool", "null")}
_STANDARD_TAGS = _TYPED_TAGS | {f"tag:yaml.org,2002:{name}" for name in ("str", "map", "seq")}
_WORDS: dict[str, Json] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_SPECIAL = {".inf": float("inf"), "+.inf": float("inf"), "-.inf": float("-inf"), ".nan": float("nan")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A key that stands twice in one mapping: where the second one is."""

    pointer: str
    key: str
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlFile:
    """The value as JSON has it (the last of two equal keys counts; keys are text) and the keys that stand twice."""

    value: Json
    duplicates: tuple[Duplicate, ...] = ()


def parse_yaml(data: bytes) -> YamlFile:
    """The one document of a file; raises Unparsable.

    Plain values follow the core schema of YAML 1.2: `yes`, `on` and dates are text. Aliases, anchors, tags beyond
    the core schema, a second document and more than 64 levels are refused.
    """
    builder = _Builder(SourceText(data))
    for event in yaml_events(data):
        builder.take(event)
    return YamlFile(value=builder.value, duplicates=tuple(builder.duplicates))


def yaml_positions(data: bytes) -> dict[str, Position]:
    """JSON pointer -> where the value is: at its key in a mapping, at its first character in a list.

    A second pass, for files that have a finding. Raises Unparsable.
    """
    builder = _Builder(SourceText(data), positions={})
    for event in yaml_events(data):
        builder.take(event)
    return builder.positions or {}


def yaml_events(data: bytes) -> Iterator[yaml.Event]:
    """What stands in a file, one thing after the other. Raises Unparsable."""
    import yaml  # noqa: PLC0415 slow import

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    require_readable(data)
    text = SourceText(data).text
    try:
        yield from yaml.parse(text, Loader=loader)
    except yaml.YAMLError as error:
        raise fault_of(error, text) from error


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is still open. key is the key whose value comes next, None before a key."""

    value: dict[str, Json] | list[Json]
    pointer: str
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    """Builds the value from events with a stack of its own: depth costs no stack of the interpreter."""

    source: SourceText
    positions: dict[str, Position] | None = None
    duplicates: list[Duplicate] = field(default_factory=list)
    value: Json = None
    _stack: list[_Frame] = field(default_factory=list)
    _documents: int = 0

    def take(self, event: yaml.Event) -> None:
        name = type(event).__name__
        if name == "ScalarEvent":
            self._scalar(cast("yaml.ScalarEvent", event))
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            self._open(cast("yaml.CollectionStartEvent", event), {} if name == "MappingStartEvent" else [])
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            self._stack.pop()
        elif name == "AliasEvent":
            alias = cast("yaml.AliasEvent", event).anchor
            raise self._refused(event, N_("it uses the alias *{name}; write the value out instead"), name=alias)
        elif name == "DocumentStartEvent":
            self._documents += 1
            if self._documents > 1:
                raise self._refused(event, N_("a second document starts here; keep one per file"))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._accept(event)
        frame = self._stack[-1] if self._stack else None
        if frame is not None and isinstance(frame.value, dict) and frame.key is None:
            self._key(frame, event)
        else:
            is_typed = event.implicit[0] or event.tag in _TYPED_TAGS
            self._put(_resolved(event.value) if is_typed else event.value, event)

    def _open(self, event: yaml.CollectionStartEvent, value: dict[str, Json] | list[Json]) -> None:
        self._accept(event)
        if len(self._stack) >= MAX_DEPTH:
            raise self._refused(event, N_("it is nested deeper than {limit} levels"), limit=MAX_DEPTH)
        frame = self._stack[-1] if self._stack else None
        if frame is not None and isinstance(frame.value, dict) and frame.key is None:
            raise self._refused(event, N_("a key must be plain text"))
        self._stack.append(_Frame(value, self._put(value, event)))

    def _key(self, frame: _Frame, event: yaml.ScalarEvent) -> None:
        frame.key = event.value
        position, pointer = self._position(event), _joined(frame.pointer, event.value)
        if event.value in frame.value:
            self.duplicates.append(Duplicate(pointer=pointer, key=event.value, position=position))
        if self.positions is not None:
            self.positions[pointer] = position

    def _put(self, value: Json, event: yaml.Event) -> str:
        """Place the value into what is open; its pointer."""
        if not self._stack:
            self.value = value
            pointer = ""
        else:
            frame = self._stack[-1]
            if isinstance(frame.value, list):
                pointer = f"{frame.pointer}/{len(frame.value)}"
                frame.value.append(value)
            else:
                pointer = _joined(frame.pointer, frame.key or "")
                frame.value[frame.key or ""] = value
                frame.key = None
        if self.positions is not None:
            self.positions.setdefault(pointer, self._position(event))
        return pointer

    def _accept(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            raise self._refused(event, N_("it uses the anchor &{name}; write the value out instead"), name=event.anchor)
        if event.tag is not None and event.tag not in _STANDARD_TAGS and event.tag != "!":
            raise self._refused(event, N_("it uses the tag {tag}, which is not allowed"), tag=event.tag)

    def _position(self, event: yaml.Event) -> Position:
        """The parser's own lines end at signs that are text to everybody else, so only its offset is used."""
        return self.source.position(event.start_mark.index) if event.start_mark else Position(1, 1)

    def _refused(self, event: yaml.Event, reason: str, **parameters: object) -> Unparsable:
        return Unparsable(Message(reason, parameters), self._position(event))


def _resolved(text: str) -> Json:
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789" or len(text) > MAX_DIGITS:
        return text
    if _INTEGER.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return _SPECIAL.get(text.lower(), text)


def _joined(pointer: str, key: str) -> str:
    return f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
