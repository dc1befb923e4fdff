"""The parts of a line: fixed text and values."""

from msgspec import Struct


class Piece(Struct, frozen=True, kw_only=True):
    """A part of a line. kind is "word" or "mark" for fixed text, otherwise the kind of value.

    matcher is its grok matcher; name is the attribute, "" to find one from the words around it; filter is the grok
    filter for the value.
    """

    kind: str
    text: str
    matcher: str = ""
    name: str = ""
    filter: str = ""


def mark(text: str) -> Piece:
    """A piece of fixed text that is not a word."""
    return Piece(kind="mark", text=text)
