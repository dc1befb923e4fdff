"""The lists of the platform under tilekit/data, each read once when it is first asked for."""

import csv
from functools import lru_cache
from pathlib import Path

from tilekit.core import near

_DATA = Path(__file__).resolve().parent / "data"


@lru_cache
def lines(name: str) -> tuple[str, ...]:
    """The values of a text file with one per line: `lines("units.txt")`."""
    return tuple(line for line in (_DATA / name).read_text("utf-8").splitlines() if line)


@lru_cache
def members(name: str) -> frozenset[str]:
    """The same values as a set."""
    return frozenset(lines(name))


@lru_cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a CSV by column name."""
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@lru_cache(maxsize=512)
def nearest(value: str, name: str) -> str:
    """The value of a text file that looks most like this one; "" where none is near."""
    return near.nearest(value.lower(), lines(name))
