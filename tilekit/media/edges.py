"""The edge of an image, to find out whether padding in the same colour would be invisible."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

Colour = tuple[int, int, int, int]
_TRANSPARENT: Colour = (0, 0, 0, 0)


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
    return colours[0][1] if colours else None  # type: ignore[return-value]
