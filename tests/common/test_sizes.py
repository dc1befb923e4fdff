import pytest
from django.utils import translation

from common.sizes import file_size
from tilekit.core import numbers
from tilekit.core.messages import render


@pytest.mark.parametrize(
    "size, language, shown",
    [
        (0, "en", "0 bytes"),
        (1, "en", "1 byte"),
        (812, "en", "812 bytes"),
        (2_480, "en", "2.5 kB"),
        (500_000, "en", "500 kB"),
        (999_700, "en", "1 MB"),
        (1_000_000, "en", "1 MB"),
        (1_240_000, "en", "1.3 MB"),
        (9_960_000, "en", "10 MB"),
        (990, "en", "990 bytes"),
        (50_000_000, "en", "50 MB"),
        (3_000_000_000_000, "en", "3,000 GB"),
        (2_480, "fr", "2,5\u202fko"),
        (500_000, "ja", "500 KB"),
    ],
)
def test_size_is_written_as_people_do(size: int, language: str, shown: str) -> None:
    with translation.override(language):
        assert file_size(size) == shown


@pytest.mark.parametrize("size", [812, 14_210, 947, 946_444, 999_100, 1_000_001, 12_340_000, 1_000_000_000])
def test_pages_and_findings_show_the_same_size(size: int) -> None:
    with translation.override("en"):
        assert file_size(size) == render(numbers.file_size(size))
