"""SVG logos as pixels: the width of their margins, and whether they are visible on a background."""

from collections.abc import Iterable
from io import BytesIO
from math import sqrt
from typing import TYPE_CHECKING

from msgspec import Struct

from tilekit.media import svg
from tilekit.media.drawing_process import render_png
from tilekit.parse.positions import Unparsable

if TYPE_CHECKING:
    from PIL.Image import Image

# Half a pixel is less than the space that the crop leaves, for all ratios. More pixels take longer and show no more.
_SQUARE_PX, _MAX_IMAGE_RATIO = 128, 20.0
WHITE, DARK = (255, 255, 255), (24, 24, 32)
LEAST_CONTRAST, LEAST_SHARE, PLATE_SHARE = 1.5, 0.5, 0.9
_OPAQUE = 128

Colour = tuple[int, int, int]


class DrawingStopped(Exception):
    """Drawing the image takes more time or memory than a logo may use, so its appearance is unknown."""


class RenderedLogo(Struct, frozen=True, kw_only=True):
    """The appearance of an image. margins are the empty shares (0 to 1) at left, top, right and bottom; None if nothing
    is drawn.

    colours contains (number of pixels, colour) of the opaque pixels; share (0 to 1) is the opaque part of the image.
    """

    margins: tuple[float, float, float, float] | None
    colours: tuple[tuple[int, Colour], ...]
    share: float

    def is_visible_on(self, background: Colour) -> bool:
        """Whether the main shapes are visible on a background; if they are on a plate in the image, on that plate."""
        total = sum(count for count, _ in self.colours)
        if self.share >= PLATE_SHARE:
            plate = max(self.colours)[1]
            return any(contrast(colour, plate) >= LEAST_CONTRAST for _, colour in self.colours)
        seen = sum(count for count, colour in self.colours if contrast(colour, background) >= LEAST_CONTRAST)
        return seen >= LEAST_SHARE * total


def render_logo(data: bytes) -> RenderedLogo | None:
    """The appearance of the safe copy of the image; None if it can't be drawn. Uses a separate process.

    Raises DrawingStopped. The limits of the parser are lower, so size alone never leads to this error.
    """
    from subprocess import CalledProcessError  # slow import

    facts = svg.inspect(data)
    ratio = facts.ratio
    if not facts.is_readable or ratio is None or not 1 / _MAX_IMAGE_RATIO <= ratio <= _MAX_IMAGE_RATIO:
        return None
    width_px, height_px = round(_SQUARE_PX * sqrt(ratio)), round(_SQUARE_PX / sqrt(ratio))
    try:
        return _measure(render_png(svg.sanitise(data)[0], width_px, height_px))
    except CalledProcessError as ended:
        if ended.returncode < 0:  # killed by a resource limit
            raise DrawingStopped from ended
        return None
    except (OSError, Unparsable, svg.TooComplex):
        return None


def _measure(png: bytes) -> RenderedLogo:
    from PIL import Image  # slow import

    with Image.open(BytesIO(png), formats=["PNG"]) as opened:
        image = opened.convert("RGBA")
    alpha = image.getchannel("A").point(lambda value: 255 if value >= _OPAQUE else 0)
    box = alpha.getbbox()
    width, height = image.size
    if box is None:
        return RenderedLogo(margins=None, colours=(), share=0.0)
    left, top, right, bottom = box
    margins = (left / width, top / height, 1 - right / width, 1 - bottom / height)
    opaque = alpha.histogram()[255]
    return RenderedLogo(margins=margins, colours=tuple(_colours(image)), share=opaque / (width * height))


def _colours(image: "Image") -> Iterable[tuple[int, Colour]]:
    """(number of pixels, colour) of the opaque pixels, with similar colours combined."""
    counts: dict[Colour, int] = {}
    for count, (red, green, blue, alpha) in image.getcolors(image.width * image.height) or []:  # type: ignore[misc]  # RGBA has four
        if alpha >= _OPAQUE:
            rounded = (red & 0xF0, green & 0xF0, blue & 0xF0)
            counts[rounded] = counts.get(rounded, 0) + count
    return [(count, colour) for colour, count in counts.items()]


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, from 1 (equal) to 21 (black on white). Source: WCAG 2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    parts = [value / 255 for value in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
