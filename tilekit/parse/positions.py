"""Positions in a text file, and the errors of files that can't be parsed."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from msgspec import Struct

from tilekit.core.messages import Message

P = ParamSpec("P")
T = TypeVar("T")


class Position(Struct, frozen=True, order=True):
    """A position in a text. line and column count from 1; column counts characters."""

    line: int
    column: int


class Unparsable(Exception):
    """A file can't be parsed. reason describes the first error for partners, and may be reworded.

    code identifies the reason in fingerprints and never changes; if there is none, it is the English text.
    """

    def __init__(self, reason: Message, position: Position, *, code: str = "") -> None:
        super().__init__(reason.id)
        self.reason, self.position, self.code = reason, position, code or reason.id


class UnsupportedSyntax(Unparsable):
    """The file is valid but contains something unsupported: deep nesting, a number that is too large for a float, or
    YAML with anchors, aliases, tags or several documents.
    """


class TooDeeplyNested(UnsupportedSyntax):
    """The file has more levels of nesting than allowed. The reason contains the limit."""


def readable(read: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T | None:
    """The result of a function that reads a file; None if the file can't be parsed, which another check reports."""
    try:
        return read(*arguments, **options)
    except Unparsable:
        return None
