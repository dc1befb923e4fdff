"""PNG and JPEG images: their size is read from the header, and nothing is decoded until the size is
known to be small.
"""

import struct
import warnings
import zlib
from collections.abc import Callable
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from tilekit.media.file_kinds import file_kind
from tilekit.media.image_headers import HEADER_BYTES, jpeg_size, png_size
from tilekit.sections import limits

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

T = TypeVar("T")
PILLOW_NAMES = {"png": "PNG", "jpeg": "JPEG"}
Colour = tuple[int, int, int, int]
_TRANSPARENT: Colour = (0, 0, 0, 0)


class ImageFacts(Struct, frozen=True, kw_only=True):
    """Facts from an image's header. kind is the kind of the content. Sides are 0 if the header can't be read.

    They are the sides in a browser, after any rotation that a photo requests. is_animated is True for a PNG that
    declares more than one frame.
    """

    kind: str
    width_px: int = 0
    height_px: int = 0
    is_animated: bool = False

    @property
    def is_picture(self) -> bool:
        """Whether the content is a PNG or JPEG with a size in its header."""
        return self.kind in PILLOW_NAMES and self.width_px > 0 and self.height_px > 0

    @property
    def has_too_many_pixels(self) -> bool:
        is_long = max(self.width_px, self.height_px) > limits.MAX_IMAGE_SIDE
        return is_long or self.width_px * self.height_px > limits.MAX_IMAGE_PIXELS


class DecodedFacts(Struct, frozen=True, kw_only=True):
    """Facts from an image that can be read. mode is Pillow's name of the colour mode ("RGB", "CMYK", "L" ...).

    hidden lists what the metadata contains: "place", "camera", "comment".
    """

    mode: str
    hidden: tuple[str, ...] = ()


def inspect(data: bytes) -> ImageFacts:
    """Facts from the first bytes and the header. Never raises for bad content, decodes nothing and loads no library."""
    facts = ImageFacts(kind=file_kind(data))
    size = {"png": png_size, "jpeg": jpeg_size}.get(facts.kind)
    try:
        width_px, height_px = size(data) if size else (0, 0)
    except (struct.error, IndexError):
        return facts
    is_animated = facts.kind == "png" and b"acTL" in data[: data.find(b"IDAT") + 1][:HEADER_BYTES]
    return replace(facts, width_px=width_px, height_px=height_px, is_animated=is_animated)


def read_facts(data: bytes) -> DecodedFacts | None:
    """Facts about an image; None if it can't be read or has too many pixels.

    A PNG counts as readable if its first row and all its checksums are correct, which is a hundredth of the work of
    `decode`. Only a PNG that was written with wrong pixels differs.
    """
    return _load(data, _decoded_facts, is_draft=True, has_top_row_only=_has_correct_checksums(data))


def decode(data: bytes) -> DecodedFacts | None:
    """The same facts, after decoding the whole image. Costs time and memory in proportion to its size."""
    return _load(data, _decoded_facts)


def has_plain_edge(data: bytes) -> bool:
    """Whether all four edges of an image have the same colour. Mostly decided by its top row, which is read first."""
    return all(_load(data, edge_colour, has_top_row_only=part) is not None for part in (True, False))


def _load(
    data: bytes, read: Callable[["Image"], T | None], *, is_draft: bool = False, has_top_row_only: bool = False
) -> T | None:
    """The result of read for the decoded image; None if it can't be decoded or has too many pixels.

    The draft of a JPEG has an eighth of its size. The other rows of a PNG are left out with has_top_row_only.
    """
    facts = inspect(data)
    if not facts.is_picture or facts.has_too_many_pixels:
        return None
    from PIL import Image  # slow import

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns about sizes and unusual metadata
            with Image.open(BytesIO(data), formats=[PILLOW_NAMES[facts.kind]]) as image:
                if is_draft:
                    image.draft(None, (1, 1))
                if has_top_row_only and facts.kind == "png" and not facts.is_animated:
                    _leave_top_row(image)
                image.load()
                return read(image)
    except Exception:  # noqa: BLE001 a broken picture raises nearly anything; all of it means unreadable
        return None


def _has_correct_checksums(data: bytes) -> bool:
    """Whether the data is a PNG whose chunks are complete and undamaged."""
    view, at, kind = memoryview(data), 8, b""
    try:
        while kind != b"IEND":
            size, kind = struct.unpack_from(">I4s", data, at)
            end = at + 8 + size
            if zlib.crc32(view[at + 4 : end]) != struct.unpack_from(">I", data, end)[0]:
                return False
            at = end + 4
    except struct.error:
        return False
    return True


def _leave_top_row(image: "ImageFile") -> None:
    """Ignore the other rows of an opened PNG. An interlaced one first stores every eighth pixel of its top row."""
    step = 8 if image.info.pop("interlace", 0) else 1
    image._size = (ceil(image.width / step), 1)  # noqa: SLF001 as Pillow's documentation tells plugins to set the size
    image.tile = [tile._replace(extents=(0, 0, *image.size)) for tile in image.tile]


def _decoded_facts(image: "Image") -> DecodedFacts:
    return DecodedFacts(mode=image.mode, hidden=_hidden_metadata(image))


def _hidden_metadata(image: "Image") -> tuple[str, ...]:
    exif = image.getexif()
    kinds = {
        "place": bool(exif.get_ifd(0x8825)),
        "camera": any(exif.get(tag) for tag in (0x010F, 0x0110, 0x013B, 0x8298)),
        "comment": bool(image.info.get("comment") or exif.get(0x010E)),
    }
    return tuple(name for name, is_there in kinds.items() if is_there)


def edge_colour(image: "Image") -> Colour | None:
    """The one colour (red, green, blue, alpha) of all four edges; None if they have several.

    All fully transparent pixels count as one colour.
    """
    width, height = image.size
    sides = ((0, 0, width, 1), (0, height - 1, width, height), (0, 0, 1, height), (width - 1, 0, width, height))
    colours = {_only_colour(image.crop(side).convert("RGBA")) for side in sides}
    return colours.pop() if len(colours) == 1 else None


def _only_colour(line: "Image") -> Colour | None:
    if line.getchannel("A").getextrema() == (0, 0):
        return _TRANSPARENT
    colours = line.getcolors(maxcolors=1)
    return cast("Colour", colours[0][1]) if colours else None
