"""How other tools name the file of a finding: from the folder in which the command runs."""

import os
from pathlib import Path
from urllib.parse import quote

from tilekit.commands.outcome import FindingJson, Outcome


def file_of(outcome: Outcome, finding: FindingJson) -> str:
    """The path of the finding's file, relative where it lies below the working folder, with forward slashes.

    A finding without a file, or in an archive, is at the path that was given.
    """
    given = Path(outcome["path"])
    return _relative(given / finding["file"] if finding["file"] and given.is_dir() else given)


def uri_of(path: str) -> str:
    """The path as the URI reference of RFC 3986."""
    quoted = quote(path.encode("utf-8", "surrogateescape"))
    return f"file://{quoted}" if path.startswith("/") else quoted


def _relative(path: Path) -> str:
    whole, here = Path(os.path.abspath(path)), Path.cwd()  # noqa: PTH100 resolve() would follow links
    return whole.relative_to(here).as_posix() if whole.is_relative_to(here) else whole.as_posix()
