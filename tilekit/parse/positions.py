"""Where something stands in a text file, and what is said when a file does not parse."""

from msgspec import Struct

from tilekit.core.messages import Message


class Position(Struct, frozen=True, order=True):
    """line and column count from 1; column counts characters."""

    line: int
    column: int


class Unparsable(Exception):
    """The first thing that stops a parser, in words for a partner."""

    def __init__(self, reason: Message, position: Position) -> None:
        super().__init__(reason.id)
        self.reason, self.position = reason, position


class NotRead(Unparsable):
    """The file is valid, and has what is not read here: of YAML anchors, aliases, tags, several documents, depth."""
