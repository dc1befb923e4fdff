import pytest
from django.utils import translation

from common.sizes import file_size


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
        (1_240_000, "en", "1.2 MB"),
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
