"""What a parsed file of any form has: its text, its value, and what others make of the value."""

from collections.abc import Callable
from typing import TypeVar, cast

from tilekit.core.fields import Json
from tilekit.parse.text import SourceText

T = TypeVar("T")


class Document:
    """A file that was read. Pointers are JSON pointers; "" is the whole file."""

    def __init__(self, source: SourceText, value: Json) -> None:
        self.source, self.value = source, value
        self._derived: dict[object, object] = {}

    def derived(self, make: Callable[[Json], T]) -> T:
        """What is made of the value and nothing else: made once, and kept as long as the document is."""
        if make not in self._derived:
            self._derived[make] = make(self.value)
        return cast("T", self._derived[make])
