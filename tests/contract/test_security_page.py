"""docs/security.md answers every requirement of levels 1 and 2 of the ASVS once, and names tests that exist."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from tests.contract.tree import ROOT, syntax_tree

pytestmark = pytest.mark.sqlite_is_enough
# ASVS 5.0.0: {section: its number of requirements of levels 1 and 2}; their numbers are the first ones.
REQUIRED = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2,
    "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
    "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "9.1": 3, "9.2": 4,
    "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3,
    "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
    "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
    "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip
_NUMBERS = re.compile(r"(\d+\.\d+)\.(\d+)(?: to (\d+\.\d+)\.(\d+))?")
_NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
_COLUMNS = ["requirements", "what the portal does", "test", "missing"]


def chapters() -> dict[str, list[list[str]]]:
    """{number of the chapter: rows of its table, each with the cells}."""
    parts = re.split(r"^### V(\d+) .*$", (ROOT / "docs/security.md").read_text(), flags=re.MULTILINE)[1:]
    return {number: list(_rows(text)) for number, text in zip(parts[::2], parts[1::2], strict=True)}


def _rows(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line.startswith("|") and not line.startswith("|---"):
            yield [cell.strip() for cell in line.strip().strip("|").split(" | ")]


def answered(cell: str) -> Iterator[tuple[str, int]]:
    """The requirements of a cell such as `1.2.6 to 1.2.8, 1.3.8`, as (section, number)."""
    for section, first, last_section, last in _NUMBERS.findall(cell):
        assert last_section in {"", section}, cell
        yield from ((section, number) for number in range(int(first), int(last or first) + 1))


@cache
def names_of_tests(file: str) -> frozenset[str]:
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    tree = syntax_tree(path.relative_to(ROOT))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_requirement_is_answered_once() -> None:
    expected = Counter({(section, number): 1 for section, last in REQUIRED.items() for number in range(1, last + 1)})
    answers = Counter(place for rows in chapters().values() for row in rows[1:] for place in answered(row[0]))

    assert expected.total() == 253
    assert sorted((expected - answers) + (answers - expected)) == []


def test_every_chapter_has_a_table_of_its_own_requirements() -> None:
    assert [*chapters()] == [str(number) for number in range(1, 18)]
    for chapter, rows in chapters().items():
        assert rows[0] == _COLUMNS
        assert [row for row in rows if len(row) != len(_COLUMNS)] == []
        assert {section.partition(".")[0] for row in rows[1:] for section, _ in answered(row[0])} == {chapter}


def test_every_row_has_a_test_or_says_what_is_missing() -> None:
    rows = [row for rows in chapters().values() for row in rows[1:]]

    assert [row for row in rows if not row[1] or (not _NAMED.search(row[2]) and row[3] in {"", "–"})] == []


def test_every_named_test_exists() -> None:
    named = _NAMED.findall((ROOT / "docs/security.md").read_text())

    assert len(named) > 100
    assert [
        (file, test) for file, test in named if not names_of_tests(file) or (test and test not in names_of_tests(file))
    ] == []
