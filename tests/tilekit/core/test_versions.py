"""Which version is the highest."""

import pytest

from tilekit.core.versions import newest, version_sort_key

ORDERED = [
    "next", "0.9.9", "1.0.0-alpha", "1.0.0-rc.2", "1.0.0-rc.10", "1.0", "1.0.1", "1.0.1.post1", "1.2",
    "v1.10.0", "2.0.0b1",
    "2.0.0+build.7", "2025.1.2",
]  # fmt: skip


def test_versions_sort_from_low_to_high() -> None:
    assert sorted(set(ORDERED), key=version_sort_key) == ORDERED
    assert version_sort_key("1.0") == version_sort_key("1.0.0") == version_sort_key("v1.0.0")


@pytest.mark.parametrize(
    "versions,highest",
    [
        (["1.0.0", "1.1.0", "1.2.0"], "1.2.0"),
        (["1.2.0", "1.1.0"], "1.2.0"),
        (["Unreleased", "1.1.0"], "1.1.0"),
        (["Unreleased", "next"], "Unreleased"),
        ([], None),
    ],
)
def test_newest_is_the_highest_wherever_it_stands(versions: list[str], highest: str | None) -> None:
    assert newest(versions, str) == highest
