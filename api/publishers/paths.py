"""Where this API is. Words of its paths have no case, IDs of offers do."""

PREFIX = "/api/publishers"
_LENGTH = PREFIX.count("/") + 1
_OFFER = _LENGTH + 2  # after the publisher and the word offers


def is_publishers(path: str) -> bool:
    """Whether the path is one of this API."""
    return path.lower() == PREFIX or path.lower().startswith(f"{PREFIX}/")


def canonical(path: str) -> str:
    """The path as the routes spell it; a slash at its end does not count, except after the prefix alone."""
    segments = path.split("/")
    lowered = [text if place == _OFFER else text.lower() for place, text in enumerate(segments)]
    return "/".join(lowered).rstrip("/") if any(segments[_LENGTH:]) else f"{PREFIX}/"
