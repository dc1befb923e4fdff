"""Where our own API is."""

PREFIX = "/api/v1"


def is_v1(path: str) -> bool:
    """Whether the path is one of this API."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")


def canonical(path: str) -> str:
    """The path as it is; the prefix alone with a slash, so that nothing redirects from it."""
    return f"{PREFIX}/" if path == PREFIX else path
