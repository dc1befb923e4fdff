"""Paths of this API: case-insensitive, except the IDs of offers."""

PREFIX = "/api/publishers"
_LENGTH = PREFIX.count("/") + 1
_OFFER = _LENGTH + 2  # after the publisher and the word offers


def is_publishers(path: str) -> bool:
    """Whether the path belongs to this API."""
    return path.lower() == PREFIX or path.lower().startswith(f"{PREFIX}/")


def canonical(path: str) -> str:
    """The path in the spelling of the routes, without a trailing slash unless it is only the prefix."""
    segments = path.split("/")
    lowered = [text if place == _OFFER else text.lower() for place, text in enumerate(segments)]
    return "/".join(lowered).rstrip("/") if any(segments[_LENGTH:]) else f"{PREFIX}/"
