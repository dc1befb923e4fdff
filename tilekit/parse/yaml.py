"""YAML files of partners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tilekit.parse.limits import TEXT_LIMITS, require_readable
from tilekit.parse.parsed_file import ParsedFile
from tilekit.parse.positions import Position
from tilekit.parse.text import SourceText

if TYPE_CHECKING:
    from tilekit.parse.yaml_values import ValueBuilder


class Duplicate(Struct, frozen=True, kw_only=True):
    """A repeated key in a mapping, with the position of the second one."""

    pointer: str
    key: str
    position: Position


class YamlFile(ParsedFile):
    """A parsed YAML file.

    value is as in JSON (the last of two equal keys counts; keys are texts); duplicates contains the repeated keys.
    places contains the position of each value by its JSON pointer, and earlier those of the values that have no effect
    because their key is repeated.
    """

    def __init__(self, source: SourceText, values: ValueBuilder) -> None:
        super().__init__(source, values.value)
        self.places, self.earlier = values.places, values.earlier
        self.duplicates = tuple(
            Duplicate(pointer=pointer, key=key, position=source.position(at)) for pointer, key, at in values.duplicates
        )

    def position(self, pointer: str) -> Position | None:
        """Line and column of the value (of its key in a mapping); of the nearest parent if it is missing."""
        while pointer and pointer not in self.places:
            pointer = pointer.rpartition("/")[0]
        place = self.places.get(pointer)
        return self.source.position(place.head) if place else None


def parse_yaml(data: bytes) -> YamlFile:
    """The one document in a file. Raises Unparsable.

    Plain values follow the core schema of YAML 1.2: `yes`, `on` and dates are text. So are `.nan`, `.inf` and numbers
    that are too large for a float, because JSON doesn't have them. Aliases, anchors, tags outside the core schema, a
    second document, more than 64 levels, more than 50,000 values, and more than 2,000 values in one mapping or list are
    refused.
    """
    from tilekit.parse.yaml_values import values_in  # slow import

    require_readable(data, TEXT_LIMITS)
    source = SourceText(data)
    return YamlFile(source, values_in(source))
