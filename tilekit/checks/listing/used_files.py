"""Finds out which files of a listing are used: those in a field, and those that a text of the listing names."""

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import quote

from tilekit.bundle import Bundle
from tilekit.checks.parsed_files import text_files
from tilekit.scaffold.documents import references

_LONG_STEM = 16  # in characters; a shorter name may be a common word
_MARKS = (b"/", b'"', b"'", b"(", b"`", b" ")
_MAX_SEARCHED_BYTES = 3_000_000_000
"""The most bytes to search for all names together, which takes about a second."""


def without_used(bundle: Bundle, paths: Sequence[str]) -> list[str]:
    """The paths that are neither in a field of the listing nor in a text of another file.

    If there is too much to search, only the first paths are searched and returned.
    """
    used = {reference.name for _, _, reference in references(bundle.documents)}
    left = [path for path in paths if path not in used]
    sources = list(text_files(bundle)) if left else []
    left = left[: _MAX_SEARCHED_BYTES // max(sum(len(source.data) for _, source in sources), 1)]
    words = _words_by_path(bundle, left)
    for path, source in sources:
        data = source.data
        named = {
            candidate
            for candidate in left
            for word in words[candidate]
            if word in data and candidate != path and _mentions_word(data, word)
        }
        left = [candidate for candidate in left if candidate not in named] if named else left
    return left


def _words_by_path(bundle: Bundle, paths: Sequence[str]) -> dict[str, tuple[bytes, ...]]:
    """The texts that refer to each path: its last part, or the whole path if several files have the same name."""
    times = Counter(PurePosixPath(path).name for path in bundle.files) if paths else Counter()
    names = {path: PurePosixPath(path).name for path in paths}
    return {path: _spellings(name if times[name] == 1 else path) for path, name in names.items()}


def _mentions_word(data: bytes, word: bytes) -> bool:
    """Whether the text contains the word after a slash, a quotation mark, a bracket or a space."""
    return any(mark + word in data for mark in _MARKS)


def _spellings(name: str) -> tuple[bytes, ...]:
    """The name as it appears in texts and URLs; a long one also without its extension, as in IDs."""
    stem = PurePosixPath(name).stem
    names = {name, stem} if len(stem) >= _LONG_STEM else {name}
    return tuple(
        {form for name in names for form in (name.encode("utf-8", "replace"), quote(name, errors="replace").encode())}
    )
