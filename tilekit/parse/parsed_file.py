"""The common parts of parsed files: text, value, and values derived from it."""

from collections.abc import Callable
from typing import TypeVar, cast

from tilekit.core.fields import Json
from tilekit.parse.text import SourceText

T = TypeVar("T")


class ParsedFile:
    """A parsed file. Pointers are JSON pointers; "" is the whole file."""

    def __init__(self, source: SourceText, value: Json) -> None:
        self.source, self.value = source, value
        self._derived: dict[object, object] = {}

    def derived(self, make: Callable[[Json], T]) -> T:
        """A value that `make` computes from the document's value; computed once and cached with the document."""
        if make not in self._derived:
            self._derived[make] = make(self.value)
        return cast("T", self._derived[make])
