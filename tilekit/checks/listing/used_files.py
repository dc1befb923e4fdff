"""Which files of a listing are in use: a field holds them, or a text of the listing names them."""

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import quote

from tilekit.bundle import Bundle
from tilekit.checks.reading import texts
from tilekit.scaffold.documents import references

_LONG_STEM = 16  # characters: no word that stands there by chance


def without_used(bundle: Bundle, paths: Sequence[str]) -> list[str]:
    """The paths that no field of the listing holds and no text of another file names."""
    held = {reference.name for _, _, reference in references(bundle.documents)}
    left = [path for path in paths if path not in held]
    times = Counter(PurePosixPath(path).name for path in bundle.files) if left else Counter()
    named = {path: PurePosixPath(path).name for path in left}
    named = {path: name if times[name] == 1 else path for path, name in named.items()}
    for path, source in texts(bundle) if left else ():
        left = [each for each in left if each == path or not _names(source.data, named[each])]
    return left


def _names(data: bytes, name: str) -> bool:
    """Whether the text holds the name behind a slash, a quote, a bracket or a blank."""
    return any(mark + word in data for word in _written(name) for mark in (b"/", b'"', b"'", b"(", b"`", b" "))


def _written(name: str) -> tuple[bytes, ...]:
    """The name as texts and as addresses write it; a long one also without its ending, as ids are."""
    stem = PurePosixPath(name).stem
    names = {name, stem} if len(stem) >= _LONG_STEM else {name}
    return tuple(
        {form for each in names for form in (each.encode("utf-8", "replace"), quote(each, errors="replace").encode())}
    )
