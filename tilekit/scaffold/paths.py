"""The paths that a listing may have, and the ones that contain fields instead of bytes."""

from pathlib import PurePosixPath

from tilekit.core.messages import N_
from tilekit.core.storable import REPLACEMENT

MANIFEST, README, CHANGELOG = "manifest.json", "README.md", "CHANGELOG.md"
OAUTH_FILE, SPEC_FILE = "assets/oauth_clients.json", "assets/configuration/spec.yaml"
SERVICE_CHECKS_FILE = "assets/service_checks.json"
# The files that contain fields.
WRITTEN_FILES = (MANIFEST, README, CHANGELOG, OAUTH_FILE)
DATAFLOWS = "assets/dataflows.yaml"
# Files that tools create; never part of a listing.
SKIPPED_FOLDERS = frozenset({
    ".git", ".hg", ".svn", "__pycache__", "__MACOSX", ".pytest_cache", ".ruff_cache", ".mypy_cache", ".tox", ".venv",
})  # fmt: skip
SKIPPED_NAMES = frozenset({".DS_Store", "Thumbs.db"})
BAD_NAME = N_("The name of {place} contains characters that can't be used. Rename the file.")
NOT_PLAIN = N_("{path} is a link, a device, a pipe or a socket. Replace it with a plain file.")
_SHOWN_LENGTH = 200


def is_skipped(path: str) -> bool:
    """Whether the path is that of a file that version control, a tool or an operating system leaves in folders."""
    pure = PurePosixPath(path)
    return pure.name in SKIPPED_NAMES or any(part in SKIPPED_FOLDERS for part in pure.parts[:-1])


def shown_path(path: str) -> str:
    """The path for a message: at most 200 characters, U+FFFD for invisible characters and those that reorder text."""
    shortened = path if len(path) <= _SHOWN_LENGTH else path[: _SHOWN_LENGTH - 1] + "…"
    return "".join(character if character.isprintable() else REPLACEMENT for character in shortened)
