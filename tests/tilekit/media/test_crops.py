from io import BytesIO

import pytest
from PIL import Image

from tests.tilekit.media.test_images import bomb
from tests.tilekit.media.test_renditions import picture, sides
from tilekit.media.crops import CropBounds, CropFrame
from tilekit.media.renditions import RenditionError, cropped_picture
from tilekit.sections import limits


def bounds(width: int, height: int) -> CropBounds:
    return CropBounds(width_px=width, height_px=height)


@pytest.mark.parametrize(
    "image, needs_crop",
    [
        ((1440, 810), False),
        ((2880, 1620), False),
        ((1280, 720), False),  # too small, which no crop changes
        ((1600, 901), True),
        ((1600, 1000), True),
        ((900, 1600), True),
        ((3200, 1800), True),
        ((15, 8), False),
    ],
)
def test_crop_is_offered_if_it_improves_the_image(image: tuple[int, int], needs_crop: bool) -> None:
    assert bounds(*image).needs_crop is needs_crop


@pytest.mark.parametrize(
    "image, frame",
    [
        ((1600, 1000), (0, 50, 1600, 900)),
        ((2880, 1800), (0, 90, 2880, 1620)),
        ((3000, 900), (700, 0, 1600, 900)),
        ((1599, 900), (7, 4, 1584, 891)),
        ((900, 1600), (2, 548, 896, 504)),
    ],
)
def test_largest_frame_is_centred(image: tuple[int, int], frame: tuple[int, int, int, int]) -> None:
    centred = bounds(*image).centred()

    assert (centred.left, centred.top, centred.width, centred.height) == frame


@pytest.mark.parametrize("image", [(1440, 810), (1600, 1000), (3000, 900), (900, 1600), (6000, 6000), (17, 10)])
@pytest.mark.parametrize("wanted", [(-5, -5, 1), (10_000, 10_000, 10_000), (3, 4, 1500), (0, 0, 0)])
def test_nearest_frame_is_inside_has_the_ratio_and_is_as_large_as_possible(
    image: tuple[int, int], wanted: tuple[int, int, int]
) -> None:
    frame = bounds(*image).nearest(*wanted)
    left, top, right, bottom = frame.box

    assert 0 <= left < right <= image[0]
    assert 0 <= top < bottom <= image[1]
    assert frame.width * limits.RATIO[1] == frame.height * limits.RATIO[0]
    assert frame.width >= limits.IMAGE_WIDTHS[0] or frame.width == bounds(*image).largest_width


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
@pytest.mark.parametrize(
    "image, frame, result",
    [
        ((1600, 1000), (0, 50, 1600), (1600, 900)),
        ((1700, 1200), (100, 200, 1440), (1440, 810)),
        ((3600, 2400), (0, 0, 3600), (2880, 1620)),
        ((1000, 1000), (0, 100, 992), (992, 558)),
    ],
)
def test_cropped_image_has_the_size_of_its_frame_and_keeps_the_kind(
    form: str, image: tuple[int, int], frame: tuple[int, int, int], result: tuple[int, int]
) -> None:
    left, top, width = frame
    cropped = cropped_picture(picture(form, *image), CropFrame(left=left, top=top, width=width))

    assert sides(cropped) == result
    with Image.open(BytesIO(cropped)) as opened:
        assert opened.format == form


def test_cropped_image_shows_what_is_in_the_frame() -> None:
    image = Image.new("RGB", (1600, 1000), "white")
    image.paste("red", (100, 50, 1540, 860))
    target = BytesIO()
    image.save(target, "PNG")

    cropped = cropped_picture(target.getvalue(), CropFrame(left=100, top=50, width=1440))

    with Image.open(BytesIO(cropped)) as opened:
        assert opened.convert("RGB").getcolors() == [(1440 * 810, (255, 0, 0))]


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_large_file_is_within_the_limit_after_cropping(form: str) -> None:
    large = picture(form, 2400, 1500, noise=True, **({"quality": 100} if form == "JPEG" else {}))
    assert len(large) > limits.IMAGE_BYTES

    assert len(cropped_picture(large, bounds(2400, 1500).centred())) <= limits.IMAGE_BYTES


@pytest.mark.parametrize(
    "data, frame",
    [
        (b"GIF89a", (0, 0, 1440)),
        (bomb(60_000, 60_000), (0, 0, 1440)),
        (picture("PNG", 1600, 1000)[:60], (0, 50, 1600)),
        (picture("PNG", 1600, 1000), (0, 101, 1600)),
        (picture("PNG", 1600, 1000), (0, 0, 1500)),
        (picture("PNG", 1600, 1000), (0, 0, 160)),
    ],
)
def test_image_that_cannot_be_cropped_is_refused(data: bytes, frame: tuple[int, int, int]) -> None:
    left, top, width = frame

    with pytest.raises(RenditionError):
        cropped_picture(data, CropFrame(left=left, top=top, width=width))
