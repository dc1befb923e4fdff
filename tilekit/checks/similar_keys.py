"""Keys that are certainly misspellings, and the place of a missing key: the misspelled one next to it."""

from collections.abc import Collection, Iterator
from typing import Protocol

from msgspec.structs import replace

from tilekit.checks.finding import RawFinding
from tilekit.core.fields import Json
from tilekit.core.suggestions import closest_word
from tilekit.parse.json import pointer_to
from tilekit.parse.json_values import members, value_at
from tilekit.parse.positions import Position

_KEY_SIMILARITY = 0.85  # "tag" for "tags", but not "template_variable_presets" for "template_variables"


class _Document(Protocol):
    @property
    def value(self) -> Json: ...

    def position(self, pointer: str) -> Position | None: ...


class _FileWithKeys(Protocol):
    @property
    def document(self) -> _Document: ...


def at_similar_key(raw_finding: RawFinding, file: _FileWithKeys, missing: str) -> RawFinding:
    """A finding about a missing key, moved to the line of a similar key. missing is the pointer of the key.

    The pointer of the finding stays, because waivers depend on it.
    """
    holder, _, key = missing.rpartition("/")
    names = {_letters(name): name for name in members(value_at(file.document.value, holder))}
    similar = closest_word(_letters(key), names, cutoff=_KEY_SIMILARITY)
    place = file.document.position(f"{holder}{pointer_to(names[similar])}") if similar else None
    return replace(raw_finding, line=place.line, column=place.column) if place else raw_finding


def misspelled_keys(value: Json, keys: Collection[str]) -> Iterator[tuple[str, str]]:
    """(key, right key) of each member of an object that is certainly a misspelling of a key that is missing."""
    unknown = [key for key in members(value) if key not in keys]
    missing = {_letters(name): name for name in keys if members(value).get(name) is None} if unknown else {}
    for key in unknown:
        if similar := closest_word(_letters(key), missing, cutoff=_KEY_SIMILARITY):
            yield key, missing[similar]


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))
