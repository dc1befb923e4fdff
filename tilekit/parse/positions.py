"""Where something stands in a text file, and what is said when a file does not parse."""

from dataclasses import dataclass

from tilekit.core.messages import Message


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """line and column count from 1; column counts characters."""

    line: int
    column: int


class Unparsable(Exception):
    """The first thing that stops a parser, in words for a partner."""

    def __init__(self, reason: Message, position: Position) -> None:
        super().__init__(reason.id)
        self.reason, self.position = reason, position
