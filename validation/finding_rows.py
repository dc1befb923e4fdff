"""Rows of findings on pages: the text of a group, and each of its places."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, Self, TypeVar

from msgspec import Struct

from tilekit.checks.finding_groups import FindingGroup, group_message, groups_by_code, has_one_message
from tilekit.core.messages import Message

P = TypeVar("P")
MOST_PLACES = 100
"""The limit per row: a page with thousands of places is slow, and nobody reads it. Downloads contain all."""


class FindingRow(Struct, Generic[P], frozen=True, kw_only=True):
    """One row; places are its findings as the page shows them.

    code is "" for findings that only tidy up, and the letters of a subject for a group of advice about it, which has a
    row in kinds for each check. number counts the findings; places contains the first of them. part is what each of
    several places shows: "place" if the row shows the rest, else "text", or "code" for the text with its code.
    """

    code: str
    severity: str
    message: Message
    part: str
    places: Sequence[P]
    number: int
    kinds: Sequence[Self] = ()

    @classmethod
    def of(cls, group: FindingGroup[Any], place_of: Callable[[Any], P]) -> Self:
        """The row of a group; place_of converts each finding."""
        kinds = [cls.of(kind, place_of) for kind in groups_by_code(group)]
        return cls(
            code=group.code,
            severity=group.severity,
            message=group_message(group),
            part="code" if group.mixes_codes else "place" if has_one_message(group) else "text",
            places=[] if kinds else [place_of(each) for each in group.findings[:MOST_PLACES]],
            number=len(group.findings),
            kinds=kinds,
        )

    @property
    def key(self) -> str:
        """Identifies the row within its list."""
        return f"{self.severity}-{self.code}"

    @property
    def left_out(self) -> int:
        """How many findings the row does not show."""
        return 0 if self.kinds else self.number - len(self.places)

    @property
    def others(self) -> int:
        """How many more findings are like the one that the row shows; 0 if all have the same text."""
        return self.number - 1 if self.part == "text" else 0

    @property
    def count(self) -> int:
        """How many places the text of the row applies to; 0 if the text contains the number."""
        return 0 if self.others or self.message.parameters.get("n") == self.number else self.number
