"""Positions in a text file, and the errors of files that can't be parsed."""

from msgspec import Struct

from tilekit.core.messages import Message


class Position(Struct, frozen=True, order=True):
    """line and column count from 1; column counts characters."""

    line: int
    column: int


class Unparsable(Exception):
    """The first error of a parser, in words for a partner."""

    def __init__(self, reason: Message, position: Position) -> None:
        super().__init__(reason.id)
        self.reason, self.position = reason, position


class UnsupportedSyntax(Unparsable):
    """The file is valid but contains something unsupported: YAML anchors, aliases, tags, several documents or deep
    nesting.
    """
