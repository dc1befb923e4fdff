"""Prepares files of a listing for pages."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec import Struct

from common.sizes import file_size
from files.addresses import file_address
from files.models import Blob
from files.pictures import small_picture
from page_parts.counts import Count
from tilekit.core.fileref import FileRef
from tilekit.core.pictures import Picture


class ShownFile(Struct, frozen=True, kw_only=True):
    """A file as pages show it. lines is the URL of the page that shows its lines.

    picture is None if the file is not a picture. A file that is not stored has neither picture nor download URL.
    backdrop is what its picture is shown on.
    """

    name: str
    size: str
    facts: str
    download: str = ""
    picture: Picture | None = None
    lines: str = ""
    backdrop: str = "light"


def shown_file(listing_id: UUID, reference: FileRef, blob: Blob | None, *, path: str, lines: str = "") -> ShownFile:
    """The file of the field at the path, as pages show it; blob is None if the file is no longer stored."""
    if blob is None:
        return ShownFile(name=reference.name, size="", facts=_("The file is no longer stored."))
    return ShownFile(
        name=reference.name,
        size=file_size(blob.size),
        facts=_("A leaked secret was erased from this file.") if blob.erased_sha256 else facts_text(blob.facts),
        download=download_url(listing_id, reference.sha256, reference.name),
        picture=small_picture(listing_id, blob),
        lines=lines,
        backdrop=backdrop_of(path, blob),
    )


def backdrop_of(path: str, blob: Blob | None) -> str:
    """The backdrop for the file of the field at the path.

    "light" or "dark" for a logo, as customers see it, "page" for a document, "picture" for other files.
    """
    if blob and blob.has_first_page:
        return "page"
    return next((word for word in ("light", "dark") if path.endswith(f"logo_{word}")), "picture")


def download_url(listing_id: UUID, sha256: str, path: str) -> str:
    """The URL that downloads a stored file of the listing under the name in its path."""
    return file_address(listing_id, sha256, download_as=path.rpartition("/")[2])


def facts_text(facts: Mapping[str, object]) -> str:
    """The facts of a file as text: the dimensions of a picture, the pages of a PDF, or the package of a wheel.

    "" for other files.
    """
    if "width_px" in facts:
        return f"{facts['width_px']} × {facts['height_px']} px"
    pages = facts.get("pages")
    if isinstance(pages, int) and pages:
        return ngettext("{n} page", "{n} pages", pages).format(n=Count(pages))
    count = facts.get("entry_count")
    if isinstance(count, int):
        name = f"{facts.get('distribution', '')} {facts.get('version', '')}".strip()
        if name:
            return ngettext("{name}, {n} file", "{name}, {n} files", count).format(name=name, n=Count(count))
        return ngettext("{n} file", "{n} files", count).format(n=Count(count))
    return ""
