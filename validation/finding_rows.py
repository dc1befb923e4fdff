"""Rows of findings on pages. A row has the text of a group of findings, and its places."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, Self, TypeVar

from msgspec import Struct

from tilekit.checks.finding_groups import FindingGroup, group_message, groups_by_code, has_one_message
from tilekit.core.messages import Message

P = TypeVar("P")
MOST_PLACES = 100
"""The limit per row: a page with thousands of places is slow, and nobody reads it. Downloads contain all."""


class FindingRow(Struct, Generic[P], frozen=True, kw_only=True):
    """A row for a group of findings. number is the number of findings, and places has the first of them.

    code is the code of the check, or "" for a group about formatting. For a group of advice about a subject, code is
    the letters of the subject, and kinds has a row for each check. part selects what is shown for each of several
    places: "place" if the row's message is enough, otherwise "text", or "code" for the text with the code of the check.
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
        """A key that is unique in the list of rows."""
        return f"{self.severity}-{self.code}"

    @property
    def left_out(self) -> int:
        """The number of findings that the row does not show."""
        return 0 if self.kinds else self.number - len(self.places)

    @property
    def similar_count(self) -> int:
        """The number of findings besides the one whose text the row shows; 0 if all have the same text."""
        return self.number - 1 if self.part == "text" else 0

    @property
    def count(self) -> int:
        """The number of places to show after the row's text; 0 if the text already contains it."""
        return 0 if self.similar_count or self.message.parameters.get("n") == self.number else self.number
