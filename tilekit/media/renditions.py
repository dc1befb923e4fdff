"""Makes smaller, simpler or differently shaped copies of images.

A method is a text, so that a fix with it can be stored.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING

from tilekit.media.crops import CropBounds, CropFrame
from tilekit.media.images import PILLOW_NAMES, edge_colour, inspect
from tilekit.sections import limits

if TYPE_CHECKING:
    from PIL.Image import Image

COPY, PLAIN, RGB, WIDE = "copy", "plain", "rgb", "16:9"
_RECIPE = re.compile(r"(?P<name>within|exactly|bytes|[a-z0-9:]+)(?: (?P<first>\d{1,9})(?:x(?P<second>\d{1,9}))?)?")
_NUMBERS = {"within": 2, "exactly": 2, "bytes": 1}
_QUALITY, _LOWER = 88, (80, 70, 60)
_PNG_LEVEL = 6  # 9 takes five times as long, and the file is only a few per cent smaller
_NEAR_LIMIT = 0.75  # of the bytes: writing a PNG again rarely saves more than a quarter
_SHRINKS = 8
# Other modes have more than 8 bits per channel, which Pillow would truncate.
_MODES = frozenset(("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr"))


class RenditionError(Exception):
    """The image can't be read, has too many pixels or would change colour, or the method is unknown."""


def fit_within(width_px: int, height_px: int) -> str:
    """The method that scales a larger image down to fit these sides, with the same ratio."""
    return f"within {width_px}x{height_px}"


def resize_to(width_px: int, height_px: int) -> str:
    """The method that gives an image exactly these sides: scaled down, and padded with the colour of its edge."""
    return f"exactly {width_px}x{height_px}"


def compress_to(size_bytes: int) -> str:
    """The method that compresses an image, and if necessary scales it down to the smallest recommended width."""
    return f"bytes {size_bytes}"


def render_picture(data: bytes, recipe: str) -> bytes:
    """The image after applying this method; compressed if it would become too large to store. Raises RenditionError."""
    match = _RECIPE.fullmatch(recipe)
    if match is None:
        raise RenditionError(recipe)
    if match["name"] == COPY:
        return data
    kind = inspect(data)
    if not kind.is_picture or kind.has_too_many_pixels:
        raise RenditionError(kind.kind)
    first, second = int(match["first"] or 0), int(match["second"] or 0)
    if min((first, second)[: _NUMBERS.get(match["name"], 0)], default=1) < 1:
        raise RenditionError(recipe)
    if match["name"] == "bytes":
        return _compress(data, kind.kind, first)
    change = _transformations(first, second).get(match["name"])
    if change is None:
        raise RenditionError(recipe)
    return _storable(
        _encode(change(_open(data, kind.kind)), kind.kind), kind.kind, most=max(len(data), limits.IMAGE_BYTES)
    )


def cropped_picture(data: bytes, frame: CropFrame) -> bytes:
    """The part of the image in the frame, within the recommended width and the size limit. Raises RenditionError."""
    facts = inspect(data)
    bounds = CropBounds(width_px=facts.width_px, height_px=facts.height_px)
    if not facts.is_picture or facts.has_too_many_pixels or frame != bounds.nearest(frame.left, frame.top, frame.width):
        raise RenditionError(facts.kind)
    part = _open(data, facts.kind).crop(frame.box)
    scaled = _scale(part, min(limits.IMAGE_WIDTHS[-1] / frame.width, 1))
    return _storable(_encode(scaled, facts.kind), facts.kind, most=limits.IMAGE_BYTES)


def _storable(image: bytes, kind: str, *, most: int) -> bytes:
    """The image with at most this many bytes. It can grow: a PNG with 256 colours gets many more when it is scaled."""
    small = image if len(image) <= most else _compress(image, kind, most)
    if len(small) > most:
        raise RenditionError(kind)
    return small


def _transformations(first: int, second: int) -> "Mapping[str, Callable[[Image], Image]]":
    return {
        PLAIN: lambda image: image,
        RGB: lambda image: image.convert("RGBA" if image.has_transparency_data else "RGB"),
        WIDE: _pad,
        "within": lambda image: _scale(image, min(first / image.width, second / image.height, 1)),
        "exactly": lambda image: _fit(image, first, second),
    }


def _open(data: bytes, kind: str) -> "Image":
    from PIL import Image, ImageOps  # slow import

    try:
        with Image.open(BytesIO(data), formats=[PILLOW_NAMES[kind]]) as image:
            image.load()
            return _in_srgb(ImageOps.exif_transpose(image) or image)
    except Exception as fault:
        raise RenditionError(kind) from fault


def _in_srgb(image: "Image") -> "Image":
    """The image in sRGB, because the output has no colour profile and would otherwise look different."""
    from PIL import Image, ImageCms  # slow import

    if image.mode not in _MODES:
        raise RenditionError(image.mode)
    profile = image.info.get("icc_profile")
    if image.mode != "P" and "transparency" in image.info:
        image = image.convert("RGBA")  # a transparency colour would not survive resizing
    if not profile:
        return image
    plain = image if image.mode in ("RGB", "L", "CMYK") else image.convert("RGBA")
    mode = "RGBA" if plain.mode == "RGBA" else "RGB"
    converted = ImageCms.profileToProfile(plain, BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode=mode)
    return converted if isinstance(converted, Image.Image) else plain


def _encode(image: "Image", kind: str, quality: int = _QUALITY) -> bytes:
    """The image without metadata."""
    target = BytesIO()
    if kind == "jpeg":
        plain = image if image.mode in ("RGB", "L") else image.convert("RGB")
        plain.save(target, "JPEG", quality=quality, optimize=True, exif=b"", comment=b"")
    else:
        image.info = {key: value for key, value in image.info.items() if key == "transparency"}
        image.save(target, "PNG", compress_level=_PNG_LEVEL)
    return target.getvalue()


def _compress(data: bytes, kind: str, most: int) -> bytes:
    """The first of ever smaller images that is small enough; otherwise the smallest."""
    best = data
    for copy in _smaller_copies(_open(data, kind), kind, is_near_limit=most >= _NEAR_LIMIT * len(data)):
        best = min(best, copy, key=len)
        if len(best) <= most:
            break
    return best


def _smaller_copies(image: "Image", kind: str, *, is_near_limit: bool) -> Iterator[bytes]:
    """Ever smaller copies of an image. If is_near_limit, a slightly smaller one may do, so a PNG is first compressed
    without loss.
    """
    if kind == "jpeg":
        yield from (_encode(image, kind, quality) for quality in (_QUALITY, *_LOWER))
    elif is_near_limit:
        yield _encode(image, kind)
    least = min(limits.IMAGE_WIDTHS[0] / image.width, 1)
    for factor in dict.fromkeys(max(0.85**step, least) for step in range(_SHRINKS)):
        small = _scale(image, factor)
        if kind == "jpeg":
            yield _encode(small, kind, _LOWER[-1])
        else:
            yield _encode(
                small.convert("RGBA").quantize(256, method=2), kind
            )  # 2: the method that preserves transparency


def _scale(image: "Image", factor: float) -> "Image":
    if factor >= 1:
        return image
    plain = image.convert("RGBA") if image.mode == "P" else image
    return plain.resize((max(round(image.width * factor), 1), max(round(image.height * factor), 1)))


def _pad(image: "Image") -> "Image":
    """The image centred on a background with the recommended ratio."""
    across, down = limits.RATIO
    return _on_background(
        image, max(image.width, -(-image.height * across // down)), max(image.height, -(-image.width * down // across))
    )


def _fit(image: "Image", width_px: int, height_px: int) -> "Image":
    return _on_background(_scale(image, min(width_px / image.width, height_px / image.height, 1)), width_px, height_px)


def _on_background(image: "Image", width_px: int, height_px: int) -> "Image":
    """The image centred on a background in the colour of its edge. Raises RenditionError if the edge has
    several colours.
    """
    from PIL import Image  # slow import

    if image.size == (width_px, height_px):
        return image
    colour = edge_colour(image)
    if colour is None:
        raise RenditionError("edge")
    plain = image.convert("RGBA" if image.has_transparency_data else "RGB")
    background = Image.new(plain.mode, (width_px, height_px), colour[: len(plain.getbands())])
    background.paste(plain, ((width_px - plain.width) // 2, (height_px - plain.height) // 2))
    return background
