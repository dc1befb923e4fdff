"""The attributes that a page needs to show an image."""

from collections.abc import Callable

from msgspec import Struct


class Picture(Struct, frozen=True, kw_only=True):
    """Attributes of an `<img>`: srcset offers several widths; width and height, 0 if unknown, are those of the image
    itself.

    src is "" for an image that can't be shown.
    """

    src: str
    srcset: str = ""
    width: int = 0
    height: int = 0


# The image at a path in the listing's folder; None if there is none.
PictureOf = Callable[[str], Picture | None]
