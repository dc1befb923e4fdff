"""The attributes that a page needs to show a picture."""

from collections.abc import Callable

from msgspec import Struct


class Picture(Struct, frozen=True, kw_only=True):
    """Attributes of an `<img>`: srcset offers several widths; width and height, 0 if unknown, are the picture's own.

    src is "" for a picture that cannot be shown.
    """

    src: str
    srcset: str = ""
    width: int = 0
    height: int = 0


# The picture at a path of the listing's folder; None if there is none.
PictureOf = Callable[[str], Picture | None]
