"""Rows of findings on pages: what a group says, and each of its places as the page shows it."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, Self, TypeVar

from msgspec import Struct

from tilekit.checks.groups import Group, kinds_of, message_of, says_one_thing
from tilekit.core.messages import Message

P = TypeVar("P")


class FindingRow(Struct, Generic[P], frozen=True, kw_only=True):
    """One row; places are its findings with what the page says of each.

    code is "" for what only tidies, and the letters of a subject for advice of many kinds about it, which has a row of
    its own for each of its kinds. part is what each place of several says: "place" where the row says the rest, else
    "text", or "code" with its code.
    """

    code: str
    severity: str
    message: Message
    part: str
    places: Sequence[P]
    kinds: Sequence[Self] = ()

    @classmethod
    def of(cls, group: Group[Any], place_of: Callable[[Any], P]) -> Self:
        """The row of a group; place_of says where one of its findings is."""
        return cls(
            code=group.code,
            severity=group.severity,
            message=message_of(group),
            part="code" if group.mixes else "place" if says_one_thing(group) else "text",
            places=[place_of(each) for each in group.findings],
            kinds=[cls.of(kind, place_of) for kind in kinds_of(group)],
        )

    @property
    def key(self) -> str:
        """Names the row among the others of its list."""
        return f"{self.severity}-{self.code}"

    @property
    def others(self) -> int:
        """How many more there are like the one that the row tells of; 0 where all say the same."""
        return len(self.places) - 1 if self.part == "text" else 0

    @property
    def count(self) -> int:
        """How many places say what the row says; 0 where it says the number itself."""
        number = len(self.places)
        return 0 if self.others or self.message.parameters.get("n") == number else number
