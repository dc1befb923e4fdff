"""Where a character stands in a text."""

import pytest

from tilekit.parse.positions import Position
from tilekit.parse.text import SourceText


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
