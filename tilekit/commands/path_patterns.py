"""Patterns of `per-file-ignores`, which work as in Ruff."""

import re
from collections.abc import Iterator
from fnmatch import translate
from pathlib import Path
from posixpath import normpath

from tilekit.commands.exit_codes import UsageError
from tilekit.core.messages import N_

_SPECIAL = re.compile(r"(\*\*/|[{},])")
_REGEX = {"**/": "(?:.*/)?", "{": "(?:", "}": ")"}
_DRIVE = re.compile(r"[A-Za-z]:/")


class PathPattern:
    r"""A pattern for paths.

    `*` also matches slashes, and `**/` also matches no folder at all. `{a,b}` is either of the two. A leading `/` is
    the folder of the settings, a leading `!` selects every other file, and `\` is read as `/`. A pattern that matches a
    folder matches everything in it, and one without a slash matches at any depth.
    """

    def __init__(self, text: str, folder: Path) -> None:
        """Raises UsageError for a text that cannot match anything in the folder of the settings."""
        self.text = text
        plain = text.strip().replace("\\", "/")
        self._is_negated = plain.startswith("!")
        plain = plain.removeprefix("!")
        self._is_anchored = plain.startswith("/") or bool(_DRIVE.match(plain))
        path = _relative_pattern(plain, folder) if self._is_anchored else plain
        start = "" if self._is_anchored or "/" in plain.rstrip("/") else "(?:.*/)?"
        name = normpath(path) if path.strip("/") else "."
        if name == ".":
            raise UsageError.of(N_("The pattern matches no file. Use “*” to match every file."))
        try:
            inner = re.compile("".join(_regex(name)))  # separately, so that its braces can't close ours
        except re.error as error:
            raise UsageError.of(N_("The pattern has an unmatched brace.")) from error
        self._regex = re.compile(f"(?s:{start}{inner.pattern}(?:/.*)?)")

    def matches(self, from_folder: str, in_listing: str) -> bool:
        """Whether the pattern matches a file, by its path from the folder of the settings or by its path in the
        listing.
        """
        paths = (from_folder,) if self._is_anchored else (from_folder, in_listing)
        return self._is_negated != any(self._regex.fullmatch(path) for path in paths)


def _relative_pattern(text: str, folder: Path) -> str:
    """An absolute pattern, relative to the folder of the settings. Raises UsageError if it is outside it."""
    above = folder.as_posix().rstrip("/")
    if f"{text}/".startswith(f"{above}/"):
        return text.removeprefix(above).strip("/") or "*"
    first = text.strip("/").partition("/")[0]
    if _DRIVE.match(text) or (first and Path("/", first).exists() and not (folder / first).exists()):
        message = N_(
            "The pattern is outside {folder}. Write paths relative to that folder, which contains the settings file."
        )
        raise UsageError.of(message, folder=folder)
    return text.strip("/")


def _regex(path: str) -> Iterator[str]:
    depth = 0
    for part in _SPECIAL.split(path):
        depth += (part == "{") - (part == "}")
        if part == "," and depth:
            yield "|"
        else:
            yield _REGEX.get(part) or translate(part)[len("(?s:") : -len(r")\Z")]
