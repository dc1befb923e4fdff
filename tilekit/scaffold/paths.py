"""The paths that a listing may have, and the ones that contain fields instead of bytes."""

import re
from pathlib import PurePosixPath

from tilekit.core.messages import N_
from tilekit.core.storable import REPLACEMENT

MANIFEST, README, CHANGELOG = "manifest.json", "README.md", "CHANGELOG.md"
OAUTH = "assets/oauth_clients.json"
DATAFLOWS = "assets/dataflows.yaml"
# Files that tools create; never part of a listing.
SKIPPED_FOLDERS = frozenset({".git", ".hg", ".svn", "__pycache__", "__MACOSX"})
SKIPPED_NAMES = frozenset({".DS_Store", "Thumbs.db"})
NOT_PLAIN = N_("{path} is a link, a device, a pipe or a socket. Replace it with a plain file.")
_NO_NAMES = frozenset({"", ".", ".."})
_SHOWN_LENGTH = 200
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udc7f\udd00-\udfff]")


def is_safe(path: str) -> bool:
    """Whether the path is relative, inside the listing, with forward slashes and valid names, without control
    characters.
    """
    parts = path.split("/")
    return _NO_NAMES.isdisjoint(parts) and ":" not in parts[0] and not _UNSAFE.search(path)


def is_skipped(path: str) -> bool:
    """Whether the path is that of a file that version control or an operating system leaves in folders."""
    pure = PurePosixPath(path)
    return pure.name in SKIPPED_NAMES or any(part in SKIPPED_FOLDERS for part in pure.parts[:-1])


def shown_path(path: str) -> str:
    """The path for a message: at most 200 characters, U+FFFD for invisible characters and those that reorder text."""
    shortened = path if len(path) <= _SHOWN_LENGTH else path[: _SHOWN_LENGTH - 1] + "…"
    return "".join(each if each.isprintable() else REPLACEMENT for each in shortened)
