import pytest

from tilekit.core.messages import render
from tilekit.core.numbers import file_size


@pytest.mark.parametrize(
    "size,shown",
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1_000, "1 kB"),
        (2_480, "2.5 kB"),
        (50_001, "50.1 kB"),
        (999_000, "999 kB"),
        (999_001, "1 MB"),
        (1_000_000, "1 MB"),
        (1_000_001, "1.1 MB"),
        (9_910_000, "10 MB"),
        (50_200_000, "50.2 MB"),
        (123_400_000, "124 MB"),
        (3_000_000_000_000, "3,000 GB"),
    ],
)
def test_size_is_written_as_people_do(size: int, shown: str) -> None:
    assert render(file_size(size)) == shown
