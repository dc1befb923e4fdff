"""Lists of texts in one control keep the line breaks inside their texts."""

import pytest

from page_parts.text_items import joined_items, split_items


@pytest.mark.parametrize(
    "items",
    [
        [],
        ["One", "Two"],
        ["One\nits second line", "Two"],
        ["One\n\n  code", "Two\n- inner\n- list\n\nend"],
        ["One  \nwith a forced line break"],
    ],
)
def test_shown_items_are_read_as_they_are(items: list[str]) -> None:
    assert split_items(joined_items(items)) == items


@pytest.mark.parametrize(
    "typed, items",
    [
        ("One\n  its second line\n\nTwo", ["One\nits second line", "Two"]),
        (" One \r\n\r\nTwo\r\n", ["One", "Two"]),
        ("  One\n  Two", ["One", "Two"]),
        ("One\n Two", ["One", "Two"]),
        ("\n \n", []),
        ("  One\nTwo", ["One", "Two"]),
    ],
)
def test_typed_lines_become_items(typed: str, items: list[str]) -> None:
    assert split_items(typed) == items
