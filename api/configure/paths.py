"""Paths of the declarative API: case-insensitive for clients, normalised to lower case."""

PREFIX = "/rp/product-ingestion"


def is_configure(path: str) -> bool:
    """Whether the path belongs to this API."""
    found = path.lower()
    return found == PREFIX or found.startswith(f"{PREFIX}/")


def canonical(path: str) -> str:
    """The path in the spelling of the routes. The bare prefix gets a slash, which avoids a redirect."""
    found = path.lower()
    return f"{PREFIX}/" if found == PREFIX else found
