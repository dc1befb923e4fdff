"""The errors of a YAML parser in words for a partner."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tilekit.core.messages import N_, Message
from tilekit.parse.positions import Position, Unparsable
from tilekit.parse.text import fault_position, position_at

if TYPE_CHECKING:
    import yaml

_TAB = N_("a tab is used instead of spaces")
# Parts of the messages of the two parsers (libyaml and PyYAML's own); the first match counts.
_REASONS = (
    ("alias", N_("an alias has no name; put the text in quotation marks")),
    ("anchor", N_("an anchor has no name; put the text in quotation marks")),
    ("tag", N_("a tag is not valid here; put the text in quotation marks")),
    ("escape", N_("a backslash is followed by a character that it cannot escape")),
    ("number", N_("a backslash is followed by a character that it cannot escape")),
    ("flow sequence", N_("a comma or a closing ] is missing before this")),
    ("flow mapping", N_("a comma or a closing }} is missing before this")),
    ("mapping values are not allowed", N_("a colon is not allowed here; check the indentation or use quotation marks")),
    ("could not find expected ':'", N_("a colon is missing after a key")),
    ("tab", _TAB),
    ("cannot start any token", N_("a character here requires quotation marks around the text")),
    ("block mapping", N_("a key is expected here; check the indentation")),
    ("block collection", N_("a dash is expected here; check the indentation")),
    ("block sequence", N_("a list item is not allowed here; check the indentation")),
    ("document start", N_("there is extra text after the end of the document")),
    ("incompatible", N_("this version of YAML is not supported; remove the line")),
    ("duplicate", N_("this line repeats the one above; remove it")),
    ("directive", N_("a line cannot start with % here")),
    ("", N_("the text is not valid YAML from here on")),
)
_QUOTED_VALUE = re.compile(r"^[ \t]*(?:-[ \t]+)*(?:[\w.-]+:[ \t]+)?(?P<mark>[\"'])", re.MULTILINE)
_QUOTED = {'"': re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL), "'": re.compile(r"'(?:[^']|'')*+'")}
_KEY_BELOW = re.compile(r"\n[ \t]*(?:-[ \t]+)?[\w-]+:(?:[ \t\r\n]|$)")
_BAD_CHARACTER = N_("it contains the control character {character}")
_ENDS_IN_VALUE = N_("the file ends in the middle of a value")
# Elements that are still open at the end of the file; for brackets and quotation marks, the opening one is located.
_CLOSED_LATER = ("flow", "quoted scalar", "end of stream")
_NEVER_CLOSED = {
    "[": N_("this [ is never closed"),
    "{": N_("this {{ is never closed"),
    '"': N_("this quotation mark is never closed"),
    "'": N_("this quotation mark is never closed"),
}


def fault_of(error: yaml.YAMLError, text: str) -> Unparsable:
    """The parser's error with its position."""
    problem, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    mark = problem or context
    if mark is None:
        return _bad_character(text)
    description = f"{getattr(error, 'problem', '')} {getattr(error, 'context', '')}"
    is_open = mark.index >= len(text.rstrip()) or "unexpected document indicator" in description
    opened = _swallowing_quote(text, mark.index)
    if opened is not None:
        return _unfinished(text, opened)
    if is_open and any(part in description for part in _CLOSED_LATER):
        return _unfinished(text, context.index if context else mark.index)
    is_tab = text[mark.index : mark.index + 1] == "\t"
    reason = _TAB if is_tab else next(reason for part, reason in _REASONS if part in description)
    return Unparsable(Message(reason), fault_position(text, mark.index))


def _unfinished(text: str, opened: int) -> Unparsable:
    """The error about an element that was opened but not closed.

    opened is the offset of the element, or the end of the text if the parser doesn't report it.
    """
    last = len(text.rstrip())
    at = opened if opened < last else max(last - 1, 0)
    reason = _NEVER_CLOSED.get(text[at : at + 1])
    return Unparsable(Message(reason or _ENDS_IN_VALUE), position_at(text, at if reason else last))


def _swallowing_quote(text: str, at: int) -> int | None:
    """The offset of a quotation mark that is not closed in its line, so that the parser fails at `at`, inside the lines
    that it swallows or right after them; None if there is none.
    """
    end = 0
    for opening in _QUOTED_VALUE.finditer(text):
        start = opening.start("mark")
        if start >= at:
            return None
        if start < end or (closing := _QUOTED[opening["mark"]].match(text, start)) is None:
            continue
        end = closing.end()
        rest = text.find("\n", end)
        if _KEY_BELOW.search(closing[0]) and at <= (len(text) if rest < 0 else rest):
            return start
    return None


def _bad_character(text: str) -> Unparsable:
    """The error about the first character that YAML doesn't allow. Reader errors have no position, so this searches for
    it.
    """
    for offset, character in enumerate(text):
        if not _is_allowed(character):
            reason = Message(_BAD_CHARACTER, {"character": f"U+{ord(character):04X}"})
            return Unparsable(reason, position_at(text, offset))
    return Unparsable(Message(_REASONS[-1][1]), Position(1, 1))


def _is_allowed(character: str) -> bool:
    code = ord(character)
    return character in "\t\n\r\x85" or 0x20 <= code < 0x7F or (code >= 0xA0 and code not in (0xFFFE, 0xFFFF))
