"""Where the declarative API is. Its paths have no case: words and IDs are written in lower case."""

PREFIX = "/rp/product-ingestion"


def is_configure(path: str) -> bool:
    """Whether the path is one of this API."""
    found = path.lower()
    return found == PREFIX or found.startswith(f"{PREFIX}/")


def canonical(path: str) -> str:
    """The path as the routes spell it; the prefix alone with a slash, so that nothing redirects from it."""
    found = path.lower()
    return f"{PREFIX}/" if found == PREFIX else found
