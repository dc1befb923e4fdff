"""Reads facts from a file at upload. They are stored with the file."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from files.file_types import PDF, PNG, SVG

# Increase it if the facts or the safe copy change. Older files are then reread in the background.
PARSER_VERSION = 2
Facts = dict[str, int | float | str | bool | list[str] | None]
_MAX_WHEEL_ENTRIES = 200


def facts_of(data: bytes, media_type: str) -> Facts:
    """The facts that pages show (pixels, pages, contents of a wheel); {} for other files. Never raises."""
    read = _READERS.get(media_type)
    return read(data) if read else {}


class SafeCopy(Struct, frozen=True, kw_only=True):
    """A copy that pages can show safely instead of the uploaded file, with its media type."""

    data: bytes
    media_type: str


def safe_copy_of(data: bytes, media_type: str) -> SafeCopy | None:
    """A sanitised SVG, or the first page of a PDF as a picture; None for other files."""
    if media_type == SVG:
        return _clean_svg(data)
    return _first_page(data) if media_type == PDF else None


def _clean_svg(data: bytes) -> SafeCopy | None:
    from tilekit.media.svg import inspect, sanitise  # slow import

    return SafeCopy(data=sanitise(data)[0], media_type=SVG) if inspect(data).is_readable else None


def _first_page(data: bytes) -> SafeCopy | None:
    from files.first_page import first_page_picture  # slow import
    from tilekit.media.pdf import inspect  # slow import

    picture = first_page_picture(data) if inspect(data).is_readable else None
    return SafeCopy(data=picture, media_type=PNG) if picture else None


def _svg(data: bytes) -> Facts:
    from tilekit.media.svg import inspect  # slow import

    picture = inspect(data)
    return {"width": picture.width, "height": picture.height, "is_readable": picture.is_readable}


def _picture(data: bytes) -> Facts:
    from tilekit.media.images import inspect  # slow import

    picture = inspect(data)
    return {"width_px": picture.width_px, "height_px": picture.height_px}


def _pdf(data: bytes) -> Facts:
    from tilekit.media.pdf import inspect  # slow import

    document = inspect(data)
    return {"pages": document.pages, "is_encrypted": document.is_encrypted}


def _wheel(data: bytes) -> Facts:
    from tilekit.media.wheel import inspect  # slow import

    package = inspect(data)
    about = package.metadata or {}
    return {
        "distribution": about.get("Name", ""),
        "version": about.get("Version", ""),
        "entries": list(package.names[:_MAX_WHEEL_ENTRIES]),
        "entry_count": len(package.names),
    }


_READERS: Mapping[str, Callable[[bytes], Facts]] = {
    SVG: _svg,
    PNG: _picture,
    "image/jpeg": _picture,
    PDF: _pdf,
    "application/zip": _wheel,
}
