"""The URL paths of uploads."""

import re

_PATH = re.compile(r"(/[\w-]+)?/file/[0-9a-f-]{36}", re.IGNORECASE)


def is_upload(path: str) -> bool:
    """Whether the path is an upload address."""
    return _PATH.fullmatch(path) is not None
