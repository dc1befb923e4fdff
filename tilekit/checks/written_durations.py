"""Lengths of time in sentences: “in the last 15 minutes”, “within an hour”, “for seven days”."""

import re
from collections.abc import Iterator

from msgspec import Struct

_NUMBER_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty-five": 45, "sixty": 60, "ninety": 90,
}  # fmt: skip
_SECONDS_OF_UNIT = {"second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3600, "day": 86_400, "week": 604_800}
UNIT_OF_TIME = rf"(?:{'|'.join(_SECONDS_OF_UNIT)})s?\b"
_COUNT_BEFORE_UNIT = rf"(?:(?P<number>\d{{1,6}}|{'|'.join(sorted(_NUMBER_WORDS, key=len, reverse=True))})[ -])?"
_DURATION = re.compile(
    r"\b(?:(?P<past>(?:in|within|over|during|for|of) the (?:last|past|previous)) "
    r"|(?P<span>within|for)(?: (?:more than|longer than|over|at least)| >=?)? )"
    rf"{_COUNT_BEFORE_UNIT}(?P<unit>{UNIT_OF_TIME})",
    re.IGNORECASE,
)
# “12 errors in 5 minutes”; not “will restart in 5 minutes”.
_PLAIN_SPAN = re.compile(
    rf"(?<!back )\bin {_COUNT_BEFORE_UNIT.removesuffix('?')}(?P<unit>{UNIT_OF_TIME})", re.IGNORECASE
)
_ABOUT_FUTURE = re.compile(
    r"\b(?:will|would|going to|about to|expires?|fills? up|again|retry|next|check)\b", re.IGNORECASE
)


class WrittenDuration(Struct, frozen=True):
    """A length of time in a text: its words, their offset, and the seconds that they mean."""

    words: str
    at: int
    seconds: int


def written_durations(text: str) -> Iterator[WrittenDuration]:
    """The lengths of time that the text names as a period that has passed or that something lasts."""
    for match in _DURATION.finditer(text):
        unit = match["unit"].lower().removesuffix("s")
        number = (match["number"] or "").lower()
        if number or match["past"]:
            count = int(number) if number.isdecimal() else _NUMBER_WORDS.get(number, 1)
            start = match.start("number") if number else match.start("unit")
            yield WrittenDuration(match[0][start - match.start() :], start, count * _SECONDS_OF_UNIT[unit])


def counted_durations(text: str) -> Iterator[WrittenDuration]:
    """The lengths of time in which something was counted, as in “12 errors in 5 minutes”."""
    for match in _PLAIN_SPAN.finditer(text):
        if not _ABOUT_FUTURE.search(text[: match.start()]):
            number = match["number"].lower()
            count = int(number) if number.isdecimal() else _NUMBER_WORDS[number]
            start, unit = match.start("number"), match["unit"].lower().removesuffix("s")
            yield WrittenDuration(match[0][start - match.start() :], start, count * _SECONDS_OF_UNIT[unit])
