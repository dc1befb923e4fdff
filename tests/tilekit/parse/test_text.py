"""Positions of characters in a text, and the content of its lines."""

import re

import pytest

from tilekit.parse.positions import Position
from tilekit.parse.text import SourceText, matches_in


@pytest.mark.parametrize(
    "text,expected",
    [
        ("", Position(1, 1)),
        ("ab", Position(1, 3)),
        ("a\n", Position(2, 1)),
        ("a\rb\r\nc\nd", Position(4, 2)),
        ("a\u2028b\x0cc", Position(1, 6)),
    ],
)
def test_the_end_of_a_text_has_a_place(text: str, expected: Position) -> None:
    assert SourceText(text.encode()).position(len(text)) == expected


def test_matches_are_within_lines_and_know_theirs() -> None:
    lines = ["a b", "", "b", "c b"]

    assert [(line, match.start()) for line, match in matches_in(lines, re.compile("b"), ("b",))] == [
        (1, 2),
        (3, 0),
        (4, 2),
    ]
    assert list(matches_in(lines, re.compile(r"b\n"), ("b",))) == []
    assert list(matches_in(lines, re.compile("d"), ("d",))) == []
