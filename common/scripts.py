"""Joins a script with everything it imports, so that a page loads one file."""

import re
from collections.abc import Callable
from posixpath import dirname, join, normpath

_IMPORT = re.compile(r'^import (?:\{[^}]+\} from )?"(?P<source>\.[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=async |class |const |function |let )", re.MULTILINE)
_MARGIN = re.compile(r"^[ \t]*(?://.*)?\n?", re.MULTILINE)


def imported(path: str, text: str) -> list[str]:
    """The paths that the script at a path imports when it is loaded, in their order."""
    return [normpath(join(dirname(path), match["source"])) for match in _IMPORT.finditer(text)]


def joined(name: str, read: Callable[[str], str]) -> str:
    """The script at a path with all that it imports, without lines of comments and indentation.

    read returns the script at a path. Parts import names as they are, and no two of them export or, next to an export,
    declare the same name. A part without exports keeps its names to itself.
    """
    parts: list[str] = []
    seen: set[str] = set()

    def add(path: str) -> None:
        if path in seen:
            return
        seen.add(path)
        text = read(path)
        for source in imported(path, text):
            add(source)
        parts.append(_part(text))

    add(name)
    return "".join(parts)


def _part(text: str) -> str:
    code = _MARGIN.sub("", _EXPORT.sub("", _IMPORT.sub("", text)))
    return code if _EXPORT.search(text) or not code else f"{{\n{code}}}\n"
