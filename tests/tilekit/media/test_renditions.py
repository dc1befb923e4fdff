from io import BytesIO

import pytest
from PIL import Image, ImageCms

from tests.tilekit.listing import png
from tests.tilekit.media.test_images import bomb
from tilekit.media import images
from tilekit.media.renditions import (
    COPY,
    PLAIN,
    RGB,
    WIDE,
    RenditionError,
    compress_to,
    fit_within,
    render_picture,
    resize_to,
)
from tilekit.sections.limits import IMAGE_BYTES


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
    "recipe,before,after",
    [
        (COPY, (160, 90), (160, 90)),
        (PLAIN, (160, 90), (160, 90)),
        (WIDE, (160, 100), (178, 100)),
        (WIDE, (400, 100), (400, 225)),
        (fit_within(100, 100), (200, 100), (100, 50)),
        (fit_within(500, 500), (200, 100), (200, 100)),
        (resize_to(120, 60), (90, 90), (120, 60)),
    ],
)
def test_a_way_gives_its_sides_and_keeps_the_kind(
    form: str, recipe: str, before: tuple[int, int], after: tuple[int, int]
) -> None:
    rendition = render_picture(picture(form, *before), recipe)

    assert sides(rendition) == after
    assert images.inspect(rendition).kind == form.lower()


def tiles(width: int, height: int, *, size_px: int, colours: int = 256) -> bytes:
    """A picture with few colours in squares: it gets many more colours when it is scaled."""
    noise = Image.effect_noise((width, height), 90).quantize(colours)
    target = BytesIO()
    noise.resize((width * size_px, height * size_px), Image.Resampling.NEAREST).save(target, "PNG")
    return target.getvalue()


def test_picture_that_would_grow_is_compressed() -> None:
    picture = tiles(300, 169, size_px=10)

    rendition = render_picture(picture, fit_within(2880, 2560))

    assert len(picture) < len(rendition) <= IMAGE_BYTES


def test_picture_that_can_only_grow_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tilekit.sections.limits.IMAGE_BYTES", 1)
    with pytest.raises(RenditionError):
        render_picture(tiles(300, 169, size_px=3, colours=2), fit_within(500, 500))


def test_what_is_hidden_is_left_behind_and_what_stands_on_its_side_is_turned() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "A camera", 6
    rendition = render_picture(picture("JPEG", 40, 20, exif=exif, comment=b"secret"), PLAIN)
    facts = images.decode(rendition)

    assert facts is not None
    assert (facts.hidden, sides(rendition)) == ((), (20, 40))


def test_other_colours_become_rgb() -> None:
    facts = images.decode(render_picture(picture("JPEG", 40, 20, mode="CMYK"), RGB))

    assert facts is not None
    assert facts.mode == "RGB"


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_heavy_picture_is_compressed_until_it_is_light_enough(form: str) -> None:
    heavy = picture(form, 1700, 200, noise=True, quality=95)
    most = len(heavy) * 9 // 10

    light = render_picture(heavy, compress_to(most))

    assert len(heavy) > most >= len(light)
    assert sides(light)[0] >= 1440


def test_a_picture_that_is_small_is_not_made_smaller() -> None:
    assert sides(render_picture(picture("PNG", 800, 90, noise=True), compress_to(1_000))) == (800, 90)


def edged(mode: str, ground: object, *, corner: object = None) -> bytes:
    """An image of 80 x 40 with a spot of another colour in its middle, and one in its corner if a colour is given."""
    image = Image.new(mode, (80, 40), ground)  # type: ignore[arg-type]
    image.paste(tuple(255 - part for part in image.getpixel((0, 0))), (30, 10, 50, 30))  # type: ignore[arg-type,union-attr]
    if corner is not None:
        image.putpixel((79, 39), corner)  # type: ignore[arg-type]
    target = BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


@pytest.mark.parametrize("mode,ground", [("RGB", (10, 20, 30)), ("RGBA", (0, 0, 0, 0)), ("RGBA", (9, 9, 9, 120))])
@pytest.mark.parametrize("recipe", [WIDE, resize_to(128, 128)])
def test_a_ground_goes_on_with_the_edge(mode: str, ground: tuple[int, ...], recipe: str) -> None:
    with Image.open(BytesIO(render_picture(edged(mode, ground), recipe))) as image:
        corners = {image.getpixel((x, y)) for x in (0, image.width - 1) for y in (0, image.height - 1)}
        colours = {colour for _, colour in image.getcolors() or ()}

    assert corners == {ground}
    assert len(colours) == 2


def test_transparent_pixels_are_alike_whatever_colour_they_hide() -> None:
    assert images.has_plain_edge(edged("RGBA", (0, 0, 0, 0), corner=(255, 0, 0, 0)))


@pytest.mark.parametrize("recipe", [WIDE, resize_to(128, 128)])
@pytest.mark.parametrize("mode,ground,corner", [("RGB", (1, 2, 3), (1, 2, 4)), ("RGBA", (0, 0, 0, 0), (1, 2, 3, 255))])
def test_no_ground_has_a_colour_of_its_own(
    recipe: str, mode: str, ground: tuple[int, ...], corner: tuple[int, ...]
) -> None:
    with pytest.raises(RenditionError):
        render_picture(edged(mode, ground, corner=corner), recipe)


def test_a_picture_with_its_own_profile_looks_the_same_without_it() -> None:
    image = Image.new("RGB", (32, 18), (200, 30, 60))
    target = BytesIO()
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image.save(target, "PNG", icc_profile=lab)

    with Image.open(BytesIO(render_picture(target.getvalue(), PLAIN))) as rendition:
        assert "icc_profile" not in rendition.info
        assert rendition.getpixel((0, 0)) == (200, 30, 60)


def test_a_broken_profile_and_deep_colours_are_left_to_the_partner() -> None:
    image, target, deep = Image.new("RGB", (32, 18)), BytesIO(), BytesIO()
    image.save(target, "PNG", icc_profile=b"no profile")
    Image.new("I;16", (32, 18), 40_000).save(deep, "PNG")

    for data in (target.getvalue(), deep.getvalue()):
        with pytest.raises(RenditionError):
            render_picture(data, RGB)


def test_what_is_transparent_in_grey_stays_so_in_colour() -> None:
    target = BytesIO()
    Image.new("LA", (32, 18), (90, 0)).save(target, "PNG")

    with Image.open(BytesIO(render_picture(target.getvalue(), RGB))) as image:
        assert image.convert("RGBA").getchannel("A").getextrema() == (0, 0)


@pytest.mark.parametrize("data", [b"", b"no picture", bomb(30_000, 30_000), png()[:-200]])
def test_what_cannot_be_read_is_not_rendered(data: bytes) -> None:
    with pytest.raises(RenditionError):
        render_picture(data, PLAIN)


@pytest.mark.parametrize("recipe", ["", "shout", "within", "within 5", "exactly 0x0 ", "bytes x"])
def test_an_unknown_recipe_is_refused(recipe: str) -> None:
    with pytest.raises(RenditionError):
        render_picture(picture("PNG", 20, 10), recipe)
