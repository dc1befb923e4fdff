"""A JSON scanner that records the position of every value. It also describes faults in plain words."""

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]  # it is there, the stubs leave it out

from msgspec import Struct, field

from tilekit.core.messages import N_, Message
from tilekit.parse.limits import ENTRIES, MAX_ENTRIES, FileTooLarge
from tilekit.parse.positions import Unparsable
from tilekit.parse.text import fault_position

MAX_DEPTH = 100
_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?", re.ASCII)
_WORD = re.compile(r"[A-Za-z]+")
# A token, short enough for a message: a text with its quotation marks, a word or number, a character.
_TOKEN = re.compile(r'"[^"\\\n\r]{0,30}"?|[\w.+-]{1,30}|[!-~]')
_NO_NUMBER = N_("a number is not in JSON format")
_COMMENT = N_("JSON does not allow comments")
_WORDS = ("true", "false", "null")

Span = tuple[int, int]


class Scan(Struct):
    """Spans in characters, end exclusive. A repeated key has its last span; `members` has all of them."""

    values: dict[str, Span] = field(default_factory=dict)
    keys: dict[str, Span] = field(default_factory=dict)
    members: dict[str, list[Span]] = field(default_factory=dict)
    duplicates: list[tuple[str, int]] = field(default_factory=list)


def escaped(part: str | int) -> str:
    """One part of a JSON pointer, escaped (RFC 6901)."""
    text = str(part)
    return text.replace("~", "~0").replace("/", "~1") if "/" in text or "~" in text else text


def scan(text: str) -> Scan:
    """The span of every value in the text, by JSON pointer. Raises Unparsable at the first fault."""
    scanner = _Scanner(text)
    end = scanner.space(scanner.value(scanner.space(0), "", 0))
    if end != len(text):
        raise scanner.fault(N_("there is extra text at the end"), end)
    if scanner.found.duplicates:
        _forget_overruled(scanner.found)
    return scanner.found


def _forget_overruled(found: Scan) -> None:
    """Remove the entries below the first of two equal keys, because the last one counts."""
    last = {pointer: found.values[pointer] for pointer, _ in found.duplicates if pointer in found.values}

    def is_alive(pointer: str, span: Span) -> bool:
        above = pointer.rpartition("/")[0]
        while above:
            start, end = last.get(above, span)
            if not (start <= span[0] and span[1] <= end):
                return False
            above = above.rpartition("/")[0]
        return True

    found.values = {pointer: span for pointer, span in found.values.items() if is_alive(pointer, span)}
    found.keys = {pointer: span for pointer, span in found.keys.items() if is_alive(pointer, span)}
    alive = {key: [span for span in spans if is_alive(key, span)] for key, spans in found.members.items()}
    found.members = {key: spans for key, spans in alive.items() if spans}


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text, self.found = text, Scan()

    def fault(self, reason: str, at: int, **parameters: object) -> Unparsable:
        return Unparsable(Message(reason, parameters), fault_position(self.text, at))

    def space(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at

    def peek(self, at: int) -> str:
        return self.text[at : at + 1]

    def value(self, at: int, pointer: str, depth: int) -> int:
        """Scan the value at this offset; returns its end."""
        sign = self.peek(at)
        if sign in ("{", "["):
            if depth >= MAX_DEPTH:
                raise self.fault(N_("it is nested more than 100 levels deep"), at)
            end = self._object(at, pointer, depth) if sign == "{" else self._array(at, pointer, depth)
        elif sign == '"':
            end = self.string(at)
        else:
            end = self._plain(at)
        self.found.values[pointer] = (at, end)
        return end

    def string(self, at: int) -> int:
        try:
            return int(scanstring(self.text, at + 1, True)[1])
        except json.JSONDecodeError as error:
            reasons = {
                "Unterminated string": N_("a string has no closing quotation mark"),
                "Invalid control character": N_("a string contains a line break or a control character"),
                "Invalid \\": N_("a string contains an invalid escape sequence"),
            }
            known = (text for start, text in reasons.items() if error.msg.startswith(start))
            raise self.fault(next(known, N_("a string is not valid")), error.pos) from error

    def _plain(self, at: int) -> int:
        number = _NUMBER.match(self.text, at)
        if number:
            return number.end()
        word = _WORD.match(self.text, at)
        if word and word.group() in _WORDS:
            return word.end()
        if (word and word.group() in ("NaN", "Infinity")) or self.text.startswith("-Infinity", at):
            raise self.fault(N_("NaN and Infinity are not numbers in JSON"), at)
        raise self.fault(self._missing(at), at)

    def _missing(self, at: int) -> str:
        if at >= len(self.text):
            return N_("the file ends too early") if self.text.strip() else N_("the file is empty")
        sign, word = self.peek(at), _WORD.match(self.text, at)
        if word and word.group().lower() in _WORDS:
            return N_("true, false and null must be in lower case")
        if sign in "+-.":
            return _NO_NUMBER
        if word or sign == "'":
            return N_("a string must be in double quotation marks")
        if sign in "/#":
            return _COMMENT
        return N_("extra comma") if sign in "]}," else N_("a value is missing")

    def _array(self, at: int, pointer: str, depth: int) -> int:
        start = at
        at, index = self.space(at + 1), 0
        if self.peek(at) == "]":
            return at + 1
        while True:
            at = self.space(self.value(at, f"{pointer}/{index}", depth + 1))
            if self.peek(at) == "]":
                return at + 1
            at, index = self._comma(at), index + 1
            if index >= MAX_ENTRIES:
                raise self._too_many(start)

    def _object(self, at: int, pointer: str, depth: int) -> int:
        start, entries = at, 0
        at = self.space(at + 1)
        if self.peek(at) == "}":
            return at + 1
        seen: set[str] = set()
        while True:
            at = self.space(self._member(at, pointer, depth=depth, seen=seen))
            if self.peek(at) == "}":
                return at + 1
            at, entries = self._comma(at), entries + 1
            if entries >= MAX_ENTRIES:
                raise self._too_many(start)

    def _too_many(self, at: int) -> Unparsable:
        return FileTooLarge(ENTRIES, MAX_ENTRIES, fault_position(self.text, at))

    def _member(self, at: int, pointer: str, *, depth: int, seen: set[str]) -> int:
        if self.peek(at) != '"':
            raise self.fault(self._no_key(at), at)
        start, end = at, self.string(at)
        inner = f"{pointer}/{escaped(str(json.loads(self.text[start:end])))}"
        if inner in seen:
            self.found.duplicates.append((inner, start))
        seen.add(inner)
        self.found.keys[inner] = (start, end)
        colon = self.space(end)
        if self.peek(colon) != ":":
            raise self.fault(N_("a colon is missing after a key"), colon)
        end = self.value(self.space(colon + 1), inner, depth + 1)
        self.found.members.setdefault(inner, []).append((start, end))
        return end

    def _no_key(self, at: int) -> str:
        sign = self.peek(at)
        if sign == "'":
            return N_("a string must be in double quotation marks")
        if sign == "":
            return N_("the file ends too early")
        if sign in "/#":
            return _COMMENT
        return N_("extra comma") if sign in "}," else N_("a key in quotation marks is missing")

    def _comma(self, at: int) -> int:
        sign = self.peek(at)
        if sign == ",":
            return self.space(at + 1)
        if sign == "":
            raise self.fault(N_("the file ends too early"), at)
        if sign in "/#":
            raise self.fault(_COMMENT, at)
        if self.text[at - 1] in "0123456789" and (sign.isalnum() or sign in "._+-"):
            raise self.fault(_NO_NUMBER, at)
        raise self.fault(N_("a comma is missing before {text}"), at, text=self._named(at))

    def _named(self, at: int) -> str:
        """The token at this offset, short enough for a sentence."""
        found = _TOKEN.match(self.text, at)
        return found[0] if found else f"U+{ord(self.text[at]):04X}"
