"""Values that files say about the listing, merged by precedence, and the files that say them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from tilekit.core.field import Json
from tilekit.core.messages import Message
from tilekit.core.paths import base_name
from tilekit.recognition.kinds import RECOGNISED_KINDS
from tilekit.recognition.recognise import RecognisedFile
from tilekit.scaffold.changelog import read_changelog
from tilekit.scaffold.paths import CHANGELOG, README
from tilekit.scaffold.readme import read_readme

Sources = Mapping[str, tuple[str, ...]]
_TEXT_READERS = {README: read_readme, CHANGELOG: read_changelog}


class GatheredFile(Struct, frozen=True, kw_only=True):
    """A file of an upload. sent is the path that it was sent with, path the one in the folder ("" if it is left out).

    place is the path of its field or of its field of rows, "" if it has none. is_named means that the manifest names
    the file. reason explains why it is left out, and left_out are the names of columns that are not stored.
    """

    sent: str
    path: str
    kind: str
    title: str = ""
    place: str = ""
    is_named: bool = False
    reason: Message | None = None
    left_out: tuple[str, ...] = ()


def precedence(file: RecognisedFile) -> int:
    """The position of the kind: a manifest names the listing rather than a README."""
    return RECOGNISED_KINDS.index(file.row)


def merged_values(says: Iterable[Mapping[str, Json]]) -> dict[str, Json]:
    """The values of several files by path: the first one of a text, and all entries of lists."""
    merged: dict[str, Json] = {}
    for values in says:
        for path, value in values.items():
            earlier = merged.get(path)
            if isinstance(earlier, list) and isinstance(value, list):
                merged[path] = [*earlier, *(item for item in value if item not in earlier)]
            else:
                merged.setdefault(path, value)
    return merged


def value_sources(says: Mapping[str, Json], files: Iterable[RecognisedFile]) -> Sources:
    """{path: names of the files that have its value, or an entry of it}."""
    sources: dict[str, tuple[str, ...]] = {}
    for file in files:
        for path, value in file.says.items():
            if path in says and (value == says[path] or isinstance(value, list)):
                sources[path] = tuple(dict.fromkeys((*sources.get(path, ()), base_name(file.path))))
    return sources


def field_sources(base: Mapping[str, bytes], files: Iterable[GatheredFile]) -> Sources:
    """{path: name of the file} of the fields that a README or changelog contains."""
    return {
        f"{section}.{name}": (base_name(file.sent),)
        for file in files
        if file.path in base and file.path in _TEXT_READERS
        for section, values in _TEXT_READERS[file.path](base[file.path]).items()
        for name in values
    }
