"""Pictures for pages: renditions in several widths, never the uploaded file itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from msgspec import Struct

from files.addresses import file_address
from files.file_types import SVG
from files.models import Blob
from files.queries import blobs_of
from files.renditions import LIST_BYTES, LIST_WIDTHS, VIEWER_WIDTHS
from tilekit.core.pictures import Picture


def small_picture(listing_id: UUID, blob: Blob | None) -> Picture | None:
    """The picture in small widths, for logos and lists; None if the file is not a picture."""
    return _picture(listing_id, blob, LIST_WIDTHS)


def large_picture(listing_id: UUID, blob: Blob | None) -> Picture | None:
    """The picture in large widths, for the main part of a page; None if the file is not a picture."""
    return _picture(listing_id, blob, VIEWER_WIDTHS)


class StoredFiles(Struct, frozen=True, kw_only=True):
    """The files of a listing's folder by path, for `page_parts.tile.presenter`; digests is {path: sha256}."""

    listing_id: UUID
    digests: Mapping[str, str]
    blobs: Mapping[str, Blob]

    @classmethod
    def of(cls, listing_id: UUID, digests: Mapping[str, str]) -> StoredFiles:
        """Load the blobs of the files. One query."""
        blobs = blobs_of(digests.values()) if digests else {}
        return cls(listing_id=listing_id, digests=digests, blobs=blobs)

    def small(self, path: str) -> Picture | None:
        return small_picture(self.listing_id, self._blob(path))

    def large(self, path: str) -> Picture | None:
        return large_picture(self.listing_id, self._blob(path))

    def address(self, path: str) -> str | None:
        """The URL that downloads the file; None if there is no such file."""
        blob = self._blob(path)
        return file_address(self.listing_id, blob.sha256, download_as=path.rpartition("/")[2]) if blob else None

    def _blob(self, path: str) -> Blob | None:
        return self.blobs.get(self.digests.get(path, ""))


def _picture(listing_id: UUID, blob: Blob | None, widths: Iterable[int]) -> Picture | None:
    if blob is None or not blob.is_shown:
        return None
    width, height = blob.picture_size or (0, 0)
    if _is_small_svg(blob):
        return Picture(src=file_address(listing_id, blob.sha256), width=width, height=height)
    if not blob.widths and not blob.needs_renditions:
        return Picture(src="")
    copies = _available_copies(blob, widths)
    offered = [(px, file_address(listing_id, blob.sha256, width=made_for)) for px, made_for in copies]
    srcset = ", ".join(f"{address} {px}w" for px, address in offered) if width else ""
    return Picture(src=offered[-1][1], srcset=srcset, width=width, height=height)


def _is_small_svg(blob: Blob) -> bool:
    """Whether pages show the safe copy of an SVG directly, because it is small enough."""
    if blob.rendition_type != SVG:
        return False
    return blob.size <= LIST_BYTES if blob.needs_renditions else bool(blob.renditions) and not blob.widths


def _available_copies(blob: Blob, widths: Iterable[int]) -> Iterable[tuple[int, int]]:
    """(real width, width in the file name) of each copy, up to the first that is as wide as the picture.

    An SVG has no limit, because it is rendered at a large size.
    """
    picture_width = blob.picture_size[0] if blob.picture_size and blob.rendition_type != SVG else 0
    for width in widths:
        yield min(width, picture_width or width), width
        if picture_width and width >= picture_width:
            return
