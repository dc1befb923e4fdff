"""Paths of the token endpoints."""

import re

_PATH = re.compile(r"/[^/]+/oauth2(/v2\.0)?/token", re.IGNORECASE)


def is_token(path: str) -> bool:
    """Whether the path is that of a token endpoint."""
    return _PATH.fullmatch(path) is not None
