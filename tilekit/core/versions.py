"""Comparison of version numbers."""

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
Number = tuple[int, int, int]
Rank = tuple[tuple[int, ...], tuple[tuple[int, int, str], ...]]
_NUMBERS = re.compile(r"v?(\d{1,9}(?:\.\d{1,9})+)(?!\d)", re.IGNORECASE)
_THREE = re.compile(r"(\d{1,9})\.(\d{1,9})\.(\d{1,9})")
# The line of Python code that declares the version of its package.
VERSION_IN_CODE = re.compile(r"^__version__\s*(?::\s*str\s*)?=\s*['\"]([^'\"\n]+)['\"]\s*(?:#.*)?$", re.MULTILINE)
_NUMBER_OR_WORD = re.compile(r"(\d{1,9})|([A-Za-z]+)")
_FINAL, _BELOW_FINAL = 2, {"a", "alpha", "b", "beta", "c", "dev", "pre", "preview", "rc"}


def version_numbers(version: str) -> Number | None:
    """The three numbers of a version such as 1.2.3; None if it has another format."""
    match = _THREE.fullmatch(version.removeprefix("v"))
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def next_version(version: str) -> str:
    """The next version for a correction; the version itself if it has no numbers."""
    number = version_numbers(version)
    return f"{number[0]}.{number[1]}.{number[2] + 1}" if number else version


def version_sort_key(version: str) -> Rank:
    """A sort key for versions: 1.0 equals 1.0.0, 1.0.0-rc.2 is below 1.0.0, and other texts are below all versions."""
    match = _NUMBERS.match(version)
    if not match:
        return (), ()
    numbers = list(map(int, match[1].split(".")))
    while numbers and not numbers[-1]:
        numbers.pop()
    words = [
        (digits, word.lower()) for digits, word in _NUMBER_OR_WORD.findall(version[match.end() :].partition("+")[0])
    ]
    if not words or words[0][1] not in _BELOW_FINAL:
        words.insert(0, ("", ""))
    return (1, *numbers), tuple((_FINAL if not word else 1, int(digits or 0), word) for digits, word in words)


def newest(rows: Iterable[T], version_of: Callable[[T], str]) -> T | None:
    """The first row with the highest version; if no row has a version, the first row. None if there are no rows."""
    return max(rows, key=lambda row: version_sort_key(version_of(row)), default=None)
