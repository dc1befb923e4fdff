"""The platform's lists in tilekit/data. Each is read once, on first use."""

import csv
from functools import lru_cache
from pathlib import Path

_DATA = Path(__file__).resolve().parent / "data"


@lru_cache
def lines(name: str) -> tuple[str, ...]:
    """The values of a text file with one per line: `lines("units.txt")`."""
    return tuple(line for line in (_DATA / name).read_text("utf-8").splitlines() if line)


@lru_cache
def line_set(name: str) -> frozenset[str]:
    """The values of a text file with one per line, as a set."""
    return frozenset(lines(name))


@lru_cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a CSV by column name."""
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
