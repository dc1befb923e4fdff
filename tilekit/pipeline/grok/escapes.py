"""Escapes and character classes of patterns, character by character, in the syntax of RE2."""

import re

from msgspec import Struct

from tilekit.core.messages import N_
from tilekit.pipeline.notes import PipelineRefused

_ESCAPES = {"h": r"[ \t]", "H": r"[^ \t]", "R": r"(?:\r\n|\n|\r)", "Z": r"\z", "e": r"\x1b", "V": r"[^\n\v\f\r]"}
_CLASSES = {
    "Alpha": "a-zA-Z", "Digit": "0-9", "Alnum": "a-zA-Z0-9", "Upper": "A-Z", "Lower": "a-z", "Space": r"\s",
    "XDigit": "0-9a-fA-F", "Punct": r"!-/:-@\[-`{-~", "Blank": r" \t", "Graph": "!-~", "Print": " -~",
    "ASCII": r"\x00-\x7f", "Cntrl": r"\x00-\x1f\x7f", "Alphabetic": r"\pL\p{Nl}", "Lowercase": r"\p{Ll}",
    "Uppercase": r"\p{Lu}",
}  # fmt: skip
_LAST_ASCII = 127


class PatternReader(Struct):
    """A pattern and the current position in it. Reading raises PipelineRefused for syntax without an RE2 equivalent."""

    pattern: str
    at: int = 0

    def escape(self) -> str:
        """The meaning of a backslash and the characters after it. Raises PipelineRefused."""
        character = self.pattern[self.at + 1 : self.at + 2]
        if character == "Q":
            end = self.pattern.find("\\E", self.at)
            text = self.pattern[self.at + 2 : end if end >= 0 else None]
            self.at = end + 2 if end >= 0 else len(self.pattern)
            return f"(?:{re.escape(text)})"
        if character.isdigit() and character != "0":
            raise PipelineRefused(
                N_("it uses the back-reference \\{part}, which cannot run safely"), part=character, is_unsafe=True
            )
        if character in ("k", "G"):
            raise PipelineRefused(N_("\\{part} cannot run safely"), part=character, is_unsafe=True)
        if character in ("p", "P"):
            return self._property(in_class=False)
        if character == "u":
            return self._unicode()
        self.at += 2
        return _ESCAPES.get(character, character if ord(character or "\\") > _LAST_ASCII else f"\\{character}")

    def _unicode(self) -> str:
        match = re.match(r"\\u([0-9a-fA-F]{4})", self.pattern[self.at : self.at + 6])
        if not match:
            raise PipelineRefused(N_("a backslash is followed by a character that it cannot escape"))
        self.at += 6
        return rf"\x{{{match[1]}}}"

    def _property(self, *, in_class: bool) -> str:
        match = re.match(r"\\([pP])\{(?:Is)?(\w+)\}", self.pattern[self.at : self.at + 40])
        if not match:
            self.at += 2
            return self.pattern[self.at - 2 : self.at]
        self.at += match.end()
        characters = _CLASSES.get(match[2])
        if characters is None:
            return rf"\{match[1]}{{{match[2]}}}"
        if in_class and match[1] == "P":
            raise PipelineRefused(N_("\\{part} cannot be used in a character class"), part=match[0][1:])
        if in_class:
            return characters
        return f"[{'^' if match[1] == 'P' else ''}{characters}]"

    def character_class(self) -> str:
        """A character class, copied up to its end. Raises PipelineRefused."""
        start, parts = self.at, ["["]
        self.at += 1
        for character in ("^", "]"):
            if self.pattern[self.at : self.at + 1] == character:
                parts.append(character if character == "^" else r"\]")
                self.at += 1
        while self.at < len(self.pattern) and self.pattern[self.at] != "]":
            parts.append(self._in_class())
        if self.at >= len(self.pattern):
            raise PipelineRefused(
                N_("a character class is never closed: {part}"), part=self.pattern[start : start + 20]
            )
        self.at += 1
        return "".join(parts) + "]"

    def _in_class(self) -> str:
        if self.pattern.startswith("&&", self.at):
            raise PipelineRefused(N_("intersections of character classes are not supported"))
        character = self.pattern[self.at]
        if character == "\\":
            following = self.pattern[self.at + 1 : self.at + 2]
            if following in ("p", "P"):
                return self._property(in_class=True)
            if following == "u":
                return self._unicode()
            self.at += 2
            return {"h": r" \t", "e": r"\x1b"}.get(following, f"\\{following}")
        self.at += 1
        return r"\[" if character == "[" and self.pattern[self.at : self.at + 1] != ":" else character
