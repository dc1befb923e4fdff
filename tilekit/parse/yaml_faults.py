"""What a YAML parser complains about, in words for a partner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tilekit.core.messages import N_, Message
from tilekit.parse.positions import Position, Unparsable
from tilekit.parse.text import position_at

if TYPE_CHECKING:
    import yaml

# Parts of what the two parsers (libyaml and PyYAML's own) say; the first that fits counts.
_REASONS = (
    ("alias", N_("an alias has no name; put the text in quotes")),
    ("anchor", N_("an anchor has no name; put the text in quotes")),
    ("tag", N_("a tag cannot be read here; put the text in quotes")),
    ("escape", N_("a backslash stands before a character that cannot follow it")),
    ("quoted scalar", N_("a quotation mark is opened and never closed")),
    ("end of stream", N_("the file ends in the middle of a value")),
    ("flow sequence", N_("a comma or a closing ] is missing before this")),
    ("flow mapping", N_("a comma or a closing }} is missing before this")),
    ("mapping values are not allowed", N_("a colon stands where no key can be; check the indentation or use quotes")),
    ("could not find expected ':'", N_("a colon is missing after a key")),
    ("tab", N_("a tab stands where spaces are needed")),
    ("cannot start any token", N_("a character here needs quotes around the text")),
    ("block mapping", N_("a key is expected here; check the indentation")),
    ("block collection", N_("a dash is expected here; check the indentation")),
    ("block sequence", N_("a list item is not allowed here; check the indentation")),
    ("document start", N_("the text goes on where the document should have ended")),
    ("directive", N_("a line that starts with % cannot be read here")),
    ("", N_("the text cannot be read from here on")),
)
_BAD_CHARACTER = N_("it holds the control character {character}")


def fault_of(error: yaml.YAMLError, text: str) -> Unparsable:
    """The parser's complaint with its place."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return _bad_character(text)
    position = Position(mark.line + 1, mark.column + 1)
    if _is_tab(text, mark.line, mark.column):
        return Unparsable(Message(N_("a tab stands where spaces are needed")), position)
    said = f"{getattr(error, 'problem', '')} {getattr(error, 'context', '')}"
    return Unparsable(Message(next(reason for part, reason in _REASONS if part in said)), position)


def _is_tab(text: str, line: int, column: int) -> bool:
    lines = text.split("\n")
    return line < len(lines) and lines[line][column : column + 1] == "\t"


def _bad_character(text: str) -> Unparsable:
    """Reader errors carry no mark: the first character that YAML does not allow."""
    for offset, character in enumerate(text):
        if not _is_allowed(character):
            reason = Message(_BAD_CHARACTER, {"character": f"U+{ord(character):04X}"})
            return Unparsable(reason, position_at(text, offset))
    return Unparsable(Message(_REASONS[-1][1]), Position(1, 1))


def _is_allowed(character: str) -> bool:
    code = ord(character)
    return character in "\t\n\r\x85" or 0x20 <= code < 0x7F or (code >= 0xA0 and code not in (0xFFFE, 0xFFFF))
