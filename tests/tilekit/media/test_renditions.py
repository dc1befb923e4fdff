from io import BytesIO

import pytest
from PIL import Image

from tests.tilekit.listing import png
from tests.tilekit.media.test_images import bomb
from tilekit.media import images
from tilekit.media.renditions import (
    COPY,
    PLAIN,
    RGB,
    WIDE,
    NotRendered,
    at_most,
    exactly,
    rendered,
    within,
)


def picture(form: str, width: int, height: int, *, mode: str = "RGB", noise: bool = False, **options: object) -> bytes:
    image = Image.effect_noise((width, height), 90) if noise else Image.new("L", (width, height), 200)
    target = BytesIO()
    image.convert(mode).save(target, form, **options)
    return target.getvalue()


def sides(data: bytes) -> tuple[int, int]:
    facts = images.inspect(data)
    return facts.width_px, facts.height_px


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
@pytest.mark.parametrize(
    "way,before,after",
    [
        (COPY, (160, 90), (160, 90)),
        (PLAIN, (160, 90), (160, 90)),
        (WIDE, (160, 100), (178, 100)),
        (WIDE, (400, 100), (400, 225)),
        (within(100, 100), (200, 100), (100, 50)),
        (within(500, 500), (200, 100), (200, 100)),
        (exactly(120, 60), (90, 90), (120, 60)),
    ],
)
def test_a_way_gives_its_sides_and_keeps_the_kind(
    form: str, way: str, before: tuple[int, int], after: tuple[int, int]
) -> None:
    made = rendered(picture(form, *before), way)

    assert sides(made) == after
    assert images.inspect(made).kind == form.lower()


def test_what_is_hidden_is_left_behind_and_what_stands_on_its_side_is_turned() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "A camera", 6
    made = rendered(picture("JPEG", 40, 20, exif=exif, comment=b"secret"), PLAIN)
    facts = images.decode(made)

    assert facts is not None
    assert (facts.hidden, sides(made)) == ((), (20, 40))


def test_other_colours_become_rgb() -> None:
    facts = images.decode(rendered(picture("JPEG", 40, 20, mode="CMYK"), RGB))

    assert facts is not None
    assert facts.mode == "RGB"


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_heavy_picture_is_compressed_until_it_is_light_enough(form: str) -> None:
    heavy = picture(form, 1000, 562, noise=True)
    most = 120_000

    assert len(heavy) > most
    assert len(rendered(heavy, at_most(most))) <= most


@pytest.mark.parametrize("data", [b"", b"no picture", bomb(30_000, 30_000), png()[:-200]])
def test_what_cannot_be_read_is_not_rendered(data: bytes) -> None:
    with pytest.raises(NotRendered):
        rendered(data, PLAIN)


@pytest.mark.parametrize("way", ["", "shout", "within", "within 5", "exactly 0x0 ", "bytes x"])
def test_an_unknown_way_is_refused(way: str) -> None:
    with pytest.raises(NotRendered):
        rendered(picture("PNG", 20, 10), way)
