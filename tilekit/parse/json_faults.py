"""A JSON scanner that describes the first fault of a text in plain words."""

import json
import re
from itertools import accumulate
from json.decoder import scanstring  # type: ignore[attr-defined]  # it is there, the stubs leave it out
from math import isinf

from tilekit.core.messages import N_, Message
from tilekit.parse.limits import MAX_ENTRIES, FileTooLarge, LimitKind
from tilekit.parse.positions import TooDeeplyNested, Unparsable, UnsupportedSyntax
from tilekit.parse.text import fault_position

MAX_JSON_DEPTH = 100
_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?", re.ASCII)
_BARE_WORD = re.compile(r"[A-Za-z]+")
# A token, short enough for a message: a text with its quotation marks, a word or number, a character.
_JSON_TOKEN = re.compile(r'"[^"\\\n\r]{0,30}"?|[\w.+-]{1,30}|[!-~]')
_NO_NUMBER = N_("a number is not in JSON format")
_COMMENT = N_("JSON does not allow comments")
_LITERALS = ("true", "false", "null")
# A string, even an unclosed one, or a bracket (group 1).
_BRACKET = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|([\[\]{}])', re.DOTALL)
_BRACKET_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}


class NumberTooLarge(UnsupportedSyntax):
    """The text has a number that is too large for a float."""


def raise_fault(text: str) -> None:
    """Raise Unparsable for the first fault; return if the text is JSON with finite numbers and within the limits."""
    scanner = _Scanner(text)
    end = scanner.space(scanner.value(scanner.space(0), 0))
    if end != len(text):
        raise scanner.fault(N_("there is extra text at the end"), end)


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text

    def fault(self, reason: str, at: int, **parameters: object) -> Unparsable:
        return Unparsable(Message(reason, parameters), fault_position(self.text, at))

    def space(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def peek(self, at: int) -> str:
        return self.text[at : at + 1]

    def value(self, at: int, depth: int) -> int:
        """Scan the value at this offset and return its end."""
        character = self.peek(at)
        if character in ("{", "["):
            if depth >= MAX_JSON_DEPTH:
                raise self._too_deep(at)
            return self._object(at, depth) if character == "{" else self._array(at, depth)
        return self.string(at) if character == '"' else self._scalar(at)

    def string(self, at: int) -> int:
        try:
            return int(scanstring(self.text, at + 1, True)[1])
        except json.JSONDecodeError as error:
            reasons = {
                "Unterminated string": N_("a string has no closing quotation mark"),
                "Invalid control character": N_("a string contains a line break or a control character"),
                "Invalid \\": N_("a string contains an invalid escape sequence"),
            }
            explanations = (text for start, text in reasons.items() if error.msg.startswith(start))
            raise self.fault(next(explanations, N_("a string is not valid")), error.pos) from error

    def _scalar(self, at: int) -> int:
        number = _NUMBER.match(self.text, at)
        if number:
            if isinf(float(number[0])):
                raise NumberTooLarge(Message(N_("a number is too large")), fault_position(self.text, at))
            return number.end()
        word = _BARE_WORD.match(self.text, at)
        if word and word.group() in _LITERALS:
            return word.end()
        if (word and word.group() in ("NaN", "Infinity")) or self.text.startswith("-Infinity", at):
            raise self.fault(N_("NaN and Infinity are not numbers in JSON"), at)
        raise self.fault(self._reason_without_value(at), at)

    def _reason_without_value(self, at: int) -> str:
        if at >= len(self.text):
            return N_("the file ends too early") if self.text.strip() else N_("the file is empty")
        character, word = self.peek(at), _BARE_WORD.match(self.text, at)
        if word and word.group().lower() in _LITERALS:
            return N_("true, false and null must be in lower case")
        if character in "+-.":
            return _NO_NUMBER
        if word or character == "'":
            return N_("a string must be in double quotation marks")
        if character in "/#":
            return _COMMENT
        return N_("extra comma") if character in "]}," else N_("a value is missing")

    def _array(self, at: int, depth: int) -> int:
        start = at
        at, index = self.space(at + 1), 0
        if self.peek(at) == "]":
            return at + 1
        while True:
            at = self.space(self.value(at, depth + 1))
            if self.peek(at) == "]":
                return at + 1
            at, index = self._comma(at), index + 1
            if index >= MAX_ENTRIES:
                raise self._too_many(start)

    def _object(self, at: int, depth: int) -> int:
        start, entries = at, 0
        at = self.space(at + 1)
        if self.peek(at) == "}":
            return at + 1
        while True:
            at = self.space(self._member(at, depth))
            if self.peek(at) == "}":
                return at + 1
            at, entries = self._comma(at), entries + 1
            if entries >= MAX_ENTRIES:
                raise self._too_many(start)

    def _too_deep(self, at: int) -> Unparsable:
        levels = max(accumulate(_BRACKET_STEPS.get(match[1], 0) for match in _BRACKET.finditer(self.text)))
        parameters = {"amount": levels, "limit": MAX_JSON_DEPTH}
        reason = N_("it is nested too deeply: {amount} levels; the limit is {limit}")
        return TooDeeplyNested(Message(reason, parameters), fault_position(self.text, at))

    def _too_many(self, at: int) -> Unparsable:
        return FileTooLarge(LimitKind.ENTRIES, MAX_ENTRIES, fault_position(self.text, at))

    def _member(self, at: int, depth: int) -> int:
        if self.peek(at) != '"':
            raise self.fault(self._no_key(at), at)
        colon = self.space(self.string(at))
        if self.peek(colon) != ":":
            raise self.fault(N_("a colon is missing after a key"), colon)
        return self.value(self.space(colon + 1), depth + 1)

    def _no_key(self, at: int) -> str:
        character = self.peek(at)
        if character == "'":
            return N_("a string must be in double quotation marks")
        if character == "":
            return N_("the file ends too early")
        if character in "/#":
            return _COMMENT
        return N_("extra comma") if character in "}," else N_("a key in quotation marks is missing")

    def _comma(self, at: int) -> int:
        character = self.peek(at)
        if character == ",":
            return self.space(at + 1)
        if character == "":
            raise self.fault(N_("the file ends too early"), at)
        if character in "/#":
            raise self.fault(_COMMENT, at)
        if self.text[at - 1] in "0123456789" and (character.isalnum() or character in "._+-"):
            raise self.fault(_NO_NUMBER, at)
        raise self.fault(N_("a comma is missing before {text}"), at, text=self._token_at(at))

    def _token_at(self, at: int) -> str:
        """The token at this offset, short enough for a sentence."""
        match = _JSON_TOKEN.match(self.text, at)
        return match[0] if match else f"U+{ord(self.text[at]):04X}"
