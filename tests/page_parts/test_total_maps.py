"""A map without a row for a member is an error when its module is imported, which names the file."""

from enum import StrEnum

import pytest

from page_parts.badges import BADGES, Badge, register_badges
from page_parts.total_maps import total_map


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def test_complete_map_is_returned() -> None:
    assert total_map(Colour, {Colour.RED: 1, Colour.BLUE: 2}) == {"red": 1, "blue": 2}


def test_missing_row_names_file_and_member() -> None:
    with pytest.raises(ValueError, match=r"test_total_maps\.py:\d+: add a row for blue"):
        total_map(Colour, {Colour.RED: 1})


def test_family_of_badges_without_a_state_names_file_and_member() -> None:
    with pytest.raises(ValueError, match=r"test_total_maps\.py:\d+: add a row for red"):
        register_badges("colour", {Colour.BLUE: Badge("", "dots")})

    assert "colour" not in BADGES
