"""Values that files say about the listing, merged by precedence, and the files that say them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tilekit.core.field import Json
from tilekit.core.paths import base_name
from tilekit.recognition.kinds import RECOGNISED_KINDS
from tilekit.recognition.media import is_named_logo
from tilekit.recognition.recognise import RecognisedFile
from tilekit.recognition.upload_places import GatheredFile
from tilekit.scaffold.changelog import read_changelog
from tilekit.scaffold.paths import CHANGELOG, README
from tilekit.scaffold.readme import read_readme

Sources = Mapping[str, tuple[str, ...]]
_TEXT_READERS = {README: read_readme, CHANGELOG: read_changelog}


def precedence(file: RecognisedFile) -> tuple[int, bool]:
    """The position of the kind: a manifest names the listing rather than a README. Files called a logo come first."""
    return RECOGNISED_KINDS.index(file.row), not is_named_logo(file.path)


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
