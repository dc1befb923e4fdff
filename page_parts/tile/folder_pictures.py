"""Images of a listing's folder, shown as they are: without smaller copies."""

from collections.abc import Callable

from tilekit.bundle import Files
from tilekit.core.pictures import Picture
from tilekit.media import images, svg
from tilekit.media.file_kinds import file_kind

_PICTURES = {"png": "image/png", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}


class FolderPictures:
    """The images for `present_tile`. url_of returns the URL of an image by its path."""

    def __init__(self, files: Files, url_of: Callable[[str], str]) -> None:
        self._files, self._url_of = files, url_of

    def address(self, path: str) -> str | None:
        return self._url_of(path) if path in self._files else None

    def large(self, path: str) -> Picture | None:
        address = self.address(path)
        if address is None:
            return None
        facts = images.inspect(self._files[path])
        return Picture(src=address, width=facts.width_px, height=facts.height_px)

    small = large


def picture_in(files: Files, path: str) -> tuple[str, bytes] | None:
    """Content type and bytes of an image, an SVG as its sanitised copy; None for everything else.

    Raises Unparsable and TooComplex for an SVG that can't be sanitised.
    """
    if path not in files:
        return None
    data = files[path]
    kind = file_kind(data)
    if kind == "svg":
        return "image/svg+xml", svg.sanitise(data)[0]
    return (_PICTURES[kind], data) if kind in _PICTURES else None
