"""YAML of partners: the value at once, places of values when somebody asks."""

from functools import cached_property

from msgspec import Struct

from tilekit.core.fields import Json
from tilekit.parse.document import Document
from tilekit.parse.limits import TEXT, require_readable
from tilekit.parse.positions import Position
from tilekit.parse.text import SourceText
from tilekit.parse.yaml_places import Place


class Duplicate(Struct, frozen=True, kw_only=True):
    """A key that stands twice in one mapping: where the second one is."""

    pointer: str
    key: str
    position: Position


class YamlFile(Document):
    """The value as JSON has it (the last of two equal keys counts; keys are text) and the keys that stand twice."""

    def __init__(self, source: SourceText, value: Json, duplicates: tuple[Duplicate, ...]) -> None:
        super().__init__(source, value)
        self.duplicates = duplicates

    @cached_property
    def places(self) -> dict[str, Place]:
        """JSON pointer -> place: a second walk, for files that have a finding or are changed."""
        from tilekit.parse.yaml_walk import places_in  # noqa: PLC0415 slow import

        return places_in(self.source.text)

    @cached_property
    def earlier(self) -> dict[str, list[Place]]:
        """JSON pointer -> places of the values that do not count, where a key stands more than once."""
        from tilekit.parse.yaml_walk import earlier_in  # noqa: PLC0415 slow import

        return earlier_in(self.source.text)

    def position(self, pointer: str) -> Position | None:
        """Line and column of the value (of its key in a mapping); the nearest one around it where it is missing."""
        while pointer and pointer not in self.places:
            pointer = pointer.rpartition("/")[0]
        place = self.places.get(pointer)
        return self.source.position(place.head) if place else None


def parse_yaml(data: bytes) -> YamlFile:
    """The one document of a file; raises Unparsable.

    Plain values follow the core schema of YAML 1.2: `yes`, `on` and dates are text. So are `.nan`, `.inf` and numbers
    beyond the floats, which JSON has not. Aliases, anchors, tags beyond
    the core schema, a second document and more than 64 levels are refused, and so are more than 50,000 values or
    2,000 in one mapping or list.
    """
    from tilekit.parse.yaml_values import values_in  # noqa: PLC0415 slow import

    require_readable(data, TEXT)
    source = SourceText(data)
    found = values_in(source)
    twice = (Duplicate(pointer=pointer, key=key, position=source.position(at)) for pointer, key, at in found.twice)
    return YamlFile(source, found.value, tuple(twice))
