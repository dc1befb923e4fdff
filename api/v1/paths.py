"""The URL prefix of our own API."""

PREFIX = "/api/v1"


def is_v1(path: str) -> bool:
    """Whether the path is one of this API."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")


def canonical(path: str) -> str:
    """The path unchanged, except that the bare prefix gets a slash, which avoids a redirect."""
    return f"{PREFIX}/" if path == PREFIX else path
