"""Every place that states the size of a picture or video states the numbers of `tilekit/sections/limits.py`."""

import re
from collections.abc import Sequence

import pytest

from tests.contract.tree import ROOT
from tilekit.checks.registered_checks import all_checks, check_of
from tilekit.core.messages import render
from tilekit.sections import limits
from tilekit.sections.media import MediaItem

IMAGE_SIDES = [limits.IMAGE_WIDTHS[0], limits.IMAGE_WIDTHS[-1], limits.IMAGE_HEIGHTS[0], limits.IMAGE_HEIGHTS[-1]]
VIDEO = [limits.VIDEO_WIDTH, limits.VIDEO_HEIGHT, limits.VIDEO_SECONDS]
# Sides of two or more digits, without the "16:9" of the ratio and the "264" of the format.
_NUMBER = re.compile(r"(?<![\d.])\d{2,}(?!\d*:)")
_SEPARATOR = re.compile(r"(?<=\d)[,\u00a0\u202f ](?=\d{3})")


def numbers_in(text: str) -> list[int]:
    return [int(number) for number in _NUMBER.findall(_SEPARATOR.sub("", text.replace("H.264", "")))]


def test_help_texts_state_the_limits() -> None:
    texts = {name: render(field.help) for name, field in MediaItem.fields.items()}

    assert numbers_in(texts["image"]) == IMAGE_SIDES
    assert "16:9" in texts["image"]
    assert "1 MB" in texts["image"]
    assert numbers_in(texts["video"]) == VIDEO
    assert f"{limits.MEDIA} items" in texts["media_type"]


@pytest.mark.parametrize(
    "code, numbers",
    [
        ("IM-011", []),
        ("IM-014", IMAGE_SIDES),
        ("IM-017", [limits.MAX_IMAGE_SIDE]),
        ("IM-024", VIDEO),
        ("IM-025", [limits.ADVISED_IMAGE_BYTES // 1_000]),
    ],
)
def test_explanations_of_checks_state_the_limits(code: str, numbers: Sequence[int]) -> None:
    assert numbers_in(render(check_of(code).expected)) == numbers


def test_messages_of_checks_contain_no_size_of_their_own() -> None:
    messages = {check.code: check.message for check in all_checks() if check.subject == "IM"}
    others = {"IM-007", "IM-008"}  # lengths of captions

    assert {code: text for code, text in messages.items() if numbers_in(text) and code not in others} == {}


@pytest.mark.parametrize("language", ["en", "fr", "ja"])
def test_guides_state_the_limits(language: str) -> None:
    text = (ROOT / "guides" / language / "texts-logo-and-media.md").read_text()
    images, video = (text.partition(f"{{#{name}}}")[2].partition("\n## ")[0] for name in ("media", "video"))
    rows = [line for line in images.splitlines() if line.startswith("|")]

    assert numbers_in(rows[3]) == IMAGE_SIDES[:2]
    assert "16:9" in rows[4]
    assert _has_ratio(numbers_in(rows[4]))
    assert numbers_in(rows[5]) == [limits.ADVISED_IMAGE_BYTES // 1_000]
    assert f"{limits.IMAGE_BYTES // 1_000_000}" in rows[5]
    assert numbers_in(rows[7]) == [limits.CAPTION]
    assert numbers_in(video) == VIDEO


def _has_ratio(sides: Sequence[int]) -> bool:
    width, height = sides
    return width * limits.RATIO[1] == height * limits.RATIO[0] and width in limits.IMAGE_WIDTHS
