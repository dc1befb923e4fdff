"""The addresses of uploaded files. All pages get them here."""

from urllib.parse import quote
from uuid import UUID

from django.urls import reverse


def file_address(listing_id: UUID, sha256: str, *, width: int | None = None, download_as: str = "") -> str:
    """The address of a file of a listing: of its copy with this width, or of a download under this name."""
    words = [listing_id, sha256] if width is None else [listing_id, sha256, width]
    path = reverse("files:file" if width is None else "files:rendition", args=words)
    return f"{path}?download&name={quote(download_as)}" if download_as else path
