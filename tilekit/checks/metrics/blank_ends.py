"""The message about a cell that is wrong only because of a space or a line break at one of its ends."""

from collections.abc import Mapping

from msgspec import Struct

from tilekit.core.messages import N_, Message

_STARTS = N_("The {column_name} cell for {name} starts with {what}. Remove it.")
_ENDS = N_("The {column_name} cell for {name} ends with {what}. Remove it.")
FOLDED_ENDS = {
    _STARTS: N_("{n} cells in the column {column_name} start with {what}, first on line {line}. Remove it from each."),
    _ENDS: N_("{n} cells in the column {column_name} end with {what}, first on line {line}. Remove it from each."),
}
_A_LINE_BREAK = N_("a line break")
_CHARACTERS = {" ": N_("a space"), "\t": N_("a tab"), "\n": _A_LINE_BREAK, "\r": _A_LINE_BREAK}
_OTHER = N_("an invisible character")


class BlankEnd(Struct, frozen=True, kw_only=True):
    """A message and its values."""

    message: str
    parameters: Mapping[str, object]


def blank_end(column: str, text: str, fixed: str) -> BlankEnd | None:
    """The message about the blank end of a cell; None unless the fixed text is the text without its blank ends."""
    if not fixed or text == fixed or text.strip() != fixed:
        return None
    message, character = (_ENDS, text[-1]) if text[-1].isspace() else (_STARTS, text[0])
    what = Message(_CHARACTERS.get(character, _OTHER))
    return BlankEnd(message=message, parameters={"column_name": column, "what": what})
