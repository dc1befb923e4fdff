"""Pictures written anew: smaller, plainer, in another shape.

A way is a text, so that a fix which uses it can be stored.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING

from tilekit.media.edges import edge_colour
from tilekit.media.images import inspect

if TYPE_CHECKING:
    from PIL.Image import Image

COPY, PLAIN, RGB, WIDE = "copy", "plain", "rgb", "16:9"
_WAY = re.compile(r"(?P<name>within|exactly|bytes|[a-z0-9:]+)(?: (?P<first>\d{1,9})(?:x(?P<second>\d{1,9}))?)?")
_NUMBERS = {"within": 2, "exactly": 2, "bytes": 1}
_FORMATS = {"png": "PNG", "jpeg": "JPEG"}
_QUALITY, _LOWER = 88, (80, 70, 60)
_PNG_LEVEL = 6  # 9 takes five times as long, for a file that is smaller by a few per cent
_NEAR = 0.75  # of the bytes; to write a PNG again seldom saves more than a quarter
_SHRINKS, _LEAST_WIDTH_PX = 8, 1440
# Others have more than 8 bits a channel, which Pillow cuts off.
_MODES = frozenset(("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr"))


class NotRendered(Exception):
    """The picture cannot be read, has too many pixels, would get other colours, or the way is unknown."""


def within(width_px: int, height_px: int) -> str:
    """The way that scales a larger picture down into these sides and keeps its ratio."""
    return f"within {width_px}x{height_px}"


def exactly(width_px: int, height_px: int) -> str:
    """The way that gives a picture these sides: scaled down, on a ground in the colour of its edge."""
    return f"exactly {width_px}x{height_px}"


def at_most(size_bytes: int) -> str:
    """The way that compresses a picture, and scales it down where that is not enough, to 1440 pixels at least."""
    return f"bytes {size_bytes}"


def rendered(data: bytes, way: str) -> bytes:
    """The picture in that way. Raises NotRendered."""
    match = _WAY.fullmatch(way)
    if match is None:
        raise NotRendered(way)
    if match["name"] == COPY:
        return data
    kind = inspect(data)
    if not kind.is_picture or kind.has_too_many_pixels:
        raise NotRendered(kind.kind)
    first, second = int(match["first"] or 0), int(match["second"] or 0)
    if min((first, second)[: _NUMBERS.get(match["name"], 0)], default=1) < 1:
        raise NotRendered(way)
    if match["name"] == "bytes":
        return _compressed(data, kind.kind, first)
    change = _changes(first, second).get(match["name"])
    if change is None:
        raise NotRendered(way)
    return _written(change(_opened(data, kind.kind)), kind.kind)


def _changes(first: int, second: int) -> "Mapping[str, Callable[[Image], Image]]":
    return {
        PLAIN: lambda image: image,
        RGB: lambda image: image.convert("RGBA" if image.has_transparency_data else "RGB"),
        WIDE: _padded,
        "within": lambda image: _scaled(image, min(first / image.width, second / image.height, 1)),
        "exactly": lambda image: _fitted(image, first, second),
    }


def _opened(data: bytes, kind: str) -> "Image":
    from PIL import Image, ImageOps  # noqa: PLC0415 slow import

    try:
        with Image.open(BytesIO(data), formats=[_FORMATS[kind]]) as image:
            image.load()
            return _in_srgb(ImageOps.exif_transpose(image) or image)
    except Exception as fault:
        raise NotRendered(kind) from fault


def _in_srgb(image: "Image") -> "Image":
    """The picture without a colour profile of its own: what is written has none, and would look different."""
    from PIL import Image, ImageCms  # noqa: PLC0415 slow import

    if image.mode not in _MODES:
        raise NotRendered(image.mode)
    profile = image.info.get("icc_profile")
    if image.mode != "P" and "transparency" in image.info:
        image = image.convert("RGBA")  # a colour that stands for none would not survive a change of size
    if not profile:
        return image
    plain = image if image.mode in ("RGB", "L", "CMYK") else image.convert("RGBA")
    mode = "RGBA" if plain.mode == "RGBA" else "RGB"
    made = ImageCms.profileToProfile(plain, BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode=mode)
    return made if isinstance(made, Image.Image) else plain


def _written(image: "Image", kind: str, quality: int = _QUALITY) -> bytes:
    """The picture without anything that is not picture."""
    target = BytesIO()
    if kind == "jpeg":
        plain = image if image.mode in ("RGB", "L") else image.convert("RGB")
        plain.save(target, "JPEG", quality=quality, optimize=True, exif=b"", comment=b"")
    else:
        image.info = {key: value for key, value in image.info.items() if key == "transparency"}
        image.save(target, "PNG", compress_level=_PNG_LEVEL)
    return target.getvalue()


def _compressed(data: bytes, kind: str, most: int) -> bytes:
    """The first of ever smaller pictures that is small enough; the smallest where none is."""
    best = data
    for made in _smaller(_opened(data, kind), kind, is_near=most >= _NEAR * len(data)):
        best = min(best, made, key=len)
        if len(best) <= most:
            break
    return best


def _smaller(image: "Image", kind: str, *, is_near: bool) -> Iterator[bytes]:
    """Ever smaller pictures. is_near: a little less might do, so that a PNG is first tried without loss."""
    if kind == "jpeg":
        yield from (_written(image, kind, quality) for quality in (_QUALITY, *_LOWER))
    elif is_near:
        yield _written(image, kind)
    least = min(_LEAST_WIDTH_PX / image.width, 1)
    for factor in dict.fromkeys(max(0.85**step, least) for step in range(_SHRINKS)):
        small = _scaled(image, factor)
        if kind == "jpeg":
            yield _written(small, kind, _LOWER[-1])
        else:
            yield _written(small.convert("RGBA").quantize(256, method=2), kind)  # 2: the one that keeps transparency


def _scaled(image: "Image", factor: float) -> "Image":
    if factor >= 1:
        return image
    plain = image.convert("RGBA") if image.mode == "P" else image
    return plain.resize((max(round(image.width * factor), 1), max(round(image.height * factor), 1)))


def _padded(image: "Image") -> "Image":
    """The picture in the middle of a ground of 16:9."""
    return _on_ground(image, max(image.width, -(-image.height * 16 // 9)), max(image.height, -(-image.width * 9 // 16)))


def _fitted(image: "Image", width_px: int, height_px: int) -> "Image":
    return _on_ground(_scaled(image, min(width_px / image.width, height_px / image.height, 1)), width_px, height_px)


def _on_ground(image: "Image", width_px: int, height_px: int) -> "Image":
    """The picture in the middle of a ground that goes on with its edge. Raises NotRendered where that has no colour."""
    from PIL import Image  # noqa: PLC0415 slow import

    if image.size == (width_px, height_px):
        return image
    colour = edge_colour(image)
    if colour is None:
        raise NotRendered("edge")
    plain = image.convert("RGBA" if image.has_transparency_data else "RGB")
    ground = Image.new(plain.mode, (width_px, height_px), colour[: len(plain.getbands())])
    ground.paste(plain, ((width_px - plain.width) // 2, (height_px - plain.height) // 2))
    return ground
