"""Finds characters that a name must not contain. Joiners and marks are allowed if a script needs them.

Sources: Unicode UAX31 on joiners, UTS51 on emoji, UTS39 section 5.4 on marks.
"""

import unicodedata
from enum import StrEnum

from msgspec import Struct

MAX_MARKS = 4
# Control; format (direction marks, joiners, tags); private use; lone surrogates; line and paragraph separators.
_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
# Invisible or blank, although Unicode counts them as letters, marks or symbols.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# Unassigned, but never visible (Default_Ignorable_Code_Point).
_RESERVED_RANGES = (range(0x2065, 0x2066), range(0xFFF0, 0xFFF9), range(0xE0000, 0xE1000))
# Variation selectors: they choose a form of the character before them, such as a Chinese character or an emoji.
_SELECTORS = (range(0x180B, 0x180E), range(0x180F, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_JOINERS, _JOINER = "\u200c\u200d", "\u200d"
_VIRAMA = 9
_CASED = frozenset({"Lu", "Ll", "Lt"})
_ADDED = frozenset({"Mn", "Sk"})


class CharacterFault(StrEnum):
    """The reason why a character is not allowed.

    UNSEEN: people can't see or read it. MARK: a combining mark is not on a letter, or the letter has too many.
    """

    UNSEEN = "unseen"
    MARK = "mark"


class MisplacedCharacter(Struct, frozen=True):
    """The index of a character that is not allowed there, and the reason."""

    index: int
    fault: CharacterFault


def misplaced_character(name: str) -> MisplacedCharacter | None:
    """The first character that is not allowed where it is; None if there is none. Takes linear time."""
    base, marks = "", 0
    for index, character in enumerate(name):
        if is_selector(character):
            if not _has_forms(base) or is_selector(name[index - 1]):
                return MisplacedCharacter(index, CharacterFault.UNSEEN)
        elif character in _JOINERS:
            if not _has_effect(name, index):
                return MisplacedCharacter(index, CharacterFault.UNSEEN)
        elif is_invisible(character):
            return MisplacedCharacter(index, CharacterFault.UNSEEN)
        elif unicodedata.category(character).startswith("M"):
            marks += unicodedata.category(character) != "Mc"
            if not base or marks > MAX_MARKS:
                return MisplacedCharacter(index, CharacterFault.MARK)
        else:
            base, marks = character.strip(), 0
    return None


def without_misplaced(name: str) -> str:
    """The name without the characters that are not allowed where they are. Only for short names: quadratic time."""
    while misplaced := misplaced_character(name):
        name = name[: misplaced.index] + name[misplaced.index + 1 :]
    return name


def is_invisible(character: str) -> bool:
    """Whether the character is invisible or unreadable, including variation selectors and joiners."""
    number = ord(character)
    is_reserved = number & 0xFFFE == 0xFFFE or _is_in(number, _RESERVED_RANGES)
    return (
        unicodedata.category(character) in _CATEGORIES or character in _BLANK or is_reserved or is_selector(character)
    )


def is_selector(character: str) -> bool:
    """Whether the character is a variation selector, which only chooses a form of the character before it."""
    return _is_in(ord(character), _SELECTORS)


def _has_forms(base: str) -> bool:
    """Whether a selector can choose a form of the base character. Of the cased letters, only ℹ has several forms."""
    return bool(base) and (base == "\u2139" or unicodedata.category(base) not in _CASED)


def _is_in(number: int, ranges: tuple[range, ...]) -> bool:
    return any(number in span for span in ranges)


def _has_effect(name: str, index: int) -> bool:
    """Whether the joiner at the index changes how the characters around it are rendered."""
    before, after = _base_before(reversed(name[:index])), name[index + 1 : index + 2]
    if not before or not after:
        return False
    if any(unicodedata.combining(other) == _VIRAMA for other in (name[index - 1], after)):
        return True
    if name[index] == _JOINER:
        return unicodedata.category(before) == "So" == unicodedata.category(after)
    return unicodedata.bidirectional(before) == "AL" == unicodedata.bidirectional(after)


def _base_before(backwards: "reversed[str]") -> str:
    """The character that the joiner follows, skipping marks, selectors and skin tones."""
    return next(
        (
            character
            for character in backwards
            if not is_selector(character) and unicodedata.category(character) not in _ADDED
        ),
        "",
    )
