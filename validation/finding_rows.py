"""Rows of findings on pages: what a group says, and each of its places as the page shows it."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, Self, TypeVar

from msgspec import Struct

from tilekit.checks.groups import Group, kinds_of, message_of, says_one_thing
from tilekit.core.messages import Message

P = TypeVar("P")
MOST_PLACES = 100
"""Of one row; a page with thousands takes seconds to make, and nobody reads them. The downloads have all."""


class FindingRow(Struct, Generic[P], frozen=True, kw_only=True):
    """One row; places are its findings with what the page says of each.

    code is "" for what only tidies, and the letters of a subject for advice of many kinds about it, which has a row of
    its own for each of its kinds. number is how many findings it has; places are the first of them. part is what each
    place of several says: "place" where the row says the rest, else "text", or "code" with its code.
    """

    code: str
    severity: str
    message: Message
    part: str
    places: Sequence[P]
    number: int
    kinds: Sequence[Self] = ()

    @classmethod
    def of(cls, group: Group[Any], place_of: Callable[[Any], P]) -> Self:
        """The row of a group; place_of says where one of its findings is."""
        kinds = [cls.of(kind, place_of) for kind in kinds_of(group)]
        return cls(
            code=group.code,
            severity=group.severity,
            message=message_of(group),
            part="code" if group.mixes else "place" if says_one_thing(group) else "text",
            places=[] if kinds else [place_of(each) for each in group.findings[:MOST_PLACES]],
            number=len(group.findings),
            kinds=kinds,
        )

    @property
    def key(self) -> str:
        """Names the row among the others of its list."""
        return f"{self.severity}-{self.code}"

    @property
    def left_out(self) -> int:
        """How many findings the row does not show."""
        return 0 if self.kinds else self.number - len(self.places)

    @property
    def others(self) -> int:
        """How many more there are like the one that the row tells of; 0 where all say the same."""
        return self.number - 1 if self.part == "text" else 0

    @property
    def count(self) -> int:
        """How many places say what the row says; 0 where it says the number itself."""
        return 0 if self.others or self.message.parameters.get("n") == self.number else self.number
