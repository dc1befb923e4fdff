"""What is read from a file once, when it arrives, and kept with it."""

from collections.abc import Callable, Mapping

from files.kinds import SVG

# Raise it where the facts or the safe copy change; older rows are then read again in the background.
PARSER_VERSION = 1
Facts = dict[str, int | float | str | bool | list[str] | None]
_SHOWN_ENTRIES = 200


def facts_of(data: bytes, media_type: str) -> Facts:
    """The facts that the pages show (pixels, pages, wheel contents); {} where there are none. Never raises."""
    read = _READERS.get(media_type)
    return read(data) if read else {}


def safe_copy_of(data: bytes, media_type: str) -> bytes | None:
    """The picture written anew from what the allow-lists name; None where it has none or cannot be read."""
    if media_type != SVG:
        return None
    from tilekit.media.svg import inspect, sanitise  # noqa: PLC0415 slow import

    return sanitise(data)[0] if inspect(data).is_readable else None


def _svg(data: bytes) -> Facts:
    from tilekit.media.svg import inspect  # noqa: PLC0415 slow import

    found = inspect(data)
    return {"width": found.width, "height": found.height, "is_readable": found.is_readable}


def _picture(data: bytes) -> Facts:
    from tilekit.media.images import inspect  # noqa: PLC0415 slow import

    found = inspect(data)
    return {"width_px": found.width_px, "height_px": found.height_px}


def _pdf(data: bytes) -> Facts:
    from tilekit.media.pdf import inspect  # noqa: PLC0415 slow import

    found = inspect(data)
    return {"pages": found.pages, "is_encrypted": found.is_encrypted}


def _wheel(data: bytes) -> Facts:
    from tilekit.media.wheel import inspect  # noqa: PLC0415 slow import

    found = inspect(data)
    about = found.metadata or {}
    return {
        "distribution": about.get("Name", ""),
        "version": about.get("Version", ""),
        "entries": list(found.names[:_SHOWN_ENTRIES]),
        "entry_count": len(found.names),
    }


_READERS: Mapping[str, Callable[[bytes], Facts]] = {
    SVG: _svg,
    "image/png": _picture,
    "image/jpeg": _picture,
    "application/pdf": _pdf,
    "application/zip": _wheel,
}
