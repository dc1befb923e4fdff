"""Converts bytes to text and between offsets in both, for parsers that report lines and editors that replace spans."""

import re
from bisect import bisect_right
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate, count, pairwise
from operator import add

from tilekit.core.messages import N_, Message
from tilekit.parse.positions import Position, Unparsable

_WHITE = re.compile(r"[ \t\r\n]*")
BOM = b"\xef\xbb\xbf"


def as_utf8(data: bytes) -> bytes:
    """The bytes of a text in UTF-16 as UTF-8, if a byte order mark shows its encoding. Other bytes are not changed."""
    if not data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError:
        return data
    return data if "\0" in text else text.encode()


def spaces_for(match: re.Match[str]) -> str:
    """As many spaces as the match has characters: a replacement that keeps all offsets."""
    return " " * len(match[0])


class SourceText:
    """A decoded file that can compute positions. A byte order mark is not part of the text."""

    def __init__(self, data: bytes) -> None:
        """Raises Unparsable if the bytes are not UTF-8."""
        self.data = data
        self._skipped = len(BOM) if data.startswith(BOM) else 0
        try:
            self.text = data[self._skipped :].decode("utf-8")
        except UnicodeDecodeError as error:
            before = data[self._skipped : self._skipped + error.start].decode("utf-8")
            raise Unparsable(Message(N_("it is not UTF-8 text")), position_at(before, len(before))) from error
        self._is_ascii = self.text.isascii()

    @cached_property
    def _line_starts(self) -> list[int]:
        # Each replacement has the same length, so that positions stay valid.
        same_ends = self.text.replace("\r\n", " \n").replace("\r", "\n")
        return list(map(add, count(), accumulate(map(len, same_ends.split("\n")[:-1]), initial=0)))

    @cached_property
    def lines(self) -> list[str]:
        """Every line without its end. The line of a position is `lines[position.line - 1]`."""
        return lines_of(self.text)

    def position(self, offset: int) -> Position:
        """Line and column (from 1) of a character offset."""
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def offset(self, position: Position) -> int:
        """The character offset of a position. Its line must exist."""
        return self._line_starts[position.line - 1] + position.column - 1

    def byte_offset(self, offset: int) -> int:
        """The offset in the file's bytes of a character offset."""
        if self._is_ascii:
            return self._skipped + offset
        line = bisect_right(self._line_starts, offset) - 1
        start = self._line_starts[line]
        return self._skipped + self._bytes_before[line] + len(self.text[start:offset].encode("utf-8"))

    @cached_property
    def _bytes_before(self) -> list[int]:
        """The number of bytes before each line, so that many lookups in one file stay linear."""
        bounds = pairwise(self._line_starts)
        lengths = (len(self.text[start:end].encode("utf-8")) for start, end in bounds)
        return list(accumulate(lengths, initial=0))


def lines_of(text: str) -> list[str]:
    """The lines of a text without their ends, including an empty one after the last line end.

    Lines as in editors: other characters that Unicode and YAML treat as line ends are text.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


class LowerTexts:
    """Texts in lower case, joined once, so that many searches find those that contain a word."""

    def __init__(self, texts: Iterable[str]) -> None:
        lowered = list(map(str.lower, texts))
        self.joined = "\n".join(lowered)
        self._starts = list(map(add, count(), accumulate(map(len, lowered), initial=0)))

    def with_words(self, words: Iterable[str]) -> list[int]:
        """The index of each text that contains one of the words, which are in lower case and have one line."""
        joined, starts, numbers = self.joined, self._starts, set[int]()
        for word in words:
            at = joined.find(word)
            while at >= 0:
                number = bisect_right(starts, at)
                numbers.add(number - 1)
                at = joined.find(word, starts[number])
        return sorted(numbers)


@lru_cache(maxsize=16)
def _lower_lines(lines: tuple[str, ...]) -> LowerTexts:
    """The lines of the newest texts, because many checks search the same ones."""
    return LowerTexts(lines)


def matches_in(
    lines: Sequence[str], pattern: re.Pattern[str], words: Iterable[str]
) -> Iterator[tuple[int, re.Match[str]]]:
    """(line, match) of every match within a line that contains one of the words, which are in lower case.

    Other lines are not searched, because a pattern that doesn't begin with literal characters takes many times as long.
    """
    for at in _lower_lines(tuple(lines)).with_words(words):
        for match in pattern.finditer(lines[at]):
            yield at + 1, match


def past_white(text: str, at: int) -> int:
    """The offset of the next character that is neither white space nor a line end."""
    match = _WHITE.match(text, at)
    return match.end() if match else at


def position_at(text: str, offset: int) -> Position:
    """Line and column (from 1) of a character offset, for a single lookup."""
    before = lines_of(text[:offset])
    return Position(len(before), len(before[-1]) + 1)


def fault_position(text: str, offset: int) -> Position:
    """The position at which a parser stopped. At the end of the file, it is after the last character, not on a line
    below.
    """
    return position_at(text, min(offset, len(text.rstrip())))
